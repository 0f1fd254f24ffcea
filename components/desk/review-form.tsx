"use client";
import { type ReactNode, useActionState, useEffect, useRef } from "react";
import { ErrorSummary } from "../forms/error-summary.tsx";
import { EMPTY_FORM } from "../forms/form-state.ts";
import { TextField } from "../forms/text-field.tsx";
import type { DeskAction } from "./desk-form.tsx";

type Words = {
  readonly errorTitle: string;
  readonly errorPrefix: string;
  readonly label: string;
  readonly same: string;
  readonly apart: string;
  readonly skip: string;
  readonly reason: string;
  readonly optional: string;
  readonly keys: string;
};
type Props = {
  readonly action: DeskAction;
  readonly hidden: Readonly<Record<string, string>>;
  readonly skipHref: string;
  readonly words: Words;
  /** An answer has just been given: the next question takes the focus, so that the keys go on working. */
  readonly isNext: boolean;
  /** What is asked, and both sides. */
  readonly children: ReactNode;
};

/**
 * One question with its answers. Buttons and a link without script; with it J, K, S and U work while the card has the
 * focus and nowhere else (WCAG 2.1.4), and not while something is being typed.
 */
export function ReviewForm({ action, hidden, skipHref, words, isNext, children }: Props) {
  const [state, send] = useActionState(action, EMPTY_FORM);
  const card = useRef<HTMLElement>(null);
  const asked = hidden.askedId;

  useEffect(() => {
    if (isNext && asked) card.current?.focus();
  }, [isNext, asked]);

  useEffect(() => {
    const box = card.current;
    if (!box) return;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const target = TARGETS[event.key.toLowerCase()];
      const control = target ? document.querySelector<HTMLElement>(`[data-key="${target}"]`) : null;
      if (!control) return;
      event.preventDefault();
      control.click();
    };
    box.addEventListener("keydown", press);
    return () => box.removeEventListener("keydown", press);
  }, []);

  return (
    <section
      ref={card}
      className="review-card"
      aria-label={words.label}
      aria-describedby="review-keys"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys work while this region has the focus, so it must take it
      tabIndex={0}
    >
      {children}
      <form id="review" action={send} className="desk-form" noValidate>
        <ErrorSummary title={words.errorTitle} errors={state.errors} />
        {Object.entries(hidden).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <TextField
          id="review-reason"
          label={words.reason}
          optional={words.optional}
          autoComplete="off"
          value={state.values["review-reason"]}
          error={state.errors["review-reason"]}
          errorPrefix={words.errorPrefix}
        />
        <div className="form-actions review-answers">
          <button type="submit" name="verdict" value="same" data-key="same" className="button button-primary">
            {words.same} <kbd>J</kbd>
          </button>
          <button type="submit" name="verdict" value="apart" data-key="apart" className="button button-plain">
            {words.apart} <kbd>K</kbd>
          </button>
          <a href={skipHref} data-key="skip" className="button button-quiet">
            {words.skip} <kbd>S</kbd>
          </a>
        </div>
        <p id="review-keys" className="muted small">
          {words.keys}
        </p>
      </form>
    </section>
  );
}

const TARGETS: Readonly<Record<string, string>> = { j: "same", k: "apart", s: "skip", u: "undo" };

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName))
  );
}

type UndoProps = {
  readonly action: DeskAction;
  readonly hidden: Readonly<Record<string, string>>;
  readonly words: Pick<Words, "errorTitle"> & { readonly undo: string };
};

/** The way back from the answer just given. */
export function UndoAnswer({ action, hidden, words }: UndoProps) {
  const [state, send] = useActionState(action, EMPTY_FORM);
  return (
    <form id="undo" action={send}>
      <ErrorSummary title={words.errorTitle} errors={state.errors} />
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button type="submit" data-key="undo" className="button button-plain">
        {words.undo} <kbd>U</kbd>
      </button>
    </form>
  );
}

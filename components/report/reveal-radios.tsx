import { Fragment, type ReactNode } from "react";
import type { Choice } from "../forms/choices.tsx";
import { FieldGroup, type FieldWords } from "../forms/field.tsx";

type Props = FieldWords & {
  id: string;
  choices: readonly Choice[];
  value?: string;
  errorPrefix?: string;
  /** The choice that asks for more. */
  revealing: string;
  /** What it asks for: right below it, and hidden by the style sheet while another choice is made. */
  children: ReactNode;
};

/** One of several, where one of them needs a detail. Without script and in old browsers the detail is simply there. */
export function RevealRadios({ id, choices, value, revealing, children, ...words }: Props) {
  return (
    <FieldGroup id={id} {...words}>
      <div className="choices choices-list reveal">
        {choices.map((choice, index) => {
          const own = index === 0 ? id : `${id}-${index + 1}`;
          return (
            <Fragment key={choice.value}>
              {choice.divider && <p className="choice-divider">{choice.divider}</p>}
              <div className="choice" data-reveals={choice.value === revealing ? "" : undefined}>
                <input
                  type="radio"
                  id={own}
                  name={id}
                  value={choice.value}
                  defaultChecked={choice.value === value}
                  aria-describedby={choice.hint ? `${own}-hint` : undefined}
                />
                <label htmlFor={own}>{choice.label}</label>
                {choice.hint && (
                  <p id={`${own}-hint`} className="choice-hint">
                    {choice.hint}
                  </p>
                )}
              </div>
              {choice.value === revealing && <div className="reveal-detail">{children}</div>}
            </Fragment>
          );
        })}
      </div>
    </FieldGroup>
  );
}

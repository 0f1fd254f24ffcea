"use client";
import { type MouseEvent, useEffect, useRef } from "react";

type Props = {
  title: string;
  errors: Readonly<Record<string, string>>;
  /** 错误：, put before the document's title while something has to be mended. */
  prefix?: string;
};

/** What has to be mended, on top of the page, in the words of the fields. Plain links without script; with it, the box takes the focus. */
export function ErrorSummary({ title, errors, prefix }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const entries = Object.entries(errors);

  useEffect(() => {
    if (Object.keys(errors).length === 0) return;
    box.current?.focus();
    return prefix ? keepTitlePrefix(prefix) : undefined;
  }, [errors, prefix]);

  if (entries.length === 0) return null;
  return (
    <div ref={box} className="error-summary" role="alert" tabIndex={-1} aria-labelledby="error-summary-title">
      <h2 id="error-summary-title">{title}</h2>
      <ul>
        {entries.map(([field, message]) => (
          <li key={field}>
            <a href={`#${field}`} onClick={(event) => focusField(event, field)}>
              {message}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Next writes the page's title again once it has hydrated, so the prefix is put back whenever it is gone. */
function keepTitlePrefix(prefix: string): () => void {
  const apply = () => {
    if (!document.title.startsWith(prefix)) document.title = prefix + document.title;
  };
  apply();
  const observer = new MutationObserver(apply);
  observer.observe(document.head, { childList: true, characterData: true, subtree: true });
  return () => {
    observer.disconnect();
    if (document.title.startsWith(prefix)) document.title = document.title.slice(prefix.length);
  };
}

/** Scroll to the label, not the input: otherwise the question itself ends up off screen. */
function focusField(event: MouseEvent, id: string) {
  const field = document.getElementById(id);
  if (!field) return;
  event.preventDefault();
  const question =
    field.closest("fieldset")?.querySelector("legend") ?? document.querySelector(`label[for="${id}"]`);
  question?.scrollIntoView();
  field.focus({ preventScroll: true });
}

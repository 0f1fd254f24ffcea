import type { ReactNode } from "react";

export type Reason = { title: string; body: ReactNode; isOpen?: boolean };

/** Native disclosure: works without script and is found by the browser's own search. */
export function Details({
  summary,
  isOpen,
  children,
}: {
  summary: ReactNode;
  isOpen?: boolean;
  children: ReactNode;
}) {
  return (
    <details className="details" open={isOpen}>
      <summary>{summary}</summary>
      <div className="details-body">{children}</div>
    </details>
  );
}

/** Reasons below each other, lines between them. */
export function DetailsList({ items }: { items: readonly Reason[] }) {
  return (
    <div className="details-list">
      {items.map((item) => (
        <Details key={item.title} summary={item.title} isOpen={item.isOpen}>
          {item.body}
        </Details>
      ))}
    </div>
  );
}

import type { ReactNode } from "react";

export type Answer = { term: string; value: ReactNode; change?: { href: string; label: string } };

/** Check your answers: each with a link that comes back to this page. `label` is hidden words after 更改, naming what. */
export function SummaryList({ title, answers }: { title?: string; answers: readonly Answer[] }) {
  return (
    <div className="summary">
      {title && <h2>{title}</h2>}
      <dl className="summary-list">
        {answers.map((answer) => (
          <div key={answer.term}>
            <dt>{answer.term}</dt>
            <dd className="summary-value">{answer.value}</dd>
            {answer.change && (
              <dd className="summary-change">
                <a href={answer.change.href}>
                  {answer.change.label}
                  <span className="visually-hidden">{answer.term}</span>
                </a>
              </dd>
            )}
          </div>
        ))}
      </dl>
    </div>
  );
}

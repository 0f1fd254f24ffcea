import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";

export type Pill = { label: string; removeHref: string; removeLabel: string };

type Props = {
  action: string;
  /** Names the form for screen readers and is the summary that folds it on a phone. */
  heading: string;
  submit: string;
  children: ReactNode;
  pills?: { title: string; items: readonly Pill[]; clear: { href: string; label: string } };
  /** Values that stay in the address, such as the sort order. */
  hidden?: Readonly<Record<string, string>>;
};

/** Filters by GET: the whole state is in the address. Active filters are pills that are links, so they work without script. */
export function FilterForm({ action, heading, submit, children, pills, hidden }: Props) {
  return (
    <search className="filter">
      <form method="get" action={action} aria-label={heading}>
        {Object.entries(hidden ?? {}).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <div className="filter-fields">
          {children}
          <Button variant="plain">{submit}</Button>
        </div>
      </form>
      {pills && pills.items.length > 0 && (
        <div className="pills">
          <span className="muted small">{pills.title}</span>
          <ul>
            {pills.items.map((pill) => (
              <li key={pill.label}>
                <a className="pill" href={pill.removeHref} aria-label={pill.removeLabel}>
                  {pill.label}
                  <Icon name="remove" />
                </a>
              </li>
            ))}
          </ul>
          <a className="small" href={pills.clear.href}>
            {pills.clear.label}
          </a>
        </div>
      )}
    </search>
  );
}

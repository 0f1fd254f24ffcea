import type { ReactNode } from "react";

export type TimelineItem = { at: string; when: string; title: ReactNode; body?: ReactNode; by?: string };

/** What happened, newest first or oldest first as given. `at` is the machine's time, `when` the words for it. */
export function Timeline({ items }: { items: readonly TimelineItem[] }) {
  return (
    <ol className="timeline">
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: history only grows at its end and entries have no other name here
        <li key={`${item.at}-${index}`}>
          <time dateTime={item.at}>{item.when}</time>
          <p>{item.title}</p>
          {item.body && <div className="muted">{item.body}</div>}
          {item.by && <p className="muted small">{item.by}</p>}
        </li>
      ))}
    </ol>
  );
}

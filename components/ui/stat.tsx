import type { ReactNode } from "react";
import { Icon } from "./icon.tsx";

type Change = { direction: "up" | "down" | "same"; text: string };
type Props = { label: string; value: ReactNode; title?: string; change?: Change; note?: string };

/** One number with its name; the change is a sign and a word, never only a colour. `title` holds the exact number. */
export function Stat({ label, value, title, change, note }: Props) {
  return (
    <div className="stat">
      <p className="stat-label">{label}</p>
      <p className="stat-value" title={title}>
        {value}
      </p>
      {change && (
        <p className="stat-change">
          {change.direction !== "same" && <Icon name={change.direction} />}
          {change.text}
        </p>
      )}
      {note && <p className="stat-note">{note}</p>}
    </div>
  );
}

export function Stats({ children }: { children: ReactNode }) {
  return <div className="stats">{children}</div>;
}

import type { ReactNode } from "react";

export type Bar = { key: string; label: ReactNode; value: number; text: string; href?: string };
type Props = {
  items: readonly Bar[] /** Value of a full bar; the largest item when left out. */;
  max?: number;
};

/** Names, bars and numbers in three columns. The number is written out, so the bar is only for the eye. */
export function BarList({ items, max }: Props) {
  const full = Math.max(max ?? 0, ...items.map((item) => item.value), Number.EPSILON);
  return (
    <ul className="bar-list">
      {items.map((item) => (
        <li key={item.key}>
          <span className="bar-label">{item.href ? <a href={item.href}>{item.label}</a> : item.label}</span>
          <svg className="bar" width="100%" height="10" aria-hidden="true">
            <rect className="bar-ground" width="100%" height="10" rx="2" />
            <rect
              className="bar-fill"
              width={`${((100 * item.value) / full).toFixed(1)}%`}
              height="10"
              rx="2"
            />
          </svg>
          <span className="bar-value">{item.text}</span>
        </li>
      ))}
    </ul>
  );
}

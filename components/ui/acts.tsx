import type { ReactNode } from "react";

export type Act = { href: string; title: string; body: ReactNode };

/** The few things a person can do next: each a verb and one line. Two or three in a row, one below the other on a phone. */
export function Acts({ items, columns = 3 }: { items: readonly Act[]; columns?: 2 | 3 }) {
  return (
    <ul className={`acts acts-${columns}`}>
      {items.map((item) => (
        <li key={item.href + item.title}>
          <a href={item.href}>
            <b>{item.title}</b>
            <span>{item.body}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

import type { ReactNode } from "react";
import { Icon } from "./icon.tsx";
import type { Tone } from "./tone.ts";

type Props = { tone: Tone; children: ReactNode };

export function Tag({ tone, children }: Props) {
  return (
    <span className={`tag tone-${tone}`}>
      <Icon name={tone} />
      {children}
    </span>
  );
}

/** A neutral word in a box: a kind, a code, a filter. Says nothing about good or bad. */
export function Label({ children }: { children: ReactNode }) {
  return <span className="tag tag-label">{children}</span>;
}

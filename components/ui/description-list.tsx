import type { ReactNode } from "react";

export type Fact = { term: string; value: ReactNode };

/** Facts as term and value, aligned in two columns, below each other on a phone. `rows` draws a line under each. */
export function DescriptionList({
  facts,
  look = "plain",
}: {
  facts: readonly Fact[];
  look?: "plain" | "rows";
}) {
  return (
    <dl className={`facts facts-${look}`}>
      {facts.map((fact) => (
        <div key={fact.term}>
          <dt>{fact.term}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

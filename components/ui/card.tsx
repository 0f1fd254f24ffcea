import type { ReactNode } from "react";

type Props = { title?: string; id?: string; tools?: ReactNode; children: ReactNode };

/** A box for what belongs together. With a title it is a labelled section; give it an `id` then. */
export function Card({ title, id, tools, children }: Props) {
  if (!title) return <div className="card">{children}</div>;
  return (
    <section className="card" aria-labelledby={id}>
      <div className="card-head">
        <h2 id={id}>{title}</h2>
        {tools}
      </div>
      {children}
    </section>
  );
}

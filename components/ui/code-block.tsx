type Props = { code: string; caption?: string; label: string };

/** Code to read and copy. The region scrolls sideways and can be reached by keyboard; `label` names it. */
export function CodeBlock({ code, caption, label }: Props) {
  return (
    <figure className="code-block">
      {caption && <figcaption>{caption}</figcaption>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard */}
      <section className="code-scroll" aria-label={label} tabIndex={0}>
        <pre lang="en" translate="no">
          <code>{code}</code>
        </pre>
      </section>
    </figure>
  );
}

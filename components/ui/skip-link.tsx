/** First link of every page. The page's <main> has id="main" and tabIndex={-1}. */
export function SkipLink({ label, target = "main" }: { label: string; target?: string }) {
  return (
    <a className="skip-link" href={`#${target}`}>
      {label}
    </a>
  );
}

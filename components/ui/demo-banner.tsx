/** Stands on every page while the data is fictional. */
export function DemoBanner({ text }: { text: string }) {
  return <p className="demo-banner">{text}</p>;
}

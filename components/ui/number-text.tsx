type Props = { groups: readonly string[]; size?: "normal" | "large" };

/**
 * 138 0013 8000: the gaps are drawn by CSS, so copying gives digits; a screen reader hears the same groups.
 * Anything that is not only digits (a signature, a link) comes as one group.
 */
export function NumberText({ groups, size = "normal" }: Props) {
  const className = size === "large" ? "number number-large" : "number";
  if (groups.length < 2) return <span className={className}>{groups[0] ?? ""}</span>;
  return (
    <span className={className}>
      <span aria-hidden="true">
        {groups.map((group, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a number's groups never move and may repeat
          <span key={index}>{index < groups.length - 1 ? <Spaced group={group} /> : group}</span>
        ))}
      </span>
      <span className="visually-hidden">{groups.join(" ")}</span>
    </span>
  );
}

function Spaced({ group }: { group: string }) {
  return (
    <>
      {group.slice(0, -1)}
      <span className="gap">{group.slice(-1)}</span>
    </>
  );
}

/** 138••••8000: `text` is masked already; `label` says so in words for those who cannot see the dots. */
export function Masked({ text, label }: { text: string; label: string }) {
  return (
    <span className="number">
      <span aria-hidden="true">{text}</span>
      <span className="visually-hidden">{label}</span>
    </span>
  );
}

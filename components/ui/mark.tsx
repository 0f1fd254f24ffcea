type Props = { className?: string };

/** The mark: a round mirror with one line of light. One colour, drawn to hold at 16 px. */
export function Mark({ className = "mark" }: Props) {
  return (
    <svg
      className={className}
      viewBox="0 0 24 24"
      width="24"
      height="24"
      fill="none"
      aria-hidden="true"
      focusable="false"
    >
      <circle cx="12" cy="12" r="10" stroke="currentColor" strokeWidth="2.2" />
      <path
        d="M6.6 14.9C9.6 11.2 14 12.6 17.4 8.6"
        stroke="currentColor"
        strokeWidth="2.2"
        strokeLinecap="round"
      />
    </svg>
  );
}

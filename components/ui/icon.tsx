const PATHS = {
  listed: (
    <>
      <path d="M10 1.6 17.3 5.8v8.4L10 18.4 2.7 14.2V5.8z" />
      <path d="M10 6v5M10 13.6v.4" />
    </>
  ),
  warning: (
    <>
      <path d="M10 2.4 18.4 17H1.6z" />
      <path d="M10 7.6v4.2M10 14.2v.3" />
    </>
  ),
  reported: (
    <>
      <path d="M2.5 3.5h15v10.2H9.6L5.8 17v-3.3H2.5z" />
      <path d="M6.5 8.6h.2M9.9 8.6h.2M13.3 8.6h.2" />
    </>
  ),
  official: (
    <>
      <circle cx="10" cy="10" r="8" />
      <path d="m6.3 10.2 2.6 2.6 4.9-5.4" />
    </>
  ),
  unknown: (
    <>
      <circle cx="10" cy="10" r="8" strokeDasharray="3.2 2.4" />
      <path d="M6.8 10h6.4" />
    </>
  ),
  info: (
    <>
      <circle cx="10" cy="10" r="8" />
      <path d="M10 9.2v4.6M10 6.2v.2" />
    </>
  ),
  back: <path d="M12.5 4.5 7 10l5.5 5.5" />,
  forward: <path d="M7.5 4.5 13 10l-5.5 5.5" />,
  search: (
    <>
      <circle cx="8.8" cy="8.8" r="5.6" />
      <path d="m13 13 4.4 4.4" />
    </>
  ),
  remove: <path d="m5.5 5.5 9 9M14.5 5.5l-9 9" />,
  check: <path d="m4 10.5 4 4 8-9" />,
  up: <path d="M10 16V4.5M5 9.5l5-5 5 5" />,
  down: <path d="M10 4v11.5M5 10.5l5 5 5-5" />,
  phone: (
    <path d="M6.6 2.5 3.4 3.6c-.3 6.9 5.9 13.2 13 13l1.1-3.2-3.7-2.1-1.7 1.7c-2-.9-4.200-3.100-5-5l1.700-1.700z" />
  ),
} as const;

export type IconName = keyof typeof PATHS;

type Props = { name: IconName; className?: string };

/** Decorative: the word beside it carries the meaning. */
export function Icon({ name, className }: Props) {
  return (
    <svg
      className={className ? `icon ${className}` : "icon"}
      viewBox="0 0 20 20"
      width="20"
      height="20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {PATHS[name]}
    </svg>
  );
}

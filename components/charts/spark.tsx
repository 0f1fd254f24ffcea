import { linePath } from "./scale.ts";

type Props = { values: readonly (number | null)[]; label: string };

/** A line the height of a word: only its shape is meant; `label` says it. */
export function Spark({ values, label }: Props) {
  const max = Math.max(...values.map((value) => value ?? 0), Number.EPSILON);
  return (
    <svg
      className="spark"
      width="96"
      height="24"
      viewBox="-2 -8 104 116"
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path className="line line-subject" d={linePath(values, max)} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

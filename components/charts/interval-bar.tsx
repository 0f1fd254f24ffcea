type Props = {
  /** Ratios against peers; peers are 1. */
  value: number;
  low: number;
  high: number;
  /** The numbers as they are to be read: "0.62". */
  text: { value: string; low: string; high: string };
  labels: { peers: string; fewer: string; more: string };
  /** The whole picture as one sentence. */
  label: string;
};

// A ratio of a quarter and a ratio of four are as far from peers as each other, so the scale is logarithmic.
const REACH = Math.log(5);

/** Position on the bar in percent; what lies beyond a fifth or five times is drawn at the edge. */
function at(ratio: number): number {
  const share = Math.log(Math.max(ratio, 1e-6)) / REACH;
  return 50 + 48 * Math.min(1, Math.max(-1, share));
}

const percent = (value: number) => `${value.toFixed(2)}%`;

/** Numbers under the ends of the interval: apart from each other when it is narrow, inside the picture when it is wide. */
function endLabels(low: number, high: number): { low: number; high: number } {
  const push = Math.max(0, 14 - (high - low)) / 2;
  return { low: Math.max(low - push, 6), high: Math.min(high + push, 94) };
}

/** One estimate with its interval against "peers = 1". Text keeps its size at every width because only positions scale. */
export function IntervalBar({ value, low, high, text, labels, label }: Props) {
  const [left, dot, right] = [at(low), at(value), at(high)];
  const ends = endLabels(left, right);
  return (
    <svg className="chart interval-bar" width="100%" height="92" role="img" aria-label={label}>
      <line className="axis" x1="2%" x2="98%" y1="34" y2="34" />
      <line className="peer" x1="50%" x2="50%" y1="20" y2="76" />
      <rect className="range" x={percent(left)} width={percent(right - left)} y="28" height="12" rx="6" />
      <circle className="dot" cx={percent(dot)} cy="34" r="7" />
      <text className="value" x={percent(dot)} y="15" textAnchor="middle">
        {text.value}
      </text>
      <text className="muted" x={percent(ends.low)} y="61" textAnchor="middle">
        {text.low}
      </text>
      <text className="muted" x={percent(ends.high)} y="61" textAnchor="middle">
        {text.high}
      </text>
      <text className="faint" x="2%" y="88">
        {labels.fewer}
      </text>
      <text className="faint" x="50%" y="88" textAnchor="middle">
        {labels.peers}
      </text>
      <text className="faint" x="98%" y="88" textAnchor="end">
        {labels.more}
      </text>
    </svg>
  );
}

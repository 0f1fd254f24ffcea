import { FUNNEL_Z, funnelLimits } from "#domain/rating/funnel-limits.ts";
import { localeHref } from "#messages/locale.ts";
import { formatNumber } from "#messages/translate.ts";
import { ticks } from "../charts/scale.ts";
import { institutionName } from "../look-up/institution-name.ts";
import { DataTable } from "../ui/data-table.tsx";
import { Details } from "../ui/details.tsx";
import { funnelPlace, logPlace, logTicks, nearest, ratioText, weighedText } from "./figures.ts";
import type { Peer, Words } from "./rating-types.ts";

type Props = Words & { peers: readonly Peer[]; ownId: string; overDispersion: number };

const HEIGHT = 240;
const PAD = 12;
const CURVE_POINTS = 48;
/** Rows of the table; the download has the rest. */
const MOST_ROWS = 60;

/** All that were compared with the same peers: how far off each is, against how large it is. */
export function Funnel({ locale, t, peers, ownId, overDispersion }: Props) {
  const at = peers.findIndex(({ id }) => id === ownId);
  const own = peers[at];
  if (!own || peers.length < 2) return null;
  const sizes = peers.map(({ precision }) => precision);
  const [from, to] = [Math.min(...sizes) / 1.15, Math.max(...sizes) * 1.15];
  const steps = ticks(Math.max(...peers.map(({ ratio }) => ratio), 2));
  const top = steps.at(-1) ?? 2;
  const x = (precision: number) => `${(100 * logPlace(precision, from, to)).toFixed(2)}%`;
  const y = (ratio: number) => PAD + HEIGHT * (1 - Math.min(ratio, top) / top);
  const summary = t(`rating.funnel.${funnelPlace(own, overDispersion)}`);
  const shown = nearest(peers, at, MOST_ROWS);
  return (
    <figure className="chart funnel">
      <p className="chart-unit">{t("rating.funnel.y")}</p>
      <div className="funnel-plot" role="img" aria-label={summary}>
        <svg className="funnel-axis" height={HEIGHT + 2 * PAD} aria-hidden="true">
          {steps.map((step) => (
            <text key={step} className="faint" x="100%" y={y(step)} dy="0.35em" textAnchor="end">
              {step}
            </text>
          ))}
        </svg>
        <svg className="funnel-points" width="100%" height={HEIGHT + 2 * PAD} aria-hidden="true">
          {steps.map((step) => (
            <line
              key={step}
              className={step === 0 ? "axis" : "grid"}
              x1="0"
              x2="100%"
              y1={y(step)}
              y2={y(step)}
            />
          ))}
          <line className="funnel-peers" x1="0" x2="100%" y1={y(1)} y2={y(1)} />
          <svg
            aria-hidden="true"
            x="0"
            y={PAD}
            width="100%"
            height={HEIGHT}
            viewBox="0 0 100 100"
            preserveAspectRatio="none"
          >
            {FUNNEL_Z.flatMap((z, index) =>
              (["low", "high"] as const).map((side) => (
                <path
                  key={`${z}${side}`}
                  className={index === 0 ? "limit limit-inner" : "limit limit-outer"}
                  d={curve({ from, to, top, side, z, overDispersion })}
                  vectorEffect="non-scaling-stroke"
                />
              )),
            )}
          </svg>
          {peers.map(({ id, ratio, precision }) =>
            id === ownId ? null : (
              <circle key={id} className="funnel-dot" cx={x(precision)} cy={y(ratio)} r="4" />
            ),
          )}
          <circle className="funnel-ring" cx={x(own.precision)} cy={y(own.ratio)} r="10" />
          <circle className="dot" cx={x(own.precision)} cy={y(own.ratio)} r="6" />
          <OwnLabel
            place={logPlace(own.precision, from, to)}
            y={y(own.ratio)}
            text={`${t("rating.funnel.own")} ${ratioText(own.ratio)}`}
          />
        </svg>
        <svg className="funnel-names" height={HEIGHT + 2 * PAD} aria-hidden="true">
          <LimitNames t={t} y={y} precision={to} overDispersion={overDispersion} />
        </svg>
        <svg className="funnel-sizes" width="100%" height="24" aria-hidden="true">
          {logTicks(from, to).map((mark) => (
            <text key={mark} className="faint" x={x(mark)} y="16" textAnchor="middle">
              {mark < 10 ? mark : formatNumber(locale, mark)}
            </text>
          ))}
        </svg>
      </div>
      <p className="chart-unit funnel-x">{t("rating.funnel.x")}</p>
      <figcaption>
        {summary} <span className="muted">{t("rating.funnel.note")}</span>
      </figcaption>
      <Details summary={t("rating.funnel.open")}>
        <DataTable
          id="funnel-table"
          caption={
            shown.length < peers.length
              ? t("rating.funnel.captionPart", { count: shown.length })
              : t("rating.funnel.caption")
          }
          density="dense"
          rows={shown}
          rowKey={({ id }) => id}
          columns={[
            {
              key: "name",
              header: t("rating.funnel.name"),
              isRowHeader: true,
              cell: (peer) =>
                peer.id === ownId ? (
                  <b>{institutionName(locale, peer)}</b>
                ) : (
                  <a href={localeHref(locale, `/institutions/${peer.id}`)}>{institutionName(locale, peer)}</a>
                ),
            },
            {
              key: "expected",
              header: t("rating.funnel.expected"),
              align: "end",
              cell: ({ precision }) => weighedText(locale, precision),
            },
            {
              key: "ratio",
              header: t("rating.funnel.ratio"),
              align: "end",
              cell: ({ ratio }) => ratioText(ratio),
            },
            {
              key: "range",
              header: t("rating.funnel.range"),
              align: "end",
              cell: ({ precision }) => {
                const { low, high } = funnelLimits(precision, overDispersion, FUNNEL_Z[0]);
                return `${ratioText(low)}–${ratioText(high)}`;
              },
            },
          ]}
        />
      </Details>
    </figure>
  );
}

type Curve = {
  readonly from: number;
  readonly to: number;
  readonly top: number;
  readonly side: "low" | "high";
  readonly z: number;
  readonly overDispersion: number;
};

/** A limit over the whole axis, both axes 0..100; what lies above the plot is cut off by it. */
function curve({ from, to, top, side, z, overDispersion }: Curve): string {
  const points = Array.from({ length: CURVE_POINTS + 1 }, (_, index) => {
    const precision = from * (to / from) ** (index / CURVE_POINTS);
    const ratio = funnelLimits(precision, overDispersion, z)[side];
    return `${((100 * index) / CURVE_POINTS).toFixed(2)} ${(100 - (100 * ratio) / top).toFixed(2)}`;
  });
  return `M${points.join("L")}`;
}

/** Beside its dot, on the side where there is room. */
function OwnLabel({ place, y, text }: { place: number; y: number; text: string }) {
  const isRight = place > 0.55;
  return (
    <text
      className="value funnel-own"
      x={`${(100 * place).toFixed(2)}%`}
      dx={isRight ? -16 : 16}
      y={Math.max(y, PAD + 4)}
      dy="0.35em"
      textAnchor={isRight ? "end" : "start"}
    >
      {text}
    </text>
  );
}

function LimitNames({
  t,
  y,
  precision,
  overDispersion,
}: {
  t: Words["t"];
  y: (ratio: number) => number;
  precision: number;
  overDispersion: number;
}) {
  const [inner, outer] = FUNNEL_Z.map((z) => y(funnelLimits(precision, overDispersion, z).high));
  if (inner === undefined || outer === undefined) return null;
  // The three names keep a line's height apart where the funnel is narrow.
  const atPeers = y(1);
  const atInner = Math.min(inner, atPeers - 18);
  const atOuter = Math.min(outer, atInner - 18);
  return (
    <>
      <text className="faint" x="6" y={atOuter} dy="0.35em">
        {t("rating.funnel.outer")}
      </text>
      <text className="faint" x="6" y={atInner} dy="0.35em">
        {t("rating.funnel.inner")}
      </text>
      <text className="faint" x="6" y={atPeers} dy="0.35em">
        {t("rating.funnel.peers")}
      </text>
    </>
  );
}

import type { ReactNode } from "react";
import type { EvidencePath, Membership, PathStep } from "#domain/cases/membership.ts";
import { differs, type Waterfall, type WaterfallStep } from "#domain/matching/waterfall.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import { formatCount, formatDateTime, formatNumber, type Translate } from "#messages/translate.ts";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { sharedWords } from "./campaign-words.ts";
import { ruleWords, shortCode } from "./case-words.ts";

type Locals = { locale: Locale; t: Translate };

/** Why a report belongs to its case, in the words of whoever or whatever said so. */
export function MembershipReason({ membership, locale, t }: Locals & { membership: Membership }) {
  const { judgement, waterfall } = membership;
  const date = formatDateTime(locale, judgement.at);
  if (waterfall)
    return (
      <>
        <p>
          {t("campaign.member.machine", {
            date,
            percent: percentWords(t, locale, waterfall.probability),
          })}
        </p>
        <WaterfallTable
          id="waterfall"
          waterfall={waterfall}
          reports={membership.reports}
          locale={locale}
          t={t}
        />
        <p className="muted small waterfall-note">
          {t("campaign.member.bitsNote")} {t("campaign.member.model", { version: judgement.modelVersion })}
        </p>
      </>
    );
  if (judgement.byKind === "person" && judgement.by)
    return (
      <p>
        {judgement.reason
          ? t("campaign.member.personReason", { name: judgement.by, date, reason: judgement.reason })
          : t("campaign.member.person", { name: judgement.by, date })}
      </p>
    );
  return <p>{t("campaign.member.rule", { date, rule: ruleWords(t, judgement.rule) })}</p>;
}

type Present = { readonly modelVersion: string; readonly waterfall: Waterfall | null };

/** The evidence as it is now, where it is no longer what the machine joined the report by. */
export function EvidenceNow({
  membership,
  present,
  locale,
  t,
}: Locals & { membership: Membership; present: Present }) {
  const { waterfall: now, modelVersion } = present;
  if (!membership.waterfall || !differs(membership.waterfall, now)) return null;
  return (
    <section aria-labelledby="evidence-now">
      <h3 id="evidence-now">{t("campaign.member.nowTitle")}</h3>
      {now ? (
        <>
          <p>
            {t("campaign.member.now", {
              percent: percentWords(t, locale, now.probability),
              version: modelVersion,
            })}
          </p>
          <WaterfallTable id="waterfall-now" waterfall={now} reports={null} locale={locale} t={t} />
        </>
      ) : (
        <p>{t("campaign.member.nowNone")}</p>
      )}
    </section>
  );
}

/** A chance people can picture; what rounds to certainty is not called certain. */
function percentWords(t: Translate, locale: Locale, probability: number): string {
  if (probability > 0.999) return t("campaign.member.certain");
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(probability);
}

type WaterfallRow = {
  readonly key: string;
  readonly name: string;
  readonly under: string;
  readonly factor: string;
  readonly bits: number;
  readonly from: number;
  readonly to: number;
  readonly isSum: boolean;
};

/** The sum as it grows: each row's bar starts where the one before it ended. */
function WaterfallTable({
  id,
  waterfall,
  reports,
  locale,
  t,
}: Locals & { id: string; waterfall: Waterfall; reports: Membership["reports"] | null }) {
  const rows = waterfallRows(waterfall, reports, { locale, t });
  const ends = rows.flatMap((row) => [row.from, row.to]);
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const place = (bits: number) => (100 * (bits - low)) / Math.max(1, high - low);
  const columns: Column<WaterfallRow>[] = [
    {
      key: "evidence",
      header: t("campaign.member.evidence"),
      isRowHeader: true,
      cell: (row) => (
        <>
          {row.name}
          {row.under && <span className="under">{row.under}</span>}
        </>
      ),
    },
    {
      key: "bar",
      header: t("campaign.member.bits"),
      cell: (row) => (
        <span className="waterfall-cell">
          <svg className="waterfall" width="100%" height="14" aria-hidden="true">
            <rect className="bar-ground" width="100%" height="14" rx="2" />
            <rect
              className={row.isSum ? "waterfall-sum" : "bar-fill"}
              x={`${place(Math.min(row.from, row.to)).toFixed(2)}%`}
              width={`${(place(Math.max(row.from, row.to)) - place(Math.min(row.from, row.to))).toFixed(2)}%`}
              height="14"
            />
            <line
              className="axis"
              x1={`${place(0).toFixed(2)}%`}
              x2={`${place(0).toFixed(2)}%`}
              y1="0"
              y2="14"
            />
          </svg>
          <span className="nowrap">{signed(locale, row.bits)}</span>
        </span>
      ),
    },
    { key: "factor", header: t("campaign.member.factor"), cell: (row) => row.factor },
  ];
  return (
    <DataTable
      id={id}
      caption={t("campaign.member.caption")}
      isCaptionHidden
      columns={columns}
      rows={rows}
      rowKey={(row) => row.key}
      phone="stack"
      density="dense"
    />
  );
}

function waterfallRows(
  { prior, steps, total, probability }: Waterfall,
  reports: Membership["reports"] | null,
  { locale, t }: Locals,
): WaterfallRow[] {
  return [
    {
      key: "prior",
      name: t("campaign.member.prior"),
      under: "",
      factor: t("campaign.member.priorWords", { count: formatCount(locale, roundly(2 ** -prior)) }),
      bits: prior,
      from: 0,
      to: prior,
      isSum: true,
    },
    ...steps.map((step) => ({
      key: step.kind,
      name: step.label
        ? t("campaign.named", { rule: ruleWords(t, step.kind), label: step.label })
        : ruleWords(t, step.kind),
      // Without all reports to compare with, the counts are today's.
      under: reports
        ? rarityWords(step, reports, { locale, t })
        : t("campaign.member.stepRarity", { count: step.complaints }),
      factor: t("campaign.member.times", { times: formatCount(locale, roundly(2 ** step.bits)) }),
      bits: step.bits,
      from: step.from,
      to: step.to,
      isSum: false,
    })),
    {
      key: "total",
      name: t("campaign.member.total"),
      under: "",
      factor: t("campaign.member.totalWords", { percent: percentWords(t, locale, probability) }),
      bits: total,
      from: 0,
      to: total,
      isSum: true,
    },
  ];
}

function rarityWords(
  { complaints }: WaterfallStep,
  reports: Membership["reports"],
  { locale, t }: Locals,
): string {
  const count = formatNumber(locale, complaints);
  if (reports.count <= complaints) return t("campaign.member.rarePlain", { count: complaints });
  return reports.isEstimate
    ? t("campaign.member.rareAbout", { count, total: formatCount(locale, roundly(reports.count)) })
    : t("campaign.member.rare", { count, total: formatNumber(locale, reports.count) });
}

/** Two digits are as much as an estimate is worth. */
function roundly(value: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1);
  return Math.round(value / step) * step;
}

const signed = (locale: Locale, bits: number): string =>
  new Intl.NumberFormat(locale, { signDisplay: "exceptZero", maximumFractionDigits: 1 }).format(bits);

type PathProps = Locals & { caseId: string; from: string; path: EvidencePath; isFirst: boolean };

/** The shortest chain of evidence to another report, one shared thing a step. */
export function EvidenceChain({ caseId, from, path, isFirst, locale, t }: PathProps) {
  if (path.kind === "unknown") return <p role="alert">{t("campaign.member.pathUnknown")}</p>;
  const code = shortCode(path.to);
  const which = isFirst && <p>{t("campaign.member.pathFirst", { code })}</p>;
  if (path.to === from)
    return (
      <>
        {which}
        <p>{t("campaign.member.pathSelf")}</p>
      </>
    );
  if (path.kind === "none") return <p>{t("campaign.member.pathNone", { code })}</p>;
  return (
    <>
      {which}
      <p>{t("campaign.member.pathIntro", { code, count: path.steps.length })}</p>
      <ol className="evidence-chain">
        {path.steps.map((step) => (
          <li key={step.from + step.to}>
            <Step step={step} caseId={caseId} locale={locale} t={t} />
            <span className="under">{t("campaign.member.stepRarity", { count: step.complaints })}</span>
          </li>
        ))}
      </ol>
    </>
  );
}

function Step({ step, caseId, locale, t }: Locals & { step: PathStep; caseId: string }) {
  const to = (id: string) => (chunks: ReactNode) => (
    <a className="code" href={localeHref(locale, `/desk/cases/${caseId}/members/${id}`)}>
      {chunks}
    </a>
  );
  const values = {
    from: shortCode(step.from),
    to: shortCode(step.to),
    rule: sharedWords(t, step.kind) ?? ruleWords(t, step.kind),
    a: to(step.from),
    b: to(step.to),
  };
  return step.label === null
    ? t.rich("campaign.member.step", values)
    : t.rich("campaign.member.stepNamed", { ...values, label: step.label });
}

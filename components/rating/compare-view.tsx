import type { ReactNode } from "react";
import { wordsOf } from "#domain/complaints/label.ts";
import { INSTITUTION_CLASSES } from "#domain/institutions/classes.ts";
import type { LicenceStanding } from "#domain/institutions/licence-standing.ts";
import { ratingWord } from "#domain/rating/browse-ratings.ts";
import { type InstitutionResult, SEVERITY_CLASSES, type Share } from "#domain/rating/bundle.ts";
import type { VerdictWord } from "#domain/registry/verdict.ts";
import { localeHref } from "#messages/locale.ts";
import { institutionName } from "../look-up/institution-name.ts";
import { ButtonLink } from "../ui/button.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { BackLink } from "../ui/navigation.tsx";
import { Notice } from "../ui/notice.tsx";
import { Tag } from "../ui/tag.tsx";
import { monthText, peersText, ratioText, shareText, weighedText } from "./figures.ts";
import type { Basis, Words } from "./rating-types.ts";

export type Compared = {
  readonly id: string;
  readonly legalName: string;
  readonly englishName: string | null;
  readonly class: string;
  readonly isDeregistered: boolean;
  readonly standing: LicenceStanding;
  readonly verdict: VerdictWord;
  /** Null for who is in no batch. */
  readonly result: InstitutionResult | null;
  readonly basis: Basis | null;
};

type Props = Words & {
  institutions: readonly Compared[];
  /** Ids that nobody knows, and institutions beyond the most that are compared. */
  unknown: number;
  left: number;
  ratings: "known" | "none" | "away";
  month: string | null;
};
type Line = { readonly key: string; readonly label: string; readonly cell: (one: Compared) => ReactNode };

/** Up to four institutions side by side. */
export function CompareView({ locale, t, institutions, unknown, left, ratings, month }: Props) {
  const back = localeHref(locale, "/institutions");
  return (
    <div className="flow compare">
      <BackLink href={back}>{t("rating.compare.back")}</BackLink>
      <h1>
        {institutions.length > 0
          ? t("rating.compare.heading", { count: institutions.length })
          : t("rating.compare.title")}
      </h1>
      {institutions.length > 0 && (
        <p className="lead">
          {t("rating.compare.lead")} {month && t("rating.list.asOf", { month: monthText(locale, month) })}
        </p>
      )}
      {(unknown > 0 || left > 0 || institutions.length === 1 || ratings !== "known") && (
        <Notice>
          {institutions.length === 1 && <p>{t("rating.compare.one")}</p>}
          {left > 0 && <p>{t("rating.compare.left", { count: left })}</p>}
          {unknown > 0 && <p>{t("rating.compare.unknown", { count: unknown })}</p>}
          {ratings !== "known" && (
            <p>{t(ratings === "away" ? "rating.list.away" : "rating.list.noRatings")}</p>
          )}
        </Notice>
      )}
      {institutions.length === 0 ? (
        <EmptyState
          title={t("rating.compare.emptyTitle")}
          action={<ButtonLink href={back}>{t("rating.compare.back")}</ButtonLink>}
        >
          <p>{t("rating.compare.emptyBody")}</p>
        </EmptyState>
      ) : (
        <DataTable
          id="compare"
          caption={t("rating.compare.caption")}
          isCaptionHidden
          rows={linesOf({ locale, t }, institutions)}
          rowKey={({ key }) => key}
          columns={[
            {
              key: "item",
              header: t("rating.compare.item"),
              isRowHeader: true,
              cell: ({ label }) => label,
            },
            ...institutions.map((one) => ({
              key: one.id,
              header: institutionName(locale, one),
              cell: ({ cell }: Line) => cell(one),
            })),
          ]}
        />
      )}
    </div>
  );
}

/** A line that nobody has anything to say on is left out. */
function linesOf(words: Words, institutions: readonly Compared[]): readonly Line[] {
  const { locale, t } = words;
  const none = <span className="muted">{t("rating.compare.none")}</span>;
  const share = (read: (result: InstitutionResult) => Share | null | undefined) => (one: Compared) => {
    const found = one.result && read(one.result);
    return found ? `${shareText(found.mean)} (${shareText(found.low)}–${shareText(found.high)})` : none;
  };
  const estimate = ({ result }: Compared) => (result?.harm ? result.harm.estimate : null);
  const lines: (Line & { readonly isTold?: (one: Compared) => boolean })[] = [
    {
      key: "letter",
      label: t("rating.compare.letter"),
      cell: ({ id, result }) => (
        <a href={localeHref(locale, `/institutions/${id}#rating`)}>
          <b>{t(`rating.word.${ratingWord(result)}`)}</b>
        </a>
      ),
    },
    {
      key: "ratio",
      label: t("rating.compare.ratio"),
      cell: (one) => estimateText(estimate(one), ({ ratio }) => ratioText(ratio)) ?? none,
    },
    {
      key: "interval",
      label: t("rating.compare.interval"),
      cell: (one) =>
        estimateText(estimate(one), ({ low, high }) => `${ratioText(low)}–${ratioText(high)}`) ?? none,
    },
    {
      key: "reasons",
      label: t("rating.compare.reasons"),
      isTold: ({ result }) => (result?.reasons.length ?? 0) > 0,
      cell: ({ result }) =>
        result?.reasons.map((reason) => t(`rating.why.${reason}`)).join(t("rating.join")) || "—",
    },
    {
      key: "fragile",
      label: t("rating.compare.fragile"),
      isTold: ({ result }) => result?.letter != null,
      cell: ({ result }) =>
        result?.letter == null
          ? none
          : t(result.isFragile ? "rating.compare.isFragile" : "rating.compare.isStable"),
    },
    {
      key: "peers",
      label: t("rating.compare.peers"),
      cell: ({ result }) => (result?.peers ? peersText(words, result.peers) : none),
    },
    ...SEVERITY_CLASSES.map(
      (name, index): Line => ({
        key: name,
        label: t("rating.compare.observed", { class: t(`rating.severity.${name}`) }),
        cell: ({ result }) => {
          const part = result?.harm?.classes[index];
          return part
            ? `${weighedText(locale, part.observed)} / ${weighedText(locale, part.expected)}`
            : none;
        },
      }),
    ),
    {
      key: "held",
      label: t("rating.compare.held"),
      isTold: ({ basis }) => basis !== null && heldOf(basis) > 0,
      cell: ({ basis }) => (basis ? weighedText(locale, heldOf(basis)) : none),
    },
    {
      key: "handling",
      label: t("rating.compare.handling"),
      cell: ({ result }) => result?.handling?.letter ?? none,
    },
    { key: "timely", label: t("rating.compare.timely"), cell: share(({ handling }) => handling?.timely) },
    {
      key: "resolved",
      label: t("rating.compare.resolved"),
      cell: share(({ handling }) => handling?.resolved),
    },
    {
      key: "uphold",
      label: t("rating.compare.uphold"),
      cell: ({ result }) => (result?.upholdRate == null ? none : shareText(result.upholdRate)),
    },
    {
      key: "size",
      label: t("rating.compare.size"),
      cell: ({ basis }) => t(`rating.source.${basis?.exposureSource ?? "none"}`),
    },
    {
      key: "class",
      label: t("rating.compare.class"),
      cell: (one) => wordsOf(INSTITUTION_CLASSES, one.class, locale),
    },
    {
      key: "licence",
      label: t("rating.compare.licence"),
      cell: ({ isDeregistered, standing }) =>
        isDeregistered ? t("institutions.deregistered") : t(`institutions.standing.${standing}`),
    },
    {
      key: "state",
      label: t("rating.compare.state"),
      cell: ({ verdict }) =>
        verdict === "listed" || verdict === "warning" ? (
          <Tag tone={verdict}>{t(`verdict.word.${verdict}`)}</Tag>
        ) : (
          t("rating.compare.clear")
        ),
    },
  ];
  return lines.filter(({ isTold }) => !isTold || institutions.some(isTold));
}

const heldOf = ({ held }: Basis): number => held[0] + held[1] + held[2];

type Estimate = NonNullable<InstitutionResult["harm"]>["estimate"];
const estimateText = (estimate: Estimate | null, text: (estimate: Estimate) => string): string | null =>
  estimate && text(estimate);

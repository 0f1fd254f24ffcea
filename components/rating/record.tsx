import { CHANNELS, MATTERS } from "#domain/complaints/codes.ts";
import { wordsOf } from "#domain/complaints/label.ts";
import { type PerClass, SEVERITY_CLASSES, type Share } from "#domain/rating/bundle.ts";
import { RATING_1 } from "#domain/rating/method.ts";
import { formatNumber } from "#messages/translate.ts";
import { BarList } from "../charts/bar-list.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { Notice } from "../ui/notice.tsx";
import { ratioText, shareText, weighedText } from "./figures.ts";
import type { KnownRating, Month, Words } from "./rating-types.ts";

const LEAST_ASKED = 5;

/** What is held back for people to look at. */
export function Held({ locale, t, held, overdue }: Words & { held: PerClass; overdue: number }) {
  const count = held[0] + held[1] + held[2];
  if (count <= 0) return null;
  if (count < 1) return <p className="muted">{t("rating.held.little")}</p>;
  return (
    <Notice kind="warn" title={t("rating.held.title", { count: weighedText(locale, count) })}>
      <p>{t("rating.held.body")}</p>
      {overdue > 0 && <p>{t("rating.held.overdue", { count: overdue })}</p>}
    </Notice>
  );
}

/** What people complain of: by severity against peers, by matter and by channel; nothing of few people. */
export function Mix({ locale, t, current, mix }: Words & { current: Month; mix: KnownRating["mix"] }) {
  const { result, basis } = current;
  if (basis.persons < RATING_1.gates.leastPersons && mix.matters.length === 0)
    return <p className="muted">{t("rating.mix.few")}</p>;
  const rows = (result.harm?.classes ?? []).map((part, index) => ({ ...part, index }));
  const bars = (list: typeof MATTERS | typeof CHANNELS, shares: KnownRating["mix"]["matters"]) =>
    shares.map(({ code, share }) => ({
      key: code,
      label: wordsOf(list, code, locale),
      value: share,
      text: shareText(share),
    }));
  return (
    <>
      {rows.length > 0 && basis.persons >= RATING_1.gates.leastPersons && (
        <>
          <DataTable
            id="severity"
            caption={t("rating.mix.classCaption")}
            isCaptionHidden
            phone="stack"
            rows={rows}
            rowKey={({ index }) => String(index)}
            columns={[
              {
                key: "class",
                header: t("rating.mix.class"),
                isRowHeader: true,
                cell: ({ index }) => t(`rating.severity.${SEVERITY_CLASSES[index] ?? "nuisance"}`),
              },
              {
                key: "observed",
                header: t("rating.mix.observed"),
                align: "end",
                cell: ({ observed }) => weighedText(locale, observed),
              },
              {
                key: "expected",
                header: t("rating.mix.expected"),
                align: "end",
                cell: ({ expected }) => weighedText(locale, expected),
              },
              {
                key: "ratio",
                header: t("rating.mix.ratio"),
                align: "end",
                cell: ({ mean }) => ratioText(mean),
              },
            ]}
          />
          <p className="muted small">
            {t("rating.mix.classNote", { source: t(`rating.source.${basis.exposureSource ?? "none"}`) })}
          </p>
        </>
      )}
      {mix.matters.length > 0 && (
        <>
          <h3>{t("rating.mix.matters")}</h3>
          <BarList items={bars(MATTERS, mix.matters)} max={1} />
        </>
      )}
      {mix.channels.length > 0 && (
        <>
          <h3>{t("rating.mix.channels")}</h3>
          <BarList items={bars(CHANNELS, mix.channels)} max={1} />
        </>
      )}
      {mix.matters.length > 0 && <p className="muted small">{t("rating.mix.note")}</p>}
    </>
  );
}

type Line = {
  readonly key: "asked" | "inTime" | "answered" | "resolved" | "reopened";
  readonly share: Share | null;
};

/** How complaints that were passed to it went on, with the shares that its letter for handling rests on. */
export function Handling({ locale, t, current }: Words & { current: Month }) {
  const { handling } = current.result;
  const counts = current.input?.handling;
  if (!counts || counts.asked < LEAST_ASKED) return <p className="muted">{t("rating.handling.few")}</p>;
  const lines: readonly Line[] = [
    { key: "asked", share: null },
    { key: "inTime", share: handling?.timely ?? null },
    { key: "answered", share: null },
    { key: "resolved", share: handling?.resolved ?? null },
    { key: "reopened", share: null },
  ];
  const of = (share: Share | null, text: (share: Share) => string) =>
    share ? text(share) : t("rating.handling.none");
  return (
    <>
      <DataTable
        id="handling"
        caption={t("rating.handling.caption")}
        isCaptionHidden
        rows={lines}
        rowKey={({ key }) => key}
        columns={[
          {
            key: "what",
            header: t("rating.handling.what"),
            isRowHeader: true,
            cell: ({ key }) => t(`rating.handling.${key}`),
          },
          {
            key: "count",
            header: t("rating.handling.count"),
            align: "end",
            cell: ({ key }) => weighedText(locale, counts[key]),
          },
          {
            key: "share",
            header: t("rating.handling.share"),
            align: "end",
            cell: ({ share }) => of(share, ({ mean }) => shareText(mean)),
          },
          {
            key: "interval",
            header: t("rating.handling.interval"),
            align: "end",
            cell: ({ share }) => of(share, ({ low, high }) => `${shareText(low)}–${shareText(high)}`),
          },
          {
            key: "letter",
            header: t("rating.handling.letter"),
            align: "end",
            cell: ({ share }) => of(share, ({ letter }) => letter),
          },
        ]}
      />
      <p className="muted small">{t("rating.handling.note")}</p>
    </>
  );
}

/** How many complaints were upheld, where there are enough to say. */
export function Uphold({ locale, t, current }: Words & { current: Month }) {
  const { upholdRate } = current.result;
  if (upholdRate === null) return <p className="muted">{t("rating.handling.noUphold")}</p>;
  const { received, decided, upheld } = current.basis.counts;
  return (
    <p>
      {t("rating.handling.uphold", {
        received: formatNumber(locale, received),
        decided: formatNumber(locale, decided),
        upheld: formatNumber(locale, upheld),
        share: shareText(upholdRate),
      })}
    </p>
  );
}

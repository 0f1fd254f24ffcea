import type { ReactNode } from "react";
import { type Estimate, type InstitutionResult, type Letter, SENSITIVITIES } from "#domain/rating/bundle.ts";
import { RATING_1 } from "#domain/rating/method.ts";
import { BarList } from "../charts/bar-list.tsx";
import { IntervalBar } from "../charts/interval-bar.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { Details } from "../ui/details.tsx";
import { Notice } from "../ui/notice.tsx";
import { Rating } from "../ui/rating.tsx";
import { monthText, peersText, ratioText, shareText, weighedText } from "./figures.ts";
import type { Month, Words } from "./rating-types.ts";

const PERSONS = RATING_1.gates.leastPersons;

type Props = Words & { current: Month; peerCount: number };

/** The letter with its interval and one sentence; or why there is none, set as calmly. */
export function LetterView({ locale, t, current, peerCount }: Props) {
  const { result, basis, month } = current;
  const { letter, harm, peers } = result;
  const interval = harm && <Interval t={t} estimate={harm.estimate} />;
  const note = harm && (
    <>
      <p>{t("rating.estimate", valuesOf(harm.estimate))}</p>
      {peers && peerCount > 0 && (
        <p>
          {t("rating.compared", {
            peers: peersText({ locale, t }, peers),
            count: peerCount,
            month: monthText(locale, month),
          })}
        </p>
      )}
    </>
  );
  if (letter !== null) {
    return (
      <>
        <Rating
          letter={letter}
          isRated
          sentence={sentenceOf(t, result, letter)}
          interval={interval}
          note={note}
        />
        {result.isFragile && <Fragile locale={locale} t={t} result={result} />}
        <Steps locale={locale} t={t} result={result} />
      </>
    );
  }
  const status = result.status === "not_licensed" ? "not_licensed" : "not_rated";
  return (
    <>
      <Rating
        letter={t(`rating.box.${status}`)}
        isRated={false}
        sentence={t(status === "not_licensed" ? "rating.why.revoked" : "rating.why.lead")}
        interval={interval}
        note={
          <>
            {status === "not_licensed" && <p>{t("rating.why.revokedBody")}</p>}
            {note}
          </>
        }
      />
      <Reasons locale={locale} t={t} result={result} months={basis.months} status={status} />
    </>
  );
}

function valuesOf({ ratio, low, high }: Estimate) {
  return { ratio: ratioText(ratio), low: ratioText(low), high: ratioText(high) };
}

function Interval({ t, estimate }: { t: Words["t"]; estimate: Estimate }) {
  const text = valuesOf(estimate);
  return (
    <IntervalBar
      value={estimate.ratio}
      low={estimate.low}
      high={estimate.high}
      text={{ value: text.ratio, low: text.low, high: text.high }}
      labels={{ peers: t("rating.bar.peers"), fewer: t("rating.bar.fewer"), more: t("rating.bar.more") }}
      label={t("rating.bar.label", text)}
    />
  );
}

/** What the letter says of harm; where a later step decided it, what that step says. */
function sentenceOf(t: Words["t"], { steps, harm }: InstitutionResult, letter: Letter): string {
  const last = steps.at(-1)?.step ?? "harm";
  return last === "harm" || (harm?.letter === letter && last !== "sanction")
    ? t(`rating.meaning.${letter}`)
    : t(`rating.after.${last}`, { letter, persons: PERSONS });
}

function Steps({ t, result }: Words & { result: InstitutionResult }) {
  const b = (chunks: ReactNode) => <b>{chunks}</b>;
  const { steps, handling, harm } = result;
  return (
    <Details summary={t("rating.steps.title")}>
      <ol className="steps">
        {steps.map(({ step, letter }) => (
          <li key={step}>
            {t.rich(`rating.steps.${step}`, {
              b,
              letter,
              persons: PERSONS,
              handling: handling?.letter ?? "",
            })}
          </li>
        ))}
        {steps.length === 1 && <li>{t("rating.steps.unchanged")}</li>}
      </ol>
      {harm && (
        <>
          <h3>{t("rating.steps.chances")}</h3>
          <BarList items={CHANCES.map((name) => chance(t, name, harm.probability[name]))} max={1} />
        </>
      )}
    </Details>
  );
}

const CHANCES = ["belowHalf", "belowFourFifths", "aboveOneAndHalf", "aboveTwoAndHalf", "worstTenth"] as const;
const chance = (t: Words["t"], name: (typeof CHANCES)[number], value: number) => ({
  key: name,
  label: t(`rating.steps.${name}`),
  value,
  text: shareText(value),
});

function Fragile({ t, result }: Words & { result: InstitutionResult }) {
  const { harm, sensitivities } = result;
  const rows = [
    ...(harm ? [{ name: "base" as const, ratio: harm.estimate.ratio, letter: harm.letter }] : []),
    ...SENSITIVITIES.flatMap((name) => sensitivities.find((one) => one.name === name) ?? []),
  ];
  return (
    <Notice kind="warn" title={t("rating.fragile.title")}>
      <p>{t("rating.fragile.body")}</p>
      <Details summary={t("rating.fragile.open")}>
        <DataTable
          id="sensitivities"
          caption={t("rating.fragile.caption")}
          density="dense"
          rows={rows}
          rowKey={({ name }) => name}
          columns={[
            {
              key: "way",
              header: t("rating.fragile.way"),
              isRowHeader: true,
              cell: ({ name }) => t(`rating.fragile.${name}`),
            },
            {
              key: "ratio",
              header: t("rating.fragile.ratio"),
              align: "end",
              cell: ({ ratio }) => ratioText(ratio),
            },
            { key: "letter", header: t("rating.fragile.letter"), cell: ({ letter }) => letter },
          ]}
        />
      </Details>
    </Notice>
  );
}

type ReasonsProps = Words & {
  result: InstitutionResult;
  months: number;
  status: "not_rated" | "not_licensed";
};

/** Every reason with what would change it. */
function Reasons({ locale, t, result, months, status }: ReasonsProps) {
  const expected = result.harm?.classes.reduce((sum, part) => sum + part.expected, 0);
  const items = result.reasons.map((reason) => ({
    key: reason,
    title: t(`rating.why.${reason}`),
    body:
      reason === "too_little_expected" && expected === undefined
        ? t("rating.why.too_little_expectedBodyPlain")
        : t(`rating.why.${reason}Body`, { months, expected: weighedText(locale, expected ?? 0) }),
    change: t(`rating.why.${reason}Change`),
  }));
  return (
    <>
      {status === "not_licensed" && (
        <p className="rating-change">{t("rating.why.change", { change: t("rating.why.revokedChange") })}</p>
      )}
      {items.length > 0 && (
        <ul className="rating-reasons">
          {items.map(({ key, title, body, change }) => (
            <li key={key}>
              <b>{title}</b>
              <p>{body}</p>
              <p className="muted">{t("rating.why.change", { change })}</p>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

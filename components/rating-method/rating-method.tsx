import type { ReactNode } from "react";
import { type LetterStep, NOT_RATED_REASONS, SENSITIVITIES } from "#domain/rating/bundle.ts";
import { RATING_1 } from "#domain/rating/method.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import { CodeBlock } from "../ui/code-block.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { CONSTANTS, VALUES } from "./constants.ts";
import { FORMULAS, type FormulaName } from "./formulas.ts";
import { WorkedExample } from "./worked-example.tsx";

type Words = { locale: Locale; t: Translate };

const SECTIONS = [
  "short",
  "input",
  "decay",
  "expected",
  "ratio",
  "alpha",
  "drift",
  "combine",
  "letters",
  "steps",
  "handling",
  "gates",
  "defences",
  "people",
  "money",
  "funnel",
  "limits",
  "example",
  "constants",
  "recompute",
] as const;
type SectionName = (typeof SECTIONS)[number];

const SENTENCES = ["one", "two", "three", "four", "five", "six"] as const;
const INPUTS = ["counts", "standing", "episode", "size"] as const;
const STEPS = [
  "handling",
  "too_few_persons",
  "fragile",
  "held_over",
  "sanction",
] as const satisfies readonly LetterStep[];
const DEFENCES = ["clusters", "caps", "doubt", "persons", "praise", "slow"] as const;
const LIMITS = ["one", "two", "three", "four", "five"] as const;
const LETTERS = ["E", "D", "A", "B"] as const;

/** The method of ratings: for a compliance officer to follow and a statistician to check. */
export function RatingMethodView({ locale, t }: Words) {
  return (
    <div className="column method commands">
      <h1>{t("ratingMethod.title")}</h1>
      <p className="lead">{t("ratingMethod.lead")}</p>
      <p className="muted small">{t("ratingMethod.version", { version: RATING_1.version })}</p>
      <nav className="contents" aria-label={t("ratingMethod.contents")}>
        <ul>
          {SECTIONS.map((name) => (
            <li key={name}>
              <a href={`#${name}`}>{t(`ratingMethod.${name}.title`)}</a>
            </li>
          ))}
        </ul>
      </nav>
      <Section t={t} name="short">
        <ol>
          {SENTENCES.map((name) => (
            <li key={name}>{t(`ratingMethod.short.${name}`)}</li>
          ))}
        </ol>
      </Section>
      <Section t={t} name="input">
        <ul>
          {INPUTS.map((name) => (
            <li key={name}>{t(`ratingMethod.input.${name}`, VALUES)}</li>
          ))}
          <li>
            {t("ratingMethod.input.severity", {
              nuisance: t("rating.severity.nuisance"),
              harassment: t("rating.severity.harassment"),
              threat_or_fraud: t("rating.severity.threat_or_fraud"),
              weights: VALUES.weights,
            })}
          </li>
        </ul>
      </Section>
      {(["decay", "expected", "ratio", "alpha", "drift", "combine"] as const).map((name) => (
        <Formula key={name} t={t} name={name} />
      ))}
      <Letters t={t} />
      <Section t={t} name="steps">
        <ol>
          {STEPS.map((step) => (
            <li key={step}>{t(`ratingMethod.steps.${step}`, { ...VALUES, ways: waysOf(locale, t) })}</li>
          ))}
        </ol>
      </Section>
      <Formula t={t} name="handling" />
      <Section t={t} name="gates">
        <p>{t("ratingMethod.gates.words")}</p>
        <ul>
          {NOT_RATED_REASONS.map((reason) => (
            <li key={reason}>{t(`rating.why.${reason}`)}</li>
          ))}
        </ul>
        <p>{t("ratingMethod.gates.limits", VALUES)}</p>
      </Section>
      <Section t={t} name="defences">
        <ul>
          {DEFENCES.map((name) => (
            <li key={name}>{t(`ratingMethod.defences.${name}`, VALUES)}</li>
          ))}
        </ul>
      </Section>
      <Section t={t} name="people">
        <p>{t("ratingMethod.people.body")}</p>
      </Section>
      <Section t={t} name="money">
        <p>{t("ratingMethod.money.body")}</p>
      </Section>
      <Formula t={t} name="funnel" />
      <Section t={t} name="limits">
        <ul>
          {LIMITS.map((name) => (
            <li key={name}>{t(`ratingMethod.limits.${name}`)}</li>
          ))}
        </ul>
      </Section>
      <Section t={t} name="example">
        <WorkedExample locale={locale} t={t} />
      </Section>
      <Constants t={t} />
      <Recompute locale={locale} t={t} />
    </div>
  );
}

function Section({ t, name, children }: { t: Translate; name: SectionName; children: ReactNode }) {
  return (
    <section className="section flow">
      <h2 id={name}>{t(`ratingMethod.${name}.title`)}</h2>
      {children}
    </section>
  );
}

/** Words first, so that nobody has to read a formula; the formula in a region that scrolls on a phone. */
function Formula({ t, name }: { t: Translate; name: FormulaName }) {
  return (
    <Section t={t} name={name}>
      <p>{t(`ratingMethod.${name}.words`, VALUES)}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard */}
      <section className="formulas" aria-label={t(`ratingMethod.${name}.title`)} tabIndex={0}>
        {FORMULAS[name].map((formula, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the formulas of a section never change their order
          <div key={i}>{formula}</div>
        ))}
      </section>
    </Section>
  );
}

function Letters({ t }: { t: Translate }) {
  const { letters } = RATING_1;
  const ruleOf = (letter: (typeof LETTERS)[number] | "C"): string => {
    if (letter === "C") return t("ratingMethod.letters.otherwise");
    const rule = letters[letter];
    const probability = `${Number((100 * rule.probability).toPrecision(6))}%`;
    return "above" in rule
      ? t("ratingMethod.letters.above", { ratio: String(rule.above), probability })
      : t("ratingMethod.letters.below", { ratio: String(rule.below), probability });
  };
  return (
    <Section t={t} name="letters">
      <DataTable
        id="letters-table"
        caption={t("ratingMethod.letters.caption")}
        phone="stack"
        rows={[...LETTERS, "C" as const]}
        rowKey={(letter) => letter}
        columns={[
          {
            key: "letter",
            header: t("ratingMethod.letters.letter"),
            isRowHeader: true,
            cell: (letter) => letter,
          },
          { key: "rule", header: t("ratingMethod.letters.rule"), cell: ruleOf },
          {
            key: "means",
            header: t("ratingMethod.letters.means"),
            cell: (letter) => t(`rating.meaning.${letter}`),
          },
        ]}
      />
    </Section>
  );
}

function waysOf(locale: Locale, t: Translate): string {
  return SENSITIVITIES.map((way) => t(`rating.fragile.${way}`)).join(locale === "en" ? "; " : "；");
}

function Constants({ t }: { t: Translate }) {
  return (
    <Section t={t} name="constants">
      <p>{t("ratingMethod.constants.lead")}</p>
      <DataTable
        id="constants-table"
        caption={t("ratingMethod.constants.caption")}
        isCaptionHidden
        phone="stack"
        density="dense"
        rows={CONSTANTS}
        rowKey={({ name }) => name}
        columns={[
          {
            key: "name",
            header: t("ratingMethod.constants.name"),
            isRowHeader: true,
            cell: ({ name }) => t(`ratingMethod.constants.of.${name}`),
          },
          { key: "value", header: t("ratingMethod.constants.value"), cell: ({ value }) => value },
          {
            key: "source",
            header: t("ratingMethod.constants.source"),
            cell: ({ source }) => t(`ratingMethod.constants.from.${source}`),
          },
        ]}
      />
    </Section>
  );
}

function Recompute({ locale, t }: Words) {
  return (
    <Section t={t} name="recompute">
      <p>{t("ratingMethod.recompute.body")}</p>
      <CodeBlock code="npm run -s verify-rating -- BUNDLE" label={t("ratingMethod.recompute.label")} />
      <p>{t("ratingMethod.recompute.after")}</p>
      <ul className="link-row">
        <li>
          <a href="/api/v1/ratings">{t("ratingMethod.recompute.list")}</a>
        </li>
        <li>
          <a href={localeHref(locale, "/transparency")}>{t("ratingMethod.recompute.log")}</a>
        </li>
        <li>
          <a href={localeHref(locale, "/methods")}>{t("ratingMethod.recompute.verdicts")}</a>
        </li>
      </ul>
    </Section>
  );
}

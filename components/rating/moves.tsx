import { SEVERITY_CLASSES } from "#domain/rating/bundle.ts";
import { RATING_1 } from "#domain/rating/method.ts";
import { type Move, whatMoved } from "#domain/rating/what-moved.ts";
import { formatNumber } from "#messages/translate.ts";
import { ratioText, shareText, sizeText, weighedText } from "./figures.ts";
import type { Month, Words } from "./rating-types.ts";

/** What is different from the batch before, a sentence each. */
export function Moves({ locale, t, previous, current }: Words & { previous: Month; current: Month }) {
  const view = ({ result, basis, input }: Month) => ({
    result,
    basis,
    accountMonths: input?.accountMonths ?? null,
  });
  const moves = whatMoved(view(previous), view(current), RATING_1.weights);
  if (moves.length === 0) return <p>{t("rating.moved.nothing")}</p>;
  return (
    <ul>
      {moves.map((move) => (
        <li key={JSON.stringify(move)}>{moveWords({ locale, t }, move)}</li>
      ))}
    </ul>
  );
}

/** What moved, in a sentence. */
export function moveWords({ locale, t }: Words, move: Move): string {
  switch (move.what) {
    case "letter":
      if (move.from === null) return t("rating.moved.letter_new", { to: move.to ?? "" });
      if (move.to === null) return t("rating.moved.letter_gone", { from: move.from });
      return t("rating.moved.letter", { from: move.from, to: move.to });
    case "not_licensed":
      return t("rating.moved.not_licensed");
    case "reason_new":
    case "reason_gone":
      return t(`rating.moved.${move.what}`, { reason: t(`rating.why.${move.reason}`) });
    case "step_new":
    case "step_gone":
      return t(`rating.moved.${move.what}`, { step: t(`rating.stepName.${move.step}`) });
    case "source":
      return t("rating.moved.source", {
        from: t(`rating.source.${move.from ?? "none"}`),
        to: t(`rating.source.${move.to ?? "none"}`),
      });
    case "class":
      return t("rating.moved.class", {
        class: t(`rating.severity.${SEVERITY_CLASSES[move.severityClass] ?? "nuisance"}`),
        from: weighedText(locale, move.from),
        to: weighedText(locale, move.to),
      });
    default: {
      const text = (value: number) => numberText(locale, move.what, value);
      return t(`rating.moved.${move.what}`, { from: text(move.from), to: text(move.to) });
    }
  }
}

function numberText(
  locale: Words["locale"],
  what: Extract<Move, { from: number }>["what"],
  value: number,
): string {
  if (what === "ratio") return ratioText(value);
  if (what === "timely" || what === "resolved") return shareText(value);
  if (what === "size") return sizeText(locale, value);
  if (what === "received" || what === "upheld") return formatNumber(locale, value);
  return weighedText(locale, value);
}

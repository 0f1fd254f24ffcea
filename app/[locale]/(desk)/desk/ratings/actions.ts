"use server";
import { requestContext } from "#app/_server/context.ts";
import { signInFirst, textOf } from "#app/_server/desk-form.ts";
import { localeOf } from "#app/_server/locale.ts";
import {
  decideIntegrityHold,
  liftIntegrityHold,
  proposeIntegrityHold,
} from "#commands/rating/integrity-hold.ts";
import { type RecordedExposures, recordExposures } from "#commands/rating/record-exposures.ts";
import { reviewHold } from "#commands/rating/review-hold.ts";
import type { ExposureState } from "#components/desk/exposure-form.tsx";
import type { FormState } from "#components/forms/form-state.ts";
import type { IntegrityCode } from "#domain/rating/integrity.ts";
import { formatNumber, translator } from "#messages/translate.ts";
import { act, refusalOf } from "../../_desk/form-action.ts";

// What a browser sends is checked by each command's own schema; the casts below only name what it is meant to be.

export async function review(_: FormState, data: FormData): Promise<FormState> {
  return act(data, {
    form: textOf(data, "form"),
    goTo: "/desk/ratings?done=holdReviewed",
    run: (context, fields) =>
      reviewHold(context, {
        institutionId: textOf(data, "institutionId"),
        holdId: textOf(data, "holdId"),
        verdict: fields.text("verdict") as "release" | "dismiss",
        reason: fields.text("reason"),
      }),
  });
}

export async function propose(_: FormState, data: FormData): Promise<FormState> {
  return act(data, {
    form: textOf(data, "form"),
    goTo: "/desk/ratings?done=integrityProposed",
    run: (context, fields) =>
      proposeIntegrityHold(context, {
        institution: textOf(data, "institutionId") || fields.text("institution"),
        code: fields.text("code") as IntegrityCode,
        reason: fields.text("reason"),
      }),
  });
}

export async function decide(_: FormState, data: FormData): Promise<FormState> {
  return act(data, {
    form: textOf(data, "form"),
    goTo: "/desk/ratings?done=integrityDecided",
    run: (context, fields) =>
      decideIntegrityHold(context, {
        holdId: textOf(data, "holdId"),
        verdict: (textOf(data, "verdict") || fields.text("verdict")) as "confirm" | "refuse",
        reason: fields.text("reason"),
      }),
  });
}

export async function lift(_: FormState, data: FormData): Promise<FormState> {
  return act(data, {
    form: textOf(data, "form"),
    goTo: "/desk/ratings?done=integrityLifted",
    run: (context, fields) =>
      liftIntegrityHold(context, { holdId: textOf(data, "holdId"), reason: fields.text("reason") }),
  });
}

const SHOWN_ROWS = 100;

/** Answers with what was taken and how to mend the rest; nothing leads away from the form. */
export async function record(_: ExposureState, data: FormData): Promise<ExposureState> {
  const locale = localeOf(data.get("locale"));
  const t = translator(locale);
  const context = await requestContext();
  if (!context.actor) signInFirst(locale, "/desk/ratings");
  const file = data.get("exposures-file");
  const csv = file instanceof File && file.size > 0 ? await file.text() : textOf(data, "exposures-csv");
  let recorded: RecordedExposures | null = null;
  const refused = await refusalOf(data, "exposures", t, async () => {
    recorded = await recordExposures(context, { csv });
  });
  if (refused || !recorded) return { ...(refused ?? { values: {}, errors: {} }), result: null };
  const { problem, read, added, same, bad } = recorded as RecordedExposures;
  const words = (each: { readonly zh: string; readonly en: string }) => (locale === "en" ? each.en : each.zh);
  const values = { "exposures-csv": textOf(data, "exposures-csv") };
  if (problem) return { values, errors: { "exposures-csv": words(problem) }, result: null };
  const count = (value: number) => formatNumber(locale, value);
  return {
    values: bad.length > 0 ? values : {},
    errors: {},
    result: {
      text: t("ratingDesk.exposures.done", {
        read: count(read),
        added: count(added),
        same: count(same),
        bad: count(bad.length),
      }),
      bad: bad.slice(0, SHOWN_ROWS).map((row) => ({ line: row.line, mend: words(row) })),
      note: bad.length > SHOWN_ROWS ? t("ratingDesk.exposures.shown", { count: SHOWN_ROWS }) : null,
    },
  };
}

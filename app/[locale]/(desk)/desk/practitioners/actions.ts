"use server";
import { requestContext } from "#app/_server/context.ts";
import { signInFirst, textOf } from "#app/_server/desk-form.ts";
import { localeOf } from "#app/_server/locale.ts";
import { decideAnswer, proposeAnswer } from "#commands/practitioners/answer-application.ts";
import { decideCase, proposeCase } from "#commands/practitioners/decide-case.ts";
import { findRecord } from "#commands/practitioners/open-record.ts";
import { endPeriod, recordItem } from "#commands/practitioners/record-item.ts";
import { type RevealedRecord, revealRecord } from "#commands/practitioners/reveal-record.ts";
import type { RevealState } from "#components/desk/reveal-form.tsx";
import type { FormState } from "#components/forms/form-state.ts";
import { formatDateTime, translator } from "#messages/translate.ts";
import { act, type FormFields, fieldsOf, refusalOf } from "../../_desk/form-action.ts";

// What a browser sends is checked by each command's own schema; the casts below only name what it is meant to be.
type Verdict = "approve" | "refuse";
type Input<F extends (context: never, raw: never) => unknown> = Parameters<F>[1];

const at =
  (done: string) =>
  ({ practitionerId }: { practitionerId: string }) =>
    `/desk/practitioners/${practitionerId}?done=${done}`;
const read = (fields: FormFields, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, fields.text(name).trim()]));

export async function find(_: FormState, data: FormData): Promise<FormState> {
  return act(data, {
    form: "find",
    goTo: ({ practitionerId }: { practitionerId: string }) => `/desk/practitioners/${practitionerId}`,
    run: (context, fields) => findRecord(context, fields.text("query")),
  });
}

export async function record(_: FormState, data: FormData): Promise<FormState> {
  const kind = textOf(data, "kind");
  return act(data, {
    form: kind,
    goTo: at("recorded"),
    run: (context, fields) =>
      recordItem(context, {
        kind: kind as Input<typeof recordItem>["kind"],
        practitionerId: textOf(data, "practitionerId"),
        ...read(fields, ["institutionId", "words", "fromOn", "untilOn", "source"]),
      } as Input<typeof recordItem>),
  });
}

export async function end(_: FormState, data: FormData): Promise<FormState> {
  return act(data, {
    form: textOf(data, "form"),
    goTo: at("recorded"),
    run: (context, fields) => endPeriod(context, { ...ids(data), untilOn: fields.text("untilOn").trim() }),
  });
}

const CASE_FIELDS = [
  ...["reference", "outcome", "conduct", "institutionId", "fromOn", "untilOn", "noticedOn", "source"],
  "words",
];

export async function propose(_: FormState, data: FormData): Promise<FormState> {
  return act(data, {
    form: "case",
    goTo: at("proposed"),
    run: (context, fields) =>
      proposeCase(context, {
        practitionerId: textOf(data, "practitionerId"),
        ...read(fields, CASE_FIELDS),
      } as Input<typeof proposeCase>),
  });
}

export async function decide(_: FormState, data: FormData): Promise<FormState> {
  return act(data, {
    form: textOf(data, "form"),
    goTo: at("decided"),
    run: (context, fields) =>
      decideCase(context, {
        ...ids(data),
        verdict: fields.text("verdict") as Verdict,
        reason: fields.text("reason"),
      }),
  });
}

export async function answer(_: FormState, data: FormData): Promise<FormState> {
  return act(data, {
    form: textOf(data, "form"),
    goTo: at("proposed"),
    run: (context, fields) =>
      proposeAnswer(context, {
        ...ids(data),
        outcome: fields.text("outcome") as "upheld" | "rejected",
        words: fields.text("words"),
      }),
  });
}

export async function decideOnAnswer(_: FormState, data: FormData): Promise<FormState> {
  return act(data, {
    form: textOf(data, "form"),
    goTo: at("answered"),
    run: (context, fields) =>
      decideAnswer(context, { ...ids(data), verdict: fields.text("verdict") as Verdict }),
  });
}

/** Answers with what was opened; the words exist in this response only. */
export async function reveal(_: RevealState, data: FormData): Promise<RevealState> {
  const locale = localeOf(data.get("locale"));
  const context = await requestContext();
  const { practitionerId } = ids(data);
  if (!context.actor) signInFirst(locale, `/desk/practitioners/${encodeURIComponent(practitionerId)}`);
  const t = translator(locale);
  let opened: RevealedRecord | null = null;
  const refused = await refusalOf(data, "reveal", t, async () => {
    opened = await revealRecord(context, {
      practitionerId,
      reason: fieldsOf(data, "reveal").text("reason"),
    });
  });
  if (refused || !opened) return { ...(refused ?? { values: {}, errors: {} }), opened: null };
  const { name, licence, words } = opened as RevealedRecord;
  return {
    values: {},
    errors: {},
    opened: [
      { term: t("practitioner.desk.name"), text: name ?? "" },
      { term: t("practitioner.desk.licence"), text: licence ?? "" },
      ...words.map(({ by, at: when, text: told }, index) => ({
        term: `${index + 1}. ${
          by === "item"
            ? t("practitioner.desk.itemWords", { date: formatDateTime(locale, when) })
            : t("practitioner.desk.personWords")
        }`,
        text: told,
      })),
    ],
  };
}

const ids = (data: FormData) => ({
  practitionerId: textOf(data, "practitionerId"),
  itemId: textOf(data, "itemId"),
  applicationId: textOf(data, "applicationId"),
});

"use server";
import { requestContext } from "#app/_server/context.ts";
import { signInFirst, textOf } from "#app/_server/desk-form.ts";
import { localeOf } from "#app/_server/locale.ts";
import { addStatement } from "#commands/registry/add-statement.ts";
import { decideTogether, proposeTogether } from "#commands/registry/answer-together.ts";
import { decideAct } from "#commands/registry/decide-act.ts";
import { proposeAct, recordActNotice } from "#commands/registry/propose-act.ts";
import { registerPractitioner } from "#commands/registry/register-practitioner.ts";
import { type RevealedApplication, revealApplication } from "#commands/registry/reveal-application.ts";
import type { RevealState } from "#components/desk/reveal-form.tsx";
import type { FormState } from "#components/forms/form-state.ts";
import type { NoticeInput } from "#domain/cases/decision.ts";
import type { EntryActKind } from "#domain/registry/entry-act.ts";
import { translator } from "#messages/translate.ts";
import { act, type FormFields, fieldsOf, refusalOf } from "../../_desk/form-action.ts";

// What a browser sends is checked by each command's own schema; the casts below only name what it is meant to be.

/** Controls of each act's form that go to the command as they are. */
const FIELDS: Readonly<Record<EntryActKind, readonly string[]>> = {
  answer: ["outcome", "tier", "endsOn", "statement"],
  withdraw: ["ground", "statement"],
  amend: ["tier", "endsOn", "statement"],
  sanction: ["authority", "measure", "mustAct", "basis", "endsOn", "statement"],
  sanction_end: ["statement"],
  merge: ["intoId", "statement"],
  split: ["statement"],
  list: ["subjectKind", "subject", "kind", "tier", "termDays", "statement"],
};

/** Every act is proposed by the same form action: the hidden `act` says which, `form` where its controls are. */
export async function propose(_: FormState, data: FormData): Promise<FormState> {
  return act(data, {
    form: textOf(data, "form"),
    goTo: ({ entryId }: { entryId: string }) => `/desk/registry/${entryId}?done=proposed`,
    run: (context, fields) => proposeAct(context, inputOf(data, fields)),
  });
}

/** What the form says, as it says it: the command reads it. */
function inputOf(data: FormData, fields: FormFields): Readonly<Record<string, unknown>> {
  const kind = textOf(data, "act") as EntryActKind;
  const names = Object.hasOwn(FIELDS, kind) ? FIELDS[kind] : [];
  return {
    act: kind,
    entryId: textOf(data, "entryId"),
    applicationId: textOf(data, "applicationId"),
    sanctionId: textOf(data, "sanctionId"),
    grounds: fields.list("grounds"),
    tier: "",
    endsOn: "",
    ...Object.fromEntries(names.map((name) => [name, fields.text(name).trim()])),
  };
}

export async function notice(_: FormState, data: FormData): Promise<FormState> {
  return act(data, {
    form: "notice",
    goTo: entryAt(data, "noticed"),
    run: (context, fields) =>
      recordActNotice(context, {
        entryId: textOf(data, "entryId"),
        actId: textOf(data, "actId"),
        method: fields.text("method") as NoticeInput["method"],
        addressee: fields.text("addressee"),
        unservedReason: fields.text("unservedReason"),
      }),
  });
}

export async function decide(_: FormState, data: FormData): Promise<FormState> {
  const form = textOf(data, "form");
  return act(data, {
    form,
    goTo: entryAt(data, data.get(`${form}-verdict`) === "approve" ? "approved" : "refused"),
    run: (context, fields) =>
      decideAct(context, {
        entryId: textOf(data, "entryId"),
        actId: textOf(data, "actId"),
        verdict: fields.text("verdict") as "approve" | "refuse",
        reason: fields.text("reason"),
      }),
  });
}

/** One answer to all open objections that say the same. */
export async function answerTogether(_: FormState, data: FormData): Promise<FormState> {
  return act(data, {
    form: textOf(data, "form"),
    goTo: "/desk/registry?done=together",
    run: (context, fields) =>
      proposeTogether(context, {
        applicationId: textOf(data, "applicationId"),
        outcome: fields.text("outcome") as "rejected" | "unresolved",
        statement: fields.text("statement"),
      }),
  });
}

export async function decideAll(_: FormState, data: FormData): Promise<FormState> {
  return act(data, {
    form: textOf(data, "form"),
    goTo: "/desk/registry?done=togetherDecided",
    run: (context, fields) =>
      decideTogether(context, {
        batchId: textOf(data, "batchId"),
        verdict: fields.text("verdict") as "approve" | "refuse",
        reason: fields.text("reason"),
      }),
  });
}

export async function attach(_: FormState, data: FormData): Promise<FormState> {
  return act(data, {
    form: textOf(data, "form"),
    goTo: entryAt(data, "attached"),
    run: (context, fields) =>
      addStatement(context, {
        entryId: textOf(data, "entryId"),
        applicationId: textOf(data, "applicationId"),
        text: fields.text("text"),
      }),
  });
}

export async function register(_: FormState, data: FormData): Promise<FormState> {
  return act(data, {
    form: "practitioner",
    goTo: ({ pseudonym }: { pseudonym: string }) =>
      `/desk/registry?done=registered&pseudonym=${encodeURIComponent(pseudonym)}`,
    run: (context, fields) =>
      registerPractitioner(context, {
        licence: fields.text("licence"),
        name: fields.text("name"),
        institutionId: fields.text("institutionId").trim(),
      }),
  });
}

/** Answers with what was opened; the words exist in this response only. */
export async function reveal(_: RevealState, data: FormData): Promise<RevealState> {
  const locale = localeOf(data.get("locale"));
  const context = await requestContext();
  if (!context.actor) signInFirst(locale, "/desk/registry");
  const t = translator(locale);
  const form = textOf(data, "form");
  let opened: RevealedApplication | null = null;
  const refused = await refusalOf(data, form, t, async () => {
    opened = await revealApplication(context, {
      entryId: textOf(data, "entryId"),
      applicationId: textOf(data, "applicationId"),
      reason: fieldsOf(data, form).text("reason"),
    });
  });
  if (refused || !opened) return { ...(refused ?? { values: {}, errors: {} }), opened: null };
  const { text: told, contact } = opened as RevealedApplication;
  const reach = [contact?.name, contact?.phone, contact?.email].filter(Boolean).join("\n");
  return {
    values: {},
    errors: {},
    opened: [
      { term: t("entry.reveal.text"), text: told },
      { term: t("entry.reveal.contact"), text: reach },
    ],
  };
}

function entryAt(data: FormData, done: string): string {
  return `/desk/registry/${encodeURIComponent(textOf(data, "entryId"))}?done=${done}`;
}

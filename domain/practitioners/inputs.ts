import * as z from "zod";
import { GROUNDS } from "../cases/decision.ts";
import { type ITEM_SOURCES, OUTCOMES } from "./record.ts";

const keysOf = <T extends Record<string, unknown>>(of: T) =>
  Object.keys(of) as [keyof T & string, ...(keyof T & string)[]];
const day = z.iso.date("say-a-date");
const words = z.string().trim().max(2000, "too-long");
const reason = z.string().trim().min(4, "reason-too-short").max(500, "reason-too-long");
const isInOrder = ({ fromOn, untilOn }: { fromOn: string; untilOn: string }) =>
  untilOn === "" || untilOn >= fromOn;
const outOfOrder = { path: ["untilOn"], message: "days-out-of-order" };

/** An employer period or a training, recorded by one officer. `untilOn` is empty while it goes on. */
export const recordItemInput = z
  .discriminatedUnion("kind", [
    z.object({
      kind: z.literal("employer"),
      practitionerId: z.uuid(),
      institutionId: z.uuid("say-an-institution"),
      fromOn: day,
      untilOn: z.union([day, z.literal("")]),
      source: z.enum(["employer", "association", "person"], "choose-source"),
    }),
    z.object({
      kind: z.literal("training"),
      practitionerId: z.uuid(),
      fromOn: day,
      untilOn: day,
      source: z.enum(["employer", "association", "person"], "choose-source"),
      words: words.min(2, "say-the-training"),
    }),
  ])
  .refine(isInOrder, outOfOrder);

export const endPeriodInput = z.object({ practitionerId: z.uuid(), itemId: z.uuid(), untilOn: day });

/** A complaint about this person, as it was decided. Proposed by one officer; another decides. */
export const proposeCaseInput = z
  .object({
    practitionerId: z.uuid(),
    institutionId: z.union([z.uuid("say-an-institution"), z.literal("")]),
    /** Id or reference of the case, complaint or decision. */
    reference: z.string().trim().min(4, "say-the-reference").max(100, "too-long"),
    outcome: z.enum(keysOf(OUTCOMES), "choose-outcome"),
    conduct: z.enum(keysOf(GROUNDS), "choose-conduct"),
    fromOn: day,
    untilOn: day,
    source: z.enum(["agency_decision", "court"] satisfies (keyof typeof ITEM_SOURCES)[], "choose-source"),
    /** When the person was told and could answer; needed where the complaint is upheld. */
    noticedOn: z.union([day, z.literal("")]),
    words: words.min(20, "statement-too-short"),
  })
  .refine(isInOrder, outOfOrder)
  .refine(({ outcome, noticedOn }) => outcome !== "upheld" || noticedOn !== "", {
    path: ["noticedOn"],
    message: "notice-first",
  });

export const decideCaseInput = z.object({
  practitionerId: z.uuid(),
  itemId: z.uuid(),
  verdict: z.enum(["approve", "refuse"], "choose-verdict"),
  reason,
});

/** The answer to what the person asks for; a second officer decides. */
export const proposeAnswerInput = z.object({
  practitionerId: z.uuid(),
  applicationId: z.uuid(),
  outcome: z.enum(["upheld", "rejected"], "choose-outcome"),
  words: words.min(10, "statement-too-short"),
});
export const decideAnswerInput = z.object({
  practitionerId: z.uuid(),
  applicationId: z.uuid(),
  verdict: z.enum(["approve", "refuse"], "choose-verdict"),
});

export const revealRecordInput = z.object({ practitionerId: z.uuid(), reason });

/** How a person proves to be the one meant: what an objection to an entry by its id asks for as well. */
export const ownProofInput = z.object({
  pseudonym: z.string().trim().min(1, "proof-needed").max(60, "too-long"),
  licence: z.string().trim().min(1, "proof-needed").max(60, "too-long"),
});

/** What the person asks for about the record. */
export const ownApplicationInput = z.discriminatedUnion("kind", [
  z.object({
    kind: z.enum(["objection", "repair"]),
    itemId: z.uuid(),
    text: z.string().trim().min(10, "text-too-short").max(4000, "too-long"),
    contact: z.string().trim().min(5, "contact-required").max(200, "too-long"),
  }),
  z.object({ kind: z.enum(["refuse_grade", "allow_grade"]) }),
]);

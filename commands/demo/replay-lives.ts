import { DEMO_HANDS } from "#db/seed/demo-decisions.ts";
import { DEMO_REASON, type DemoLife, type DemoListing } from "#db/seed/demo-lives.ts";
import { AppError } from "#domain/errors.ts";
import type { ActInput } from "#domain/registry/entry-act.ts";
import type { Context } from "../context.ts";
import { addStatement } from "../registry/add-statement.ts";
import { decideAct } from "../registry/decide-act.ts";
import { expireEntries } from "../registry/expire-entries.ts";
import { openApplication } from "../registry/open-application.ts";
import { proposeAct, recordActNotice } from "../registry/propose-act.ts";
import type { Runtime } from "../runtime.ts";
import { demoActor, findCase } from "./replay-decision.ts";

/** What a start that was cut off has done already. */
const DONE: readonly (string | undefined)[] = [
  "application-closed",
  "already-listed",
  "decision-already-open",
  "entry-ended",
];

/** Repeats what became of an entry, by the public's and the desk's own commands, each at its time. */
export async function replayLife(
  runtime: Runtime,
  life: DemoLife,
  institutions: ReadonlyMap<string, string>,
): Promise<void> {
  const found = await findCase(runtime, life.decision, institutions);
  const [entry] = await runtime.db.system<{ id: string; agency: string }[]>`
    select e.id, a.code as agency from registry_entries e join agencies a on a.id = e.agency_id
    where e.case_id = ${found?.caseId ?? null}`;
  if (!entry) throw new Error(`demonstration decision ${life.decision.id}: its subject is not listed`);
  const { proposer, approver } = DEMO_HANDS[entry.agency] ?? life.decision;
  const entryId = entry.id;
  const act = (input: ActInput, { proposedAt, decidedAt }: { proposedAt: string; decidedAt: string }) =>
    bothHands(runtime, input, { proposer, approver, proposedAt, decidedAt });

  await unlessDone(async () => {
    switch (life.kind) {
      case "objection":
        await ask(runtime, entryId, life);
        return;
      case "repair": {
        const applicationId = await ask(runtime, entryId, life);
        const { statement } = life.answer;
        const outcome = "granted";
        return act(
          { act: "answer", entryId, applicationId, outcome, statement, tier: "", endsOn: "" },
          life.answer,
        );
      }
      case "statement": {
        const applicationId = await ask(runtime, entryId, life);
        const context = await as(runtime, proposer, life.attachedAt);
        await addStatement(context, { entryId, applicationId, text: life.text });
        return;
      }
      case "sanction": {
        const taken = await runtime.db
          .system`select 1 from entry_sanctions where entry_id = ${entryId} limit 1`;
        if (taken.length > 0) return;
        const { authority, mustAct, basis, endsOn } = life;
        const { statement } = life.answer;
        const measure = "no_cooperation";
        return act(
          { act: "sanction", entryId, authority, measure, mustAct, basis, endsOn, statement },
          life.answer,
        );
      }
    }
  });
}

/** Lists a name with both hands, and ends the listing when its term is over. */
export async function replayListing(runtime: Runtime, listing: DemoListing): Promise<void> {
  const { subjectKind, subject, termDays, statement, grounds } = listing;
  const known = await runtime.db.system`
    select 1 from registry_subjects where subject = ${`${subjectKind}:${subject}`} limit 1`;
  const hands = DEMO_HANDS[listing.agency];
  if (known.length === 0 && hands) {
    const input = { act: "list", subjectKind, subject, kind: "blacklist", termDays, statement } as const;
    const tier = termDays > 90 ? "general" : "minor";
    const { noticeAt, unservedReason } = listing;
    await unlessDone(() =>
      bothHands(
        runtime,
        { ...input, tier, grounds: [...grounds] },
        { ...hands, ...listing, notice: { at: noticeAt, unservedReason } },
      ),
    );
  }
  if (listing.endedAt) await expireEntries(runtime, runtime.db.system, new Date(listing.endedAt));
}

type Hands = {
  readonly proposer: string;
  readonly approver: string;
  readonly proposedAt: string;
  readonly decidedAt: string;
  readonly notice?: { readonly at: string; readonly unservedReason: string };
};

async function bothHands(
  runtime: Runtime,
  input: ActInput,
  { proposer, approver, proposedAt, decidedAt, notice }: Hands,
): Promise<void> {
  const { entryId, actId } = await proposeAct(await as(runtime, proposer, proposedAt), input);
  if (notice)
    await recordActNotice(await as(runtime, proposer, notice.at), {
      entryId,
      actId,
      method: "no_reachable_holder",
      addressee: "",
      unservedReason: notice.unservedReason,
    });
  const context = await as(runtime, approver, decidedAt);
  await decideAct(context, { entryId, actId, verdict: "approve", reason: DEMO_REASON });
}

/** Asked twice under one key is asked once. */
async function ask(
  runtime: Runtime,
  entryId: string,
  { kind, asked }: Extract<DemoLife, { asked: unknown }>,
): Promise<string> {
  const context = { ...runtime, actor: null, now: new Date(asked.at) };
  const body = { ...asked.body, about: entryId };
  const { id } = await openApplication(context, {
    body,
    idempotencyKey: `demonstration:${kind}:${entryId}`,
    spend: null,
  });
  return id;
}

async function as(runtime: Runtime, email: string, at: string): Promise<Context> {
  return { ...runtime, actor: await demoActor(runtime, email), now: new Date(at) };
}

async function unlessDone(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (error instanceof AppError && DONE.includes(error.reason)) return;
    throw error;
  }
}

import { uuidv7 } from "uuidv7";
import { lockCase } from "#db/queries/cases.ts";
import { insertRows } from "#db/rows.ts";
import { authorize } from "#domain/access/actor.ts";
import { assertMayPropose, type ProposeInput, proposeInput } from "#domain/cases/decision.ts";
import { audit } from "../audit.ts";
import { caseEvent } from "../cases/case-event.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import { subjectFacts, subjectOf } from "./case-subject.ts";

/** Proposes to list or delist the subject of a case. Nothing is published: a notice and a second person come first. */
export async function proposeDecision(context: Context, raw: ProposeInput): Promise<{ decisionId: string }> {
  const { db, actor, now } = context;
  const scope = authorize(actor, "decision.propose");
  const input = parseInput(proposeInput, raw);

  return db.scoped(scope.agencyId, async (tx) => {
    const target = await lockCase(tx, scope, input.caseId);
    const subject = subjectOf(context, target);
    const facts = await subjectFacts(tx, target, subject, now);
    assertMayPropose(input, facts);

    const decisionId = uuidv7();
    await insertRows(tx, "decisions", [
      {
        case_id: target.id,
        id: decisionId,
        agency_id: scope.agencyId,
        kind: input.kind,
        state: "proposed",
        grounds: input.grounds,
        tier: input.tier,
        term_days: input.termDays,
        finds_commercial_use: input.findsCommercialUse,
        statement: input.statement,
        proposed_by: scope.accountId,
        proposed_at: now,
        window_ends_at: null,
        decided_by: null,
        decided_at: null,
        decided_reason: null,
        entry_id: facts.active?.entryId ?? null,
      },
    ]);
    if (input.kind === "list")
      await tx`update cases set state = 'proposed', updated_at = ${now} where id = ${target.id}`;
    await caseEvent(tx, {
      caseId: target.id,
      kind: `decision.proposed.${input.kind}`,
      byId: scope.accountId,
      at: now,
      detail: { decisionId, tier: input.tier },
    });
    await audit(tx, {
      at: now,
      actor: { kind: "officer", id: scope.accountId },
      agencyId: scope.agencyId,
      action: "decision.proposed",
      subject: { kind: "case", id: target.id },
      detail: {
        decisionId,
        kind: input.kind,
        tier: input.tier,
        termDays: input.termDays,
        grounds: input.grounds,
      },
    });
    return { decisionId };
  });
}

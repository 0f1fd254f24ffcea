import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestPortal, type TestPortal } from "#api/testing/portal.ts";
import { decideCase, proposeCase } from "#commands/practitioners/decide-case.ts";
import { applyAboutRecord, readOwnRecord } from "#commands/practitioners/own-record.ts";
import { registerPractitioner } from "#commands/registry/register-practitioner.ts";
import { addOfficer } from "#commands/testing/officers.ts";
import { checkAnswer } from "./check-schemas.ts";

let portal: TestPortal;
let keys: Readonly<Record<"plain" | "full", string>>;
let proof: { pseudonym: string; licence: string };

const LICENCE = "COL-2020-0009";
const now = () => portal.clock.now();
const context = () => ({ ...portal.runtime, actor: null, now: now() });

beforeAll(async () => {
  portal = await openTestPortal();
  const [plain, full] = [await portal.issueKey(["check"]), await portal.issueKey(["check", "conduct"])];
  keys = { plain: plain.token, full: full.token };
  const officer = await addOfficer(context(), "case_officer", portal.agencyId);
  const reviewer = await addOfficer(context(), "reviewer", portal.agencyId);
  const person = { licence: LICENCE, name: "某人", institutionId: "" };
  const { practitionerId, pseudonym } = await registerPractitioner({ ...context(), actor: officer }, person);
  proof = { pseudonym, licence: LICENCE };
  const { itemId } = await proposeCase(
    { ...context(), actor: officer },
    {
      practitionerId,
      institutionId: portal.institutionId,
      reference: "C2026-TEST-0001",
      outcome: "upheld",
      conduct: "threats",
      fromOn: "2025-11-01",
      untilOn: "2025-11-03",
      source: "agency_decision",
      noticedOn: "2026-01-05",
      words: "经查，其在催收中以言语威胁当事人，有录音为证。",
    },
  );
  const decision = { practitionerId, itemId, verdict: "approve", reason: "材料齐全，同意" } as const;
  await decideCase({ ...context(), actor: reviewer }, decision);
});
afterAll(() => portal.close());

async function ask(key: string, value: string, purpose: string) {
  const answer = await portal.api.inject({
    method: "POST",
    url: "/api/v1/check",
    payload: { items: [{ ref: 1, kind: "practitioner", value }] },
    headers: { authorization: `Bearer ${key}`, purpose },
  });
  expect(checkAnswer.strict().safeParse(answer.json()).error).toBeUndefined();
  return answer.json().results[0];
}

describe("a check of a practitioner", () => {
  it("tells record and grade only to a key that may, for employment; else only whether listed", async () => {
    const full = await ask(keys.full, LICENCE, "employment");
    expect(full).toMatchObject({
      verdict: "unknown",
      listed: false,
      withheld: null,
      conduct: {
        items: [
          {
            kind: "decided_case",
            conduct: "threats",
            from: "2025-11-01",
            until: "2025-11-03",
            isDisputed: false,
          },
        ],
        grade: {
          status: "not_graded",
          decided: 1,
          upheld: 1,
          reasons: ["too_few_cases", "too_short", "too_few_peers"],
        },
      },
    });
    // No name, no employer, no case, no words.
    for (const secret of ["某人", "示例消费金融", portal.institutionId, "C2026-TEST-0001", "录音"])
      expect(JSON.stringify(full)).not.toContain(secret);
    expect(await ask(keys.plain, LICENCE, "employment")).toMatchObject({ conduct: null, withheld: "scope" });
    for (const purpose of ["partner-due-diligence", "complaint-handling"])
      expect(await ask(keys.full, LICENCE, purpose)).toMatchObject({
        listed: false,
        conduct: null,
        withheld: "purpose",
      });
    expect(await ask(keys.full, LICENCE, "curiosity")).toMatchObject({
      problem: { code: "purpose-required" },
    });
    expect(await ask(keys.full, "COL-2020-0010", "employment")).toMatchObject({
      reasons: ["not-in-register"],
      conduct: null,
      withheld: null,
    });
  });

  it("is seen by the person with its purpose and what was told, and can be refused its grade and disputed", async () => {
    portal.clock.advance(60_000);
    const before = await readOwnRecord(context(), proof, () => {});
    expect(before.questions.map(({ purpose, told, by }) => `${purpose} ${told} ${by?.zh ?? "own"}`)).toEqual([
      "own-record record own",
      "complaint-handling verdict test",
      "partner-due-diligence verdict test",
      "employment verdict test",
      "employment record test",
    ]);
    const apply = (application: unknown) => applyAboutRecord(context(), { proof, application }, () => {});
    await apply({ kind: "refuse_grade" });
    await apply({
      kind: "objection",
      itemId: before.items[0]?.id,
      text: "那一天我已离职，通话的不是我本人。",
      contact: "13700000001",
    });
    expect(await ask(keys.full, proof.pseudonym, "employment")).toMatchObject({
      conduct: {
        items: [{ isDisputed: true }],
        grade: { status: "not_graded", reasons: ["refused_by_person"], decided: 0, upheld: 0 },
      },
    });
  });
});

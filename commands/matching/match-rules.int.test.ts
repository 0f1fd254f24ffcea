import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { generateDemo } from "#db/seed/demo-complaints.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import type { ComplaintInput } from "#domain/complaints/complaint-input.ts";
import { joinComplaint, partComplaint } from "../cases/part-complaint.ts";
import { submitComplaints } from "../complaints/submit-complaints.ts";
import { type TestContext, testContext } from "../testing/context.ts";
import {
  asSubmission,
  emptyPortal,
  fileAndMatch,
  listFigures,
  listMemberships,
  partitionOf,
  registerInstitutions,
  type Told,
} from "../testing/match-scene.ts";
import { addCampaign } from "../testing/merge-scene.ts";
import { firstAgency } from "../testing/officers.ts";
import { matchAll } from "./match-reports.ts";

const NOW = new Date("2026-11-20T04:00:00Z");
const DAY_MS = 86_400_000;
const demo = generateDemo({ seed: 1, complaints: 1500, until: NOW.toISOString() });
const PERSON = { kind: "person", id: null, rule: "person", reason: "test" } as const;

let database: TestDatabase;
let portal: TestContext;
beforeAll(async () => {
  database = await createTestDatabase();
  portal = await testContext(database, { now: NOW });
  await registerInstitutions(portal, demo);
});
afterEach(() => emptyPortal(database));
afterAll(async () => {
  await portal.close();
  await database.drop();
});

let serial = 0;
type Claimed = NonNullable<ComplaintInput["claimed"]>;

/** `days` before now, each by a person of their own unless one is named. */
function told(
  days: number,
  numbers: readonly string[],
  more: Partial<ComplaintInput> & { readonly claimed?: Claimed } = {},
  reporter?: string,
): Told {
  serial += 1;
  const id = `r${String(serial).padStart(5, "0")}`;
  // Minutes apart, so that nothing shares an hour by accident of the test.
  const at = new Date(NOW.getTime() - days * DAY_MS - serial * 61_000);
  return { id, reporter: reporter ?? `person-${id}`, at, numbers, body: more };
}

const campaigns = async () => partitionOf(await listMemberships(database), "campaign");
const ids = (reports: readonly Told[]) =>
  reports
    .map(({ id }) => id)
    .sort()
    .join(" ");
const payee = (payeeAccount: string) => ({ claimed: { payeeAccount } });

/** Two numbers and an account, six people. */
const gang = (account: string, [first, second]: readonly [string, string], days = 5): Told[] =>
  [first, first, first, second, second, second].map((number, at) =>
    told(days + at / 10, [number], payee(account)),
  );
const A = ["13911110001", "13911110002"] as const;
const B = ["13922220001", "13922220002"] as const;

describe("what ties and what does not", () => {
  it("numbers that one account holds together are one campaign", async () => {
    const own = gang("6222020200011110001", A);
    await fileAndMatch(portal, own);
    expect(await campaigns()).toEqual([ids(own)]);
  });

  it("one invented report that names two gangs' accounts joins them neither at once nor later", async () => {
    const first = gang("6222020200011110001", A);
    const second = gang("6222020200022220001", B);
    await fileAndMatch(portal, [...first, ...second]);
    expect(await campaigns()).toHaveLength(2);
    const bridge = told(1, [A[0], B[0]], { claimed: { payeeAccount: "6222020200011110001" } });
    await fileAndMatch(portal, [bridge]);
    // The same person again, naming the other account.
    const again = told(0.5, [B[1]], payee("6222020200011110001"), bridge.reporter);
    await fileAndMatch(portal, [again]);
    const found = await campaigns();
    expect(found).toHaveLength(2);
    expect(found.some((own) => own.includes(first[0]?.id ?? "") && own.includes(second[0]?.id ?? ""))).toBe(
      false,
    );
  });

  it("two people who name both gangs' accounts do join them", async () => {
    const first = gang("6222020200011110001", A);
    const second = gang("6222020200022220001", B);
    const links = [
      told(1, [A[0]], payee("6222020200022220001")),
      told(1, [B[0]], payee("6222020200011110001")),
    ];
    await fileAndMatch(portal, [...first, ...second, ...links]);
    expect(await campaigns()).toEqual([ids([...first, ...second, ...links])]);
  });

  it("general signatures, everybody's domains and official numbers tie nobody together", async () => {
    const hotline = demo.institutions[0]?.contacts.find(({ kind }) => kind === "number")?.value ?? "";
    expect(hotline).not.toBe("");
    const reports = A.concat(B as never).flatMap((number, at) =>
      [0, 1].map(() =>
        told(at + 1, [number], {
          claimed: {
            smsSignature: "【客服通知】",
            urls: ["https://weixin.qq.com/abc", "https://t.cn/xyz"],
            callbackNumber: hotline,
          },
        }),
      ),
    );
    await fileAndMatch(portal, reports);
    expect(await campaigns()).toEqual([]);
  });

  it("a hotline shown as a call from abroad ties nobody together", async () => {
    const reports = [...A, ...B].flatMap((number, at) => [
      told(at + 1, ["+0095588", number]),
      told(at + 1, ["+0095588", number]),
    ]);
    await fileAndMatch(portal, reports);
    expect(await campaigns()).toEqual([]);
  });

  it("two numbers that one borrower lists for a registered institution are no campaign", async () => {
    const [institution] = demo.institutions;
    const about = (numbers: readonly string[]) =>
      told(3, numbers, {
        matter: "collection",
        channel: "voice_call",
        relationship: "BORROWER_OVERDUE",
        claimed: { institution: institution?.legalName ?? "" },
      });
    await fileAndMatch(portal, [about([A[0]]), about([A[0]]), about([A[1]]), about([A[1]]), about([...A])]);
    expect(await campaigns()).toEqual([]);
  });

  it("who passes for an institution is in no case of that institution", async () => {
    const [institution] = demo.institutions;
    const claimed = { institution: institution?.legalName ?? "" };
    const fake = told(2, [A[0]], { claimed, harm: { kinds: ["S2"] } });
    const real = told(2, [A[1]], { claimed });
    await fileAndMatch(portal, [fake, real]);
    const members = await listMemberships(database);
    expect(members.filter(({ sourceId }) => sourceId === fake.id).map(({ kind }) => kind)).toEqual([
      "caller",
    ]);
    expect(members.filter(({ sourceId }) => sourceId === real.id).map(({ kind }) => kind)).toContain(
      "lender",
    );
  });
});

describe("holders of a number", () => {
  const old = () => [400, 395, 390].map((days) => told(days, [A[0]], { matter: "collection" }));
  const casesOf = async () => {
    const rows = await database.owner<{ id: string; epoch: number; complaints: number }[]>`
      select id, epoch, complaint_count as complaints from cases where kind = 'caller' order by epoch`;
    return rows.map(({ epoch, complaints }) => [epoch, complaints]);
  };

  it("a number that was silent for half a year and comes back otherwise gets a second case, and the decision stays with the first", async () => {
    await fileAndMatch(portal, old());
    const [first] = await database.owner<
      { id: string; agency_id: string }[]
    >`select id, agency_id from cases where kind = 'caller'`;
    await decide(first?.id ?? "", first?.agency_id ?? "", 380);
    // More than the first holder's, in one batch: the larger part must not take the decision along.
    const later = [20, 18, 16, 14, 12].map((days) => told(days, [A[0]], { matter: "scam" }));
    await fileAndMatch(portal, later);
    expect(await casesOf()).toEqual([
      [1, 3],
      [2, 5],
    ]);
    const [decided] = await database.owner`
      select c.epoch from decisions d join cases c on c.id = d.case_id`;
    expect(decided?.epoch).toBe(1);
    const members = partitionOf(await listMemberships(database), "caller");
    expect(members).toContain(ids(later));
    // The next one goes to whoever has the number now.
    const next = told(1, [A[0]], { matter: "scam" });
    await fileAndMatch(portal, [next]);
    expect(partitionOf(await listMemberships(database), "caller")).toContain(ids([...later, next]));
    const [shown] = await database.owner`select source_count from number_reports`;
    expect(shown?.source_count).toBe(6);
  });

  it("one that comes back unchanged keeps its case", async () => {
    const reports = [...old(), ...[20, 18].map((days) => told(days, [A[0]], { matter: "collection" }))];
    await fileAndMatch(portal, reports);
    expect(await casesOf()).toEqual([[1, 5]]);
  });

  it("a report that fills the silence afterwards makes it one holder again", async () => {
    const later = [20, 18].map((days) => told(days, [A[0]], { matter: "scam" }));
    await fileAndMatch(portal, [...old(), ...later]);
    expect(await casesOf()).toEqual([
      [1, 3],
      [2, 2],
    ]);
    await fileAndMatch(portal, [told(220, [A[0]], { matter: "scam" })]);
    expect((await casesOf()).filter(([, complaints]) => complaints !== 0)).toEqual([[1, 6]]);
  });

  async function decide(caseId: string, agencyId: string, days: number): Promise<void> {
    const at = new Date(NOW.getTime() - days * DAY_MS);
    const [officer] = await database.owner<{ id: string }[]>`
      insert into accounts (id, email, name, role, agency_id, password_hash, totp_sealed, totp_last_step, key_version, created_at)
      values (gen_random_uuid(), ${`${caseId}@desk.example`}, 'x', 'case_officer', ${agencyId}, 'none', 'none', 0, 1, ${at}) returning id`;
    await database.owner`
      insert into decisions (case_id, id, agency_id, kind, state, grounds, tier, term_days, finds_commercial_use, statement, proposed_by, proposed_at)
      values (${caseId}, gen_random_uuid(), ${agencyId}, 'list', 'proposed', '{}', 'minor', 30, false, 'test', ${officer?.id ?? ""}, ${at})`;
  }
});

describe("what people said stands", () => {
  const campaignOf = async (sourceId: string) =>
    (await listMemberships(database)).find((row) => row.sourceId === sourceId && row.kind === "campaign")
      ?.caseId;

  it("a report that a person parted stays parted, and no longer ties what it alone tied", async () => {
    const own = gang("6222020200011110001", A);
    const [odd] = own;
    const found = await fileAndMatch(portal, own);
    const caseId = await campaignOf(odd?.id ?? "");
    await portal.db.system.begin((tx) =>
      partComplaint(tx, found.get(odd?.id ?? "") ?? "", PERSON, NOW, [caseId ?? ""]),
    );
    const more = told(1, [A[0]], payee("6222020200011110001"));
    await fileAndMatch(portal, [more]);
    await settleEverything();
    expect(await campaigns()).toEqual([ids([...own.slice(1), more])]);
  });

  it("a report that a person put into a campaign stays in it, whatever it carries", async () => {
    const own = gang("6222020200011110001", A);
    const stranger = told(1, [B[0]]);
    const found = await fileAndMatch(portal, [...own, stranger]);
    const caseId = (await campaignOf(own[0]?.id ?? "")) ?? "";
    await portal.db.system.begin((tx) =>
      joinComplaint(tx, found.get(stranger.id) ?? "", [caseId], PERSON, NOW),
    );
    await settleEverything();
    expect(await campaigns()).toEqual([ids([...own, stranger])]);
  });

  it("what was withdrawn or not accepted neither comes back nor ties anybody", async () => {
    const first = gang("6222020200011110001", A);
    // Only this one ties the second number's reports to the account.
    const others = [told(2, [B[0]]), told(2, [B[0]])];
    const tie = told(1, [B[0]], payee("6222020200011110001"));
    const found = await fileAndMatch(portal, [...first, ...others, tie]);
    expect(await campaigns()).toEqual([ids([...first, ...others, tie])]);
    const id = found.get(tie.id) ?? "";
    await portal.db.system.begin(async (tx) => {
      await tx`update complaint_states set status = 'not_accepted' where complaint_id = ${id}`;
      await partComplaint(tx, id, { ...PERSON, kind: "rule", rule: "withdrawn" }, NOW);
    });
    await settleEverything();
    expect(await campaigns()).toEqual([ids(first)]);
    expect((await listMemberships(database)).some(({ sourceId }) => sourceId === tie.id)).toBe(false);
  });

  it("what hung on a key that a person called common leaves with it", async () => {
    const own = gang("6222020200011110001", A);
    await fileAndMatch(portal, own);
    await database.owner`update link_keys set is_common = true where kind = 'payee'`;
    await settleEverything();
    expect(await campaigns()).toEqual([]);
  });

  it("what a person split in two stays two, also when somebody reports numbers of both", async () => {
    const kept = gang("6222020200011110001", A);
    const away = [1, 2, 3].map((days) => told(days, [B[0]], payee("6222020200011110001")));
    const found = await fileAndMatch(portal, [...kept, ...away]);
    expect(await campaigns()).toEqual([ids([...kept, ...away])]);
    const from = (await campaignOf(kept[0]?.id ?? "")) ?? "";
    const moved = away.map(({ id }) => found.get(id) ?? "");
    const to = await addCampaign(portal, await firstAgency(portal), []);
    await portal.db.system.begin(async (tx) => {
      for (const id of moved) {
        await joinComplaint(tx, id, [to], PERSON, NOW);
        await partComplaint(tx, id, PERSON, NOW, [from]);
      }
    });
    await settleEverything();
    expect(await campaigns()).toEqual([ids(kept), ids(away)].sort());
    const both = told(0.5, [A[0], B[0]]);
    await fileAndMatch(portal, [both]);
    await settleEverything();
    const parts = await campaigns();
    expect(parts).toHaveLength(2);
    expect(parts.some((own) => own.includes(kept[0]?.id ?? "") && own.includes(away[0]?.id ?? ""))).toBe(
      false,
    );
  });

  /** As if every key had been touched. */
  async function settleEverything(): Promise<void> {
    await database.owner`insert into match_queue (id, kind, key, at) select gen_random_uuid(), 'key', key, now() from link_keys`;
    await database.owner`insert into match_queue (id, kind, key, at) select gen_random_uuid(), 'script', id, now() from scripts`;
    await database.owner`insert into match_queue (id, kind, key, at) select gen_random_uuid(), 'number', number_index, now() from number_keys`;
    await matchAll(portal, portal.db.system, NOW);
  }
});

describe("campaigns that meet", () => {
  const link = (number: string, account: string) => told(1, [number], payee(account));

  it("are merged where nothing was decided, and a report about either joins what stands", async () => {
    const first = gang("6222020200011110001", A);
    await fileAndMatch(portal, first);
    const second = gang("6222020200022220001", B);
    await fileAndMatch(portal, second);
    const links = [link(A[0], "6222020200022220001"), link(B[0], "6222020200011110001")];
    await fileAndMatch(portal, links);
    expect(await campaigns()).toEqual([ids([...first, ...second, ...links])]);
    const [merged] = await database.owner<
      { n: number }[]
    >`select count(*)::int as n from cases where merged_into is not null`;
    expect(merged?.n).toBe(1);
    const [late] = [told(0.2, [B[1]])];
    await submitComplaints(portal, late ? [asSubmission(late)] : [], NOW);
    const [row] = await database.owner`
      select c.merged_into from case_members m join cases c on c.id = m.case_id join source_records r on r.record_id = m.complaint_id
      where r.source_id = ${late?.id ?? ""} and c.kind = 'campaign'`;
    expect(row).toEqual({ merged_into: null });
    await matchAll(portal, portal.db.system, NOW);
    expect(await campaigns()).toEqual([ids([...first, ...second, ...links, ...(late ? [late] : [])])]);
  });

  it("one that something is published about is only suggested, once", async () => {
    const first = gang("6222020200011110001", A);
    await fileAndMatch(portal, first);
    const [own] = await database.owner<
      { id: string; agency_id: string }[]
    >`select id, agency_id from cases where kind = 'campaign'`;
    await database.owner`
      insert into registry_entries (id, agency_id, case_id, subject_kind, key_version, created_at)
      values (gen_random_uuid(), ${own?.agency_id ?? ""}, ${own?.id ?? ""}, 'number', 1, ${NOW})`;
    await database.owner`
      insert into registry_versions (entry_id, version, list_version, kind, status, tier, grounds, statement, listed_at, expires_at, at)
      select id, 1, 1, 'blacklist', 'active', 'minor', '{}', 'test', ${NOW}, ${new Date(NOW.getTime() + 90 * DAY_MS)}, ${NOW} from registry_entries`;
    const second = gang("6222020200022220001", B);
    await fileAndMatch(portal, second);
    await fileAndMatch(portal, [link(A[0], "6222020200022220001"), link(B[0], "6222020200011110001")]);
    await fileAndMatch(portal, [link(A[1], "6222020200022220001")]);
    const rows = await database.owner`select verdict, by_kind from case_merges`;
    expect([...rows]).toEqual([{ verdict: "suggest", by_kind: "model" }]);
    expect(await campaigns()).toHaveLength(2);
  });
});

describe("figures", () => {
  it("a thousand templated complaints weigh less than five independent ones, and take nothing from the victims", async () => {
    const words = (n: number) => `您已逾期${n}天，今日不处理将上门核实并通知单位，请立即联系专员处理欠款事宜`;
    const victims = [
      "凌晨一点打来骂人，说要让我全家不得安宁，录音我留着",
      "冒充法院的人说已经立案，让我今天把钱打到一个私人账户",
      "一天打了四十多个电话到公司前台，同事都知道了我的事情",
      "给我父母发了我的照片，上面写着老赖两个字，老人吓得住院",
      "说不还钱就去孩子学校门口等，我已经报警了，警号也记下来了",
    ].map((scriptText, at) => told(3 + at * 2, [A[0]], { scriptText }));
    await fileAndMatch(portal, victims);
    const before = await caseRow();
    const flood = Array.from({ length: 1000 }, (_, at) => ({
      ...told(0.5, [B[0]], { scriptText: words(at % 9) }),
      network: `203.0.113.${at % 4}`,
    }));
    for (let from = 0; from < flood.length; from += 500)
      await submitComplaints(portal, flood.slice(from, from + 500).map(asSubmission), NOW);
    const copier = told(0.1, [A[0]], { scriptText: victims[0]?.body.scriptText });
    await fileAndMatch(portal, [copier]);
    const figures = (await listFigures(database)).filter((row) => row.kind === "caller");
    const of = (sources: number) => figures.find((row) => row.sources === sources);
    expect(of(1000)?.low).toBeLessThan(5);
    expect(of(6)?.low).toBeGreaterThanOrEqual(before?.low ?? 99);
    expect(before?.low).toBeCloseTo(5);
    expect(of(1000)?.low ?? 99).toBeLessThan(of(6)?.low ?? 0);

    async function caseRow() {
      return (await listFigures(database)).find((row) => row.kind === "caller");
    }
  });
});

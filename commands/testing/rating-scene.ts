import { uuidv7 } from "uuidv7";
import { insertRows, type Row } from "#db/rows.ts";
import type { TestDatabase } from "#db/testing/database.ts";
import { monthIndex, monthName } from "#domain/rating/evidence/months.ts";
import { saveInstitutions } from "../institutions/save-institutions.ts";
import type { Runtime } from "../runtime.ts";

const SEALED = Buffer.from("sealed");
const DAY_MS = 86_400_000;

/** One complaint about a lender of the scene, accepted and passed on, and what became of it. */
export type SceneComplaint = {
  readonly lender: string;
  /** YYYY-MM; received on its tenth day unless `day` says otherwise. */
  readonly month: string;
  readonly day?: number;
  readonly reporter: string;
  readonly severity?: number;
  /** Closed twenty days later: the reporter took the institution's answer. */
  readonly outcome?: string | null;
  readonly network?: string;
};

export type RatingScene = {
  readonly ids: ReadonlyMap<string, string>;
  /** Writes complaints with their steps; answers their ids. */
  complain(complaints: readonly SceneComplaint[]): Promise<string[]>;
};

/** Lenders with known sizes over the months up to `last`, each with a case of its own; rows only, no matching. */
export async function ratingScene(
  { db, register, keys }: Pick<Runtime, "db" | "register" | "keys">,
  { owner }: TestDatabase,
  {
    lenders,
    last,
    months,
    now,
  }: {
    /** Code → accounts. */
    readonly lenders: Readonly<Record<string, number>>;
    readonly last: string;
    readonly months: number;
    readonly now: Date;
  },
): Promise<RatingScene> {
  const insert = (table: string, rows: readonly Row[]) => insertRows(owner as never, table, rows);
  const exposures = (accounts: number) =>
    Array.from({ length: months }, (_, i) => ({
      month: `${monthName(monthIndex(last) - months + 1 + i)}-01`,
      accounts,
      source: "regulator_filing",
    }));
  const ids = await saveInstitutions(
    { db },
    {
      records: Object.entries(lenders).map(([code, accounts]) => ({
        code,
        legalName: `${code}消费金融有限公司`,
        class: "consumer_finance",
        exposures: exposures(accounts),
      })),
      source: "test",
      actor: { kind: "system", id: null },
      now,
    },
  );
  await register.refresh();
  const [agency] = await owner<{ id: string }[]>`select id from agencies order by created_at, id limit 1`;
  const cases = new Map([...ids.keys()].map((code) => [code, uuidv7()]));
  const caseOf = (code: string): string => cases.get(code) ?? "";
  await insert(
    "cases",
    [...cases].map(([code, id]) => ({
      id,
      agency_id: agency?.id,
      jurisdiction: "",
      reference: `C-${code}`,
      kind: "lender",
      state: "investigating",
      country: "CN",
      epoch: 1,
      key_version: 1,
      institution_id: ids.get(code),
      opened_at: now,
      first_report_at: now,
      last_report_at: now,
      complaint_count: 0,
      source_count: 0,
      severity_max: 1,
      heat: 0,
      review_due_at: now,
      updated_at: now,
    })),
  );
  await insert(
    "institution_cases",
    [...cases].map(([code, id]) => ({
      institution_id: ids.get(code),
      case_id: id,
      agency_id: agency?.id,
      created_at: now,
    })),
  );

  const complain: RatingScene["complain"] = async (complaints) => {
    const placed = complaints.map((one) => ({
      ...one,
      id: uuidv7(),
      at: new Date(`${one.month}-${String(one.day ?? 10).padStart(2, "0")}T04:00:00Z`),
      judgement: uuidv7(),
      source: keys.blindIndex("reporter", one.reporter),
    }));
    const base = { agency_ids: [agency?.id] };
    await insert(
      "complaints",
      placed.map(({ id, at, source, severity = 3 }) => ({
        ...base,
        id,
        source: "web",
        received_at: at,
        reporter_index: source,
        key_version: 1,
        matter: "collection",
        channel: "voice_call",
        relationship: "BORROWER_OVERDUE",
        mode: "verified_phone",
        language: "zh-CN",
        country: "CN",
        severity,
        severity_reasons: [],
        facts: { harm: { kinds: ["D2.too_frequent"] } },
        told_sealed: SEALED,
        claimed_match: "legal",
        content_hash: SEALED,
      })),
    );
    await insert(
      "complaint_traits",
      placed.flatMap(({ id, at, network }) =>
        network
          ? [{ complaint_id: id, at, network_index: keys.blindIndex("network", network), blocks: [] }]
          : [],
      ),
    );
    await insert(
      "complaint_events",
      placed.flatMap(({ id, at, outcome }) => {
        const step = (status: string, days: number, reason: string | null = null) => ({
          complaint_id: id,
          id: uuidv7(),
          status,
          reason,
          message: null,
          by_kind: status === "closed" ? "reporter" : "officer",
          by_id: null,
          at: new Date(at.getTime() + days * DAY_MS),
        });
        return [
          step("accepted", 1),
          step("linked_to_case", 1),
          step("with_institution", 2),
          ...(outcome ? [step("answered", 8), step("closed", 20, outcome)] : []),
        ];
      }),
    );
    await insert(
      "case_judgements",
      placed.map(({ id, lender, judgement, at }) => ({
        case_id: caseOf(lender),
        id: judgement,
        complaint_id: id,
        verdict: "join",
        by_kind: "rule",
        rule: "institution-named",
        weights: {},
        model_version: "keys-1",
        at,
      })),
    );
    await insert(
      "case_members",
      placed.map(({ id, lender, judgement, source, at, severity = 3 }) => ({
        case_id: caseOf(lender),
        complaint_id: id,
        judgement_id: judgement,
        source_index: source,
        reported_at: at,
        severity,
      })),
    );
    return placed.map(({ id }) => id);
  };
  return { ids, complain };
}

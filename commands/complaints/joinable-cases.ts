import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import { hexList, insertRows, type Row } from "#db/rows.ts";
import { caseReference } from "#domain/cases/reference.ts";
import { competentAgency } from "#domain/cases/routing.ts";
import type { Evidence, LinkKind } from "#domain/matching/campaigns/link-kinds.ts";
import { freshCase } from "../cases/fresh-case.ts";
import type { Runtime } from "../runtime.ts";
import { insertTogether } from "./insert-together.ts";
import type { Prepared } from "./prepare-submission.ts";

export type JoinableCase = {
  readonly id: string;
  readonly agencyId: string;
} & (
  | { readonly kind: "caller"; readonly rule: "number-exact" }
  | { readonly kind: "lender"; readonly rule: "institution-named" }
  | { readonly kind: "campaign"; readonly rule: LinkKind; readonly evidence: Evidence }
);

/** Finds or opens the cases of these complaints; afterwards every one exists and its number is locked. */
export async function joinableCases(
  runtime: Runtime,
  tx: Tx,
  items: readonly Prepared[],
  now: Date,
): Promise<Map<string, JoinableCase>> {
  const agencies = runtime.register.agencies();
  const found = new Map<string, JoinableCase>();
  const opened: Row[] = [];

  const named = new Map<string, Prepared>();
  for (const item of items) {
    const lender = lenderOf(item);
    if (lender && !named.has(lender)) named.set(lender, item);
  }
  const wanted = [...named]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([institutionId, item]) => ({
      institution_id: institutionId,
      case_id: uuidv7(),
      agency_id: competentAgency(agencies, item.complaint.region),
      created_at: now,
    }));
  const numbers = new Map<string, { item: Prepared; caller: Prepared["callers"][number] }>();
  for (const item of items)
    for (const caller of item.callers)
      numbers.set(caller.indexHex, numbers.get(caller.indexHex) ?? { item, caller });
  const callers = [...numbers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { caller }]) => caller);

  const [lenderRows, callerRows] = await Promise.all([
    lendersOf(tx, wanted),
    lockNumbers(runtime, tx, callers, now),
  ]);
  for (const row of lenderRows) {
    const item = named.get(row.institution_id);
    const isNew = wanted.some((candidate) => candidate.case_id === row.case_id);
    if (isNew && item)
      opened.push(
        newCase(runtime, "lender", row.case_id, row.agency_id, item, now, {
          institution_id: row.institution_id,
        }),
      );
    found.set(`institution:${row.institution_id}`, {
      id: row.case_id,
      agencyId: row.agency_id,
      kind: "lender",
      rule: "institution-named",
    });
  }
  const assigned: { number_index: Buffer; case_id: string; agency_id: string }[] = [];
  for (const row of callerRows) {
    const entry = numbers.get(row.number_index.toString("hex"));
    if (!entry) continue;
    const caseId = row.case_id ?? uuidv7();
    const agencyId = row.agency_id ?? competentAgency(agencies, entry.item.complaint.region);
    if (!row.case_id) {
      const { caller } = entry;
      opened.push(
        newCase(runtime, "caller", caseId, agencyId, entry.item, now, {
          number_index: caller.index,
          number_kind: caller.kind,
          subject_public: caller.visibility === "public" ? caller.key : null,
          subject_sealed: runtime.keys.sealWithMaster(
            { table: "cases", column: "subject", row: caseId },
            caller.key,
          ),
          epoch: row.epoch,
          country: caller.country ?? entry.item.country,
        }),
      );
      assigned.push({ number_index: row.number_index, case_id: caseId, agency_id: agencyId });
    }
    found.set(`number:${row.number_index.toString("hex")}`, {
      id: caseId,
      agencyId,
      kind: "caller",
      rule: "number-exact",
    });
  }
  await Promise.all([
    assigned.length > 0 &&
      tx`update number_keys n set case_id = r.case_id, agency_id = r.agency_id
        from unnest(${hexList(assigned.map((row) => row.number_index))}::text[]::bytea[], ${assigned.map((row) => row.case_id)}::uuid[],
          ${assigned.map((row) => row.agency_id)}::uuid[]) as r(number_index, case_id, agency_id)
        where n.number_index = r.number_index`,
    insertTogether(tx, [
      ["cases", opened],
      [
        "case_references",
        opened.map((row) => ({ reference: row.reference, case_id: row.id, agency_id: row.agency_id })),
      ],
    ]),
  ]);
  return found;
}

/** The lender cases of institutions, the wanted ones unless there were others already. */
async function lendersOf(
  tx: Tx,
  wanted: readonly { readonly institution_id: string }[],
): Promise<readonly { institution_id: string; case_id: string; agency_id: string }[]> {
  if (wanted.length === 0) return [];
  const [, rows] = await Promise.all([
    insertRows(tx, "institution_cases", wanted, "on conflict (institution_id) do nothing"),
    tx<{ institution_id: string; case_id: string; agency_id: string }[]>`
      select institution_id, case_id, agency_id from institution_cases
      where institution_id = any(${wanted.map((row) => row.institution_id)}::uuid[])`,
  ]);
  return rows;
}

type NumberRow = { number_index: Buffer; epoch: number; case_id: string | null; agency_id: string | null };

/** Keeps the numbers, and locks them in key order until the commit. */
async function lockNumbers(
  runtime: Runtime,
  tx: Tx,
  callers: readonly Prepared["callers"][number][],
  now: Date,
): Promise<readonly NumberRow[]> {
  if (callers.length === 0) return [];
  const [, rows] = await Promise.all([
    insertRows(
      tx,
      "number_keys",
      callers.map((caller) => numberKeyRow(runtime, caller, now)),
      "on conflict (number_index) do nothing",
    ),
    tx<NumberRow[]>`
      select number_index, epoch, case_id, agency_id from number_keys
      where number_index = any(${hexList(callers.map(({ index }) => index))}::text[]::bytea[]) order by number_index for update`,
  ]);
  return rows;
}
export function numberKeyRow(
  runtime: Pick<Runtime, "keys">,
  caller: {
    index: Buffer;
    indexHex: string;
    key: string;
    kind: string;
    country: string | null;
    visibility: "public" | "restricted";
  },
  now: Date,
): Row {
  return {
    number_index: caller.index,
    key_version: runtime.keys.version,
    country: caller.country,
    kind: caller.kind,
    visibility: caller.visibility,
    public_key: caller.visibility === "public" ? caller.key : null,
    key_sealed: runtime.keys.sealWithMaster(
      { table: "number_keys", column: "key", row: caller.indexHex },
      caller.key,
    ),
    epoch: 1,
    case_id: null,
    agency_id: null,
    created_at: now,
  };
}

function newCase(
  runtime: Runtime,
  kind: "caller" | "lender",
  id: string,
  agencyId: string,
  item: Prepared,
  now: Date,
  subject: Row,
): Row {
  return {
    id,
    agency_id: agencyId,
    jurisdiction: item.complaint.region ?? "",
    reference: caseReference(kind, id, now),
    kind,
    country: item.country,
    number_index: null,
    number_kind: null,
    epoch: 1,
    holder_from: null,
    holder_to: null,
    subject_public: null,
    subject_sealed: null,
    key_version: runtime.keys.version,
    institution_id: null,
    ...freshCase(now),
    first_report_at: item.reportedAt,
    last_report_at: item.reportedAt,
    ...subject,
  };
}

export function casesOf(item: Prepared, cases: ReadonlyMap<string, JoinableCase>): JoinableCase[] {
  const keys = [
    ...item.callers.map((caller) => `number:${caller.indexHex}`),
    ...(lenderOf(item) ? [`institution:${lenderOf(item)}`] : []),
  ];
  return [...keys.flatMap((key) => cases.get(key) ?? []), ...(item.campaign ? [item.campaign] : [])];
}

/** The institution a report is about; not the one that its caller only passed for. */
const lenderOf = ({ institutionId, impersonates }: Prepared): string | null =>
  institutionId !== null && institutionId === impersonates ? null : institutionId;

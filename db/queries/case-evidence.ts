import type { Scope } from "#domain/access/actor.ts";
import type { EvidencePath, Membership, PathStep } from "#domain/cases/membership.ts";
import { AppError } from "#domain/errors.ts";
import { isLinkKind, LINK_KINDS } from "#domain/matching/campaigns/link-kinds.ts";
import { type EvidenceStep, type ReportKey, shortestEvidencePath } from "#domain/matching/evidence-path.ts";
import { readWaterfall } from "#domain/matching/waterfall.ts";
import type { Tx } from "../client.ts";
import { caseFamily } from "./case-family.ts";
import { numberGroups, type SealedKeys } from "./case-subjects.ts";

/** Above this the planner's estimate is exact enough to say how rare something is. */
const COUNTED_EXACTLY = 20_000;

/**
 * Why a report belongs to a case: the judgement as it was stored then, each tie with the folded value that it was found
 * by, where that may be shown. `not-found` for a report that is not in it.
 */
export async function explainMembership(
  tx: Tx,
  scope: Scope,
  caseId: string,
  { complaintId, sealed }: { readonly complaintId: string; readonly sealed: SealedKeys },
): Promise<Membership> {
  const family = await caseFamily(tx, scope, caseId);
  const [[row], reports] = await Promise.all([
    tx`select j.by_kind, j.rule, j.reason, j.weights, j.model_version, j.at, a.name,
        (select reference from cases where id = ${caseId}) as reference
      from case_members m join case_judgements j on j.case_id = m.case_id and j.id = m.judgement_id
      left join accounts a on a.id = j.by_id
      where m.case_id = any(${family}::uuid[]) and m.complaint_id = ${complaintId}
      order by m.case_id = ${caseId} desc, m.case_id limit 1`,
    countReports(tx),
  ]);
  if (!row) throw new AppError("not-found", "complaint");
  const waterfall = row.by_kind === "model" ? readWaterfall(row.weights) : null;
  const steps = await Promise.all(
    (waterfall?.steps ?? []).map(async (step) => ({
      ...step,
      label: step.label ?? (await sharedLabel(tx, { from: complaintId, to: complaintId }, step.kind, sealed)),
    })),
  );
  return {
    complaintId,
    reference: row.reference,
    judgement: {
      byKind: row.by_kind,
      by: row.name,
      rule: row.rule,
      reason: row.reason,
      at: (row.at as Date).toISOString(),
      modelVersion: row.model_version,
    },
    waterfall: waterfall && { ...waterfall, steps },
    reports,
  };
}

async function countReports(tx: Tx): Promise<Membership["reports"]> {
  const [row] = await tx<{ estimate: number; counted: number | null }[]>`
    with known as (select greatest(reltuples, 0)::float8 as estimate from pg_class where oid = 'public.complaint_traits'::regclass)
    select estimate, case when estimate < ${COUNTED_EXACTLY} then (select count(*)::int from complaint_traits) end as counted from known`;
  if (row?.counted != null) return { count: row.counted, isEstimate: false };
  return { count: Math.round(row?.estimate ?? 0), isEstimate: true };
}

/**
 * The shortest chain of evidence from one report of a case to another, named by its id or by the last digits of it;
 * without a name, to the first report of the case. `unknown` when the case has no such report, or several, or not `from`.
 */
export async function findEvidencePath(
  tx: Tx,
  scope: Scope,
  caseId: string,
  { from, to, sealed }: { readonly from: string; readonly to: string | null; readonly sealed: SealedKeys },
): Promise<EvidencePath> {
  const family = await caseFamily(tx, scope, caseId);
  const [origin, target] = await Promise.all([memberNamed(tx, family, from), memberNamed(tx, family, to)]);
  if (origin === null || target === null) return { kind: "unknown" };
  const { carried, keys } = await readTies(tx, family);
  const chain = shortestEvidencePath(carried, origin, target);
  if (chain === null) return { kind: "none", to: target };
  const steps = await Promise.all(
    chain.map(async (step): Promise<PathStep> => {
      const key = keys.get(step.key);
      const kind = key?.kind ?? "";
      return {
        from: step.from,
        to: step.to,
        kind,
        complaints: key?.complaints ?? 0,
        label: await sharedLabel(tx, step, kind, sealed),
      };
    }),
  );
  return { kind: "path", to: target, steps };
}

type TieKey = { readonly kind: string; readonly complaints: number };

/** Which report carries which key, and what the keys are; those called common are left out. */
async function readTies(
  tx: Tx,
  family: readonly string[],
): Promise<{ readonly carried: readonly ReportKey[]; readonly keys: ReadonlyMap<string, TieKey> }> {
  const rows = await tx<{ complaint_id: string; keys: string }[]>`
    select m.complaint_id, l.keys from case_members m cross join lateral (
      select string_agg(encode(key, 'hex'), ',') as keys from complaint_links where complaint_id = m.complaint_id
    ) l
    where m.case_id = any(${family}::uuid[]) and l.keys is not null`;
  const written = rows.map((row) => ({ complaintId: row.complaint_id, keys: row.keys.split(",") }));
  const all = [...new Set(written.flatMap((row) => row.keys))];
  const known = await tx<(TieKey & { readonly key: string })[]>`
    select encode(k.key, 'hex') as key, k.kind, k.complaints
    from unnest(${all}::text[]) as wanted(key) join link_keys k on k.key = decode(wanted.key, 'hex')
    where not k.is_common`;
  const keys = new Map(known.map(({ key, kind, complaints }) => [key, { kind, complaints }]));
  const carried = written.flatMap(({ complaintId, keys: own }) =>
    own.flatMap((key) => {
      const tie = keys.get(key);
      return tie ? [{ complaintId, key, bits: bitsOf(tie) }] : [];
    }),
  );
  return { carried, keys };
}

/** Of two ties of one kind the rarer says more. */
function bitsOf({ kind, complaints }: TieKey): number {
  return (isLinkKind(kind) ? LINK_KINDS[kind].bits : 0) - Math.log2(Math.max(1, complaints)) / 2;
}

async function memberNamed(tx: Tx, family: readonly string[], name: string | null): Promise<string | null> {
  const suffix = name?.trim().toLowerCase() ?? "";
  if (name !== null && !/^[0-9a-f-]{6,36}$/.test(suffix)) return null;
  const rows = await tx<{ complaint_id: string }[]>`
    select complaint_id from case_members where case_id = any(${family}::uuid[])
      ${name === null ? tx`` : tx`and complaint_id::text like ${`%${suffix}`}`}
    group by complaint_id order by min(reported_at), complaint_id limit 2`;
  const isClear = name === null ? rows.length > 0 : rows.length === 1;
  return isClear ? (rows[0]?.complaint_id ?? null) : null;
}

const ROLE_OF: Readonly<Record<string, readonly string[]>> = {
  number: ["displayed", "callback"],
  callback: ["callback", "displayed"],
  domain: ["link"],
  signature: ["signature"],
};

/** What both reports say, where it may be shown: a domain, a signature, a public number, or the ends of a private one. */
async function sharedLabel(
  tx: Tx,
  { from, to }: Pick<EvidenceStep, "from" | "to">,
  kind: string,
  sealed: SealedKeys,
): Promise<string | null> {
  const roles = ROLE_OF[kind];
  if (!roles) return null;
  const rows = await tx`
    select a.public_value, encode(a.value_index, 'hex') as index_hex, nk.key_sealed
    from complaint_identifiers a join complaint_identifiers b
      on b.complaint_id = ${to} and b.value_index = a.value_index and b.role = any(${[...roles]})
    left join number_keys nk on nk.number_index = a.value_index
    where a.complaint_id = ${from} and a.role = any(${[...roles]})
    order by a.role = ${roles[0] ?? ""} desc, a.value_index limit 1`;
  const [row] = rows;
  if (!row) return null;
  const isNumber = kind === "number" || kind === "callback";
  if (row.public_value !== null)
    return isNumber ? numberGroups(row.public_value, false).join(" ") : row.public_value;
  if (!isNumber || !row.key_sealed) return null;
  return numberGroups(sealed.ofNumber(row.index_hex, row.key_sealed), true).join("");
}

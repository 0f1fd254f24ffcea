import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import { personVerdicts } from "#db/queries/person-verdicts.ts";
import { hexList, insertRows } from "#db/rows.ts";
import { caseReference } from "#domain/cases/reference.ts";
import {
  groupReports,
  type LinkedReport,
  type ReportGroup,
} from "#domain/matching/campaigns/group-reports.ts";
import { isCampaign } from "#domain/matching/campaigns/is-campaign.ts";
import {
  type CampaignModel,
  type Evidence,
  LINK_KINDS,
  type LinkKind,
  tiesAlone,
  weigh,
} from "#domain/matching/campaigns/link-kinds.ts";
import { freshCase } from "../cases/fresh-case.ts";
import { mergeGroups } from "../cases/merge-rows.ts";
import type { Runtime } from "../runtime.ts";
import { askAboutBridges } from "./ask-about-bridges.ts";
import { emptiedCase } from "./emptied-case.ts";
import { type Move, moveMembers } from "./move-members.ts";
import { type Link, lockedNeighbourhood } from "./neighbourhood.ts";

/**
 * Groups the reports around these keys anew, from all they are tied to, and brings campaign cases in line: opened,
 * joined, parted, merged. The same reports give the same groups, in whatever order they came. Answers every key it
 * reached, in hex: none of those has to be looked at again.
 */
export async function settleGroups(
  runtime: Pick<Runtime, "keys" | "register" | "models">,
  tx: Tx,
  keys: readonly Buffer[],
  now: Date,
): Promise<readonly string[]> {
  const { links, reportIds, isWhole } = await lockedNeighbourhood(tx, keys);
  if (!isWhole) {
    // Too much at once: each on its own, and what is too large even then waits for a person to call a key common.
    const reached: string[] = [];
    if (keys.length > 1)
      for (const key of keys)
        if (!reached.includes(key.toString("hex")))
          reached.push(...(await settleGroups(runtime, tx, [key], now)));
    return reached;
  }
  if (reportIds.length === 0) return [];
  const model = runtime.models.inForce();
  const tying = links.filter((link) => tiesAlone(model, link.kind));
  const kinds = new Map(tying.map((link) => [link.key, link.kind]));
  const standing = await standingOf(tx, reportIds, links);
  const reports = withoutParted(reportsOf(reportIds, tying), standing);
  const ofKind = (is: (kind: LinkKind) => boolean) =>
    new Set([...kinds].filter(([, kind]) => is(kind)).map(([key]) => key));
  const { groups, bridges } = groupReports(reports, {
    detected: ofKind((kind) => !LINK_KINDS[kind].isIdentity),
    numbers: ofKind((kind) => kind === "number"),
  });
  const counts = countKeys(tying);
  const campaigns = groups.filter((group) =>
    isCampaign(
      group.reports.length,
      group.keys.map((key) => ({ kind: kinds.get(key) ?? "number", reports: counts.get(key) ?? 0 })),
    ),
  );
  const evidenceOf = (keys: readonly string[]): Evidence | null =>
    weigh(
      keys.flatMap((key) => {
        const kind = kinds.get(key);
        return kind ? [{ kind, complaints: counts.get(key) ?? 1 }] : [];
      }),
      model,
    );
  const owners = await ownersOf(runtime, tx, campaigns, { standing, evidenceOf, model, now });
  const cut = new Set(
    bridges.flatMap((bridge) => bridge.reports.flatMap((id) => bridge.keys.map((key) => `${id}|${key}`))),
  );
  const moves = movesOf({ reports, campaigns, owners, standing, evidenceOf, cut });
  await moveMembers(tx, moves, { modelVersion: model.version, now });
  await askAboutBridges(tx, {
    bridges,
    campaigns,
    caseOf: (group) => owners.get(group)?.to ?? null,
    evidenceOf,
    now,
  });
  await pointKeys(tx, { links, campaigns, owners });
  return [...new Set(links.map((link) => link.key))];
}

function reportsOf(ids: readonly string[], links: readonly Link[]): LinkedReport[] {
  const byReport = Map.groupBy(links, (link) => link.complaint_id);
  return ids.map((id) => {
    const own = byReport.get(id) ?? [];
    return { id, source: own[0]?.source ?? "", keys: own.map((link) => link.key) };
  });
}

/**
 * A report that a person took out of a campaign no longer ties anything to it: it keeps only the keys that nobody in that
 * campaign carries.
 */
function withoutParted(reports: readonly LinkedReport[], standing: Standing): readonly LinkedReport[] {
  if (standing.parted.size === 0) return reports;
  const rootsOf = new Map<string, Set<string>>();
  for (const { id, keys } of reports)
    for (const caseId of standing.caseOf.get(id) ?? [])
      for (const key of keys) {
        const own = rootsOf.get(key) ?? new Set();
        rootsOf.set(key, own.add(standing.rootOf.get(caseId) ?? caseId));
      }
  return reports.map((report) => {
    const away = standing.parted.get(report.id);
    if (!away) return report;
    return {
      ...report,
      keys: report.keys.filter((key) => ![...(rootsOf.get(key) ?? [])].some((root) => away.has(root))),
    };
  });
}

function countKeys(links: readonly Link[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { key } of links) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

type Standing = {
  /** Campaign cases a report is a member of. */
  readonly caseOf: ReadonlyMap<string, readonly string[]>;
  /** What stands for each campaign case now. */
  readonly rootOf: ReadonlyMap<string, string>;
  /** Reports that a person judged, by the case that stands: theirs stands. */
  readonly judged: ReadonlySet<string>;
  /** Cases that a person took a report out of, as what stands for them. */
  readonly parted: ReadonlyMap<string, ReadonlySet<string>>;
  readonly openedAt: ReadonlyMap<string, Date>;
};

async function standingOf(tx: Tx, reportIds: readonly string[], links: readonly Link[]): Promise<Standing> {
  const members = await tx<{ case_id: string; complaint_id: string }[]>`
    select m.case_id, m.complaint_id from case_members m join cases c on c.id = m.case_id
    where m.complaint_id = any(${[...reportIds]}::uuid[]) and c.kind = 'campaign'`;
  const spoken = await tx<{ case_id: string }[]>`
    select distinct j.case_id from case_judgements j join cases c on c.id = j.case_id
    where j.complaint_id = any(${[...reportIds]}::uuid[]) and j.by_kind = 'person' and c.kind = 'campaign'`;
  const ids = [
    ...new Set([
      ...[...members, ...spoken].map((row) => row.case_id),
      ...links.flatMap((link) => link.case_id ?? []),
    ]),
  ];
  const roots = await tx<{ id: string; root: string; opened_at: Date }[]>`
    select c.id, coalesce(c.merged_into, c.id) as root, c.opened_at from cases c where c.id = any(${ids}::uuid[])`;
  const rootOf = new Map(roots.map((row) => [row.id, row.root]));
  const verdicts = await personVerdicts(
    tx,
    spoken.map((row) => row.case_id),
  );
  const parted = new Map<string, Set<string>>();
  for (const { caseId, complaintId, verdict } of verdicts)
    if (verdict === "part") {
      const own = parted.get(complaintId) ?? new Set();
      parted.set(complaintId, own.add(rootOf.get(caseId) ?? caseId));
    }
  const caseOf = new Map<string, string[]>();
  for (const row of members)
    caseOf.set(row.complaint_id, [...(caseOf.get(row.complaint_id) ?? []), row.case_id]);
  return {
    caseOf,
    rootOf,
    judged: new Set(
      verdicts.map(({ caseId, complaintId }) => `${rootOf.get(caseId) ?? caseId}|${complaintId}`),
    ),
    parted,
    openedAt: new Map(roots.map((row) => [row.id, row.opened_at])),
  };
}

/** The case that new members join, and every case that counts as this campaign's: some wait for a person to be merged. */
type Owner = { readonly to: string; readonly roots: ReadonlySet<string> };

/** Which case each group is: the one that most of its reports are in, the older where they meet; a new one where there is none. */
async function ownersOf(
  runtime: Pick<Runtime, "keys" | "register">,
  tx: Tx,
  campaigns: readonly ReportGroup[],
  {
    standing,
    evidenceOf,
    model,
    now,
  }: {
    readonly standing: Standing;
    readonly evidenceOf: (keys: readonly string[]) => Evidence | null;
    readonly model: CampaignModel;
    readonly now: Date;
  },
): Promise<ReadonlyMap<ReportGroup, Owner>> {
  const overlaps = campaigns.flatMap((group) => {
    const counts = new Map<string, number>();
    for (const id of group.reports)
      for (const caseId of standing.caseOf.get(id) ?? []) {
        const root = standing.rootOf.get(caseId) ?? caseId;
        counts.set(root, (counts.get(root) ?? 0) + 1);
      }
    return [...counts].map(([caseId, reports]) => ({ group, caseId, reports }));
  });
  // The largest overlap first, so that a case that was taken apart stays with its larger part.
  overlaps.sort((a, b) => b.reports - a.reports || (a.caseId < b.caseId ? -1 : 1));
  const ownedBy = new Map<string, ReportGroup>();
  for (const { group, caseId } of overlaps) if (!ownedBy.has(caseId)) ownedBy.set(caseId, group);
  const owners = new Map<ReportGroup, Owner>();
  for (const group of campaigns) {
    const own = [...ownedBy].filter(([, owner]) => owner === group).map(([caseId]) => caseId);
    const time = (id: string) => standing.openedAt.get(id)?.getTime() ?? 0;
    own.sort((a, b) => time(a) - time(b) || (a < b ? -1 : 1));
    const [survivor, ...others] = own;
    if (!survivor) {
      const taken = [...owners.values()].map((owner) => owner.to);
      const to = (await emptiedCase(tx, group.keys, taken)) ?? (await openCampaign(runtime, tx, group, now));
      owners.set(group, { to, roots: new Set([to]) });
    } else {
      const to =
        others.length > 0 && !group.isTooLarge
          ? await mergeSameAgency(tx, own, { evidence: evidenceOf(group.keys), model, now })
          : survivor;
      owners.set(group, { to, roots: new Set(own) });
    }
  }
  return owners;
}

/** Merged where the machine may: within one agency, and nothing that was decided on or that a person keeps apart. */
async function mergeSameAgency(
  tx: Tx,
  caseIds: readonly string[],
  {
    evidence,
    model,
    now,
  }: { readonly evidence: Evidence | null; readonly model: CampaignModel; readonly now: Date },
): Promise<string> {
  const rows = await tx<{ id: string; agency_id: string }[]>`
    select id, agency_id from cases where id = any(${[...caseIds]}::uuid[])`;
  const agencyOf = new Map(rows.map((row) => [row.id, row.agency_id]));
  const [first = ""] = caseIds;
  // Who moved reports from one case to another said that the two are not one.
  const split = await tx<{ a: string; b: string }[]>`
    select distinct p.case_id as a, j.case_id as b from case_judgements p join case_judgements j on j.complaint_id = p.complaint_id
    where p.case_id = any(${[...caseIds]}::uuid[]) and p.by_kind = 'person' and p.verdict = 'part'
      and j.case_id = any(${[...caseIds]}::uuid[]) and j.by_kind = 'person' and j.verdict = 'join' and j.case_id <> p.case_id`;
  const isApart = (id: string) =>
    split.some(({ a, b }) => (a === first && b === id) || (b === first && a === id));
  const same = caseIds.filter((id) => agencyOf.get(id) === agencyOf.get(first) && !isApart(id));
  if (same.length < 2) return first;
  const { survivorId } = await mergeGroups(
    tx,
    same,
    {
      kind: "model",
      id: null,
      reason: "keys-in-common",
      // What the review queue shows beside the question, where a person has to answer it.
      weights: evidence ? { ...evidence } : {},
      modelVersion: model.version,
      actionId: uuidv7(),
    },
    now,
  );
  return survivorId;
}

async function openCampaign(
  { keys, register }: Pick<Runtime, "keys" | "register">,
  tx: Tx,
  group: ReportGroup,
  now: Date,
): Promise<string> {
  // The agency that answers for most of the reports.
  const [most] = await tx<{ agency_id: string; country: string; region: string | null }[]>`
    select a as agency_id, min(c.country) as country, min(c.region) as region from complaints c, unnest(c.agency_ids) a
    where c.id = any(${[...group.reports]}::uuid[]) group by a order by count(*) desc, a limit 1`;
  const id = uuidv7();
  const agencyId = most?.agency_id ?? register.agencies()[0]?.id ?? null;
  const reference = caseReference("campaign", id, now);
  await insertRows(tx, "cases", [
    {
      id,
      agency_id: agencyId,
      jurisdiction: most?.region ?? "",
      reference,
      kind: "campaign",
      country: most?.country ?? "CN",
      epoch: 1,
      key_version: keys.version,
      ...freshCase(now),
    },
  ]);
  await insertRows(tx, "case_references", [{ reference, case_id: id, agency_id: agencyId }]);
  return id;
}

function movesOf(settled: {
  readonly reports: readonly LinkedReport[];
  readonly campaigns: readonly ReportGroup[];
  readonly owners: ReadonlyMap<ReportGroup, Owner>;
  readonly standing: Standing;
  readonly evidenceOf: (keys: readonly string[]) => Evidence | null;
  readonly cut: ReadonlySet<string>;
}): Move[] {
  const { reports, campaigns, owners, standing, evidenceOf, cut } = settled;
  const targetOf = new Map<string, ReportGroup>();
  for (const group of campaigns) for (const id of group.reports) targetOf.set(id, group);
  const keysOf = new Map(campaigns.map((group) => [group, new Set(group.keys)]));
  return reports.flatMap((report): Move[] => {
    const group = targetOf.get(report.id);
    const owner = group ? owners.get(group) : undefined;
    const to = owner?.to ?? null;
    const isOwn = (caseId: string) => owner?.roots.has(standing.rootOf.get(caseId) ?? caseId) ?? false;
    const isJudged = (caseId: string) =>
      standing.judged.has(`${standing.rootOf.get(caseId) ?? caseId}|${report.id}`);
    const now = standing.caseOf.get(report.id) ?? [];
    const isThere = now.some(isOwn);
    const own = group && keysOf.get(group);
    const evidence = evidenceOf(
      report.keys.filter((key) => own?.has(key) && !cut.has(`${report.id}|${key}`)),
    );
    const rule = evidence?.rule ?? "untied";
    const leaving = now
      .filter((caseId) => !isOwn(caseId) && !isJudged(caseId))
      .map((from): Move => ({ complaintId: report.id, from, to: null, rule: "untied", weights: {} }));
    const joining =
      to !== null && !isThere && !isJudged(to) && evidence
        ? [{ complaintId: report.id, from: null, to, rule, weights: evidence }]
        : [];
    return [...leaving, ...joining];
  });
}

/** Each key knows its campaign, so that the next report that carries it joins at once. */
async function pointKeys(
  tx: Tx,
  {
    links,
    campaigns,
    owners,
  }: {
    readonly links: readonly Link[];
    readonly campaigns: readonly ReportGroup[];
    readonly owners: ReadonlyMap<ReportGroup, Owner>;
  },
): Promise<void> {
  const wanted = new Map<string, string | null>(links.map((link) => [link.key, null]));
  for (const group of campaigns) for (const key of group.keys) wanted.set(key, owners.get(group)?.to ?? null);
  const known = new Map(links.map((link) => [link.key, link.case_id]));
  const changed = [...wanted]
    .filter(([key, caseId]) => known.get(key) !== caseId)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  if (changed.length === 0) return;
  await tx`update link_keys k set case_id = r.case_id
    from unnest(${hexList(changed.map(([key]) => Buffer.from(key, "hex")))}::text[]::bytea[], ${changed.map(([, caseId]) => caseId)}::uuid[]) as r(key, case_id)
    where k.key = r.key`;
}

import type { Draft } from "./demo-drafts.ts";
import type { InstitutionRate } from "./demo-lender-reports.ts";
import type { Group, Wave } from "./demo-world.ts";

/** A planted pattern: which complaints belong to it and which numbers (canonical keys) it was done with. */
export type PlantedPattern = {
  readonly id: string;
  readonly group: string;
  readonly numbers: readonly string[];
  readonly sourceIds: readonly string[];
};

/** What is really the case, kept aside: benchmarks compare what the portal found with this. Keyed by sourceId. */
export type DemoTruth = {
  /** Numbers shown, each with its holder period (1, or 2 after it changed hands); empty where none was known. */
  readonly callerOf: Readonly<Record<string, readonly { readonly key: string; readonly period: number }[]>>;
  /** Institution that answers for the conduct; null for strangers and for those who fake an institution. */
  readonly lenderOf: Readonly<Record<string, string | null>>;
  /** Campaign: at least two identifiers that belong together. Null for a lone number and for a lender's own staff. */
  readonly campaignOf: Readonly<Record<string, string | null>>;
  /** Who acted: campaign, agent, institution or lone caller; null for strangers reported once. */
  readonly operatorOf: Readonly<Record<string, string | null>>;
  readonly reporterOf: Readonly<Record<string, string>>;
  /** Only for reports that were sent twice. */
  readonly duplicateOf: Readonly<Record<string, string>>;
  readonly patterns: {
    readonly contactBlast: readonly (PlantedPattern & {
      readonly borrower: string;
      readonly institution: string | null;
    })[];
    readonly numberBlock: readonly (PlantedPattern & {
      /** The thousand numbers of the block, as their common E.164 prefix. */ readonly block: string;
    })[];
    readonly impersonation: readonly (PlantedPattern & {
      readonly institution: string;
      readonly signature: string;
      readonly domain: string;
    })[];
    readonly recycled: readonly {
      readonly id: string;
      readonly number: string;
      /** Last report of the first holder period and first of the second, RFC 3339. */
      readonly lastBefore: string;
      readonly firstAfter: string;
      readonly sourceIds: readonly [readonly string[], readonly string[]];
    }[];
    readonly rotating: readonly PlantedPattern[];
  };
  readonly floods: readonly {
    readonly id: string;
    readonly institution: string;
    readonly network: string;
    readonly sourceIds: readonly string[];
  }[];
  /** What each group says, for telling whether a detector lives off the words. */
  readonly scriptOf: Readonly<Record<string, string>>;
  readonly rates: readonly InstitutionRate[];
};

type Numbered = { readonly draft: Draft; readonly sourceId: string };

export function truthOf(
  all: readonly Numbered[],
  groups: readonly Group[],
  rates: readonly InstitutionRate[],
): DemoTruth {
  const idOf = new Map(all.map(({ draft, sourceId }) => [draft, sourceId]));
  const perComplaint = <T>(value: (draft: Draft) => T): Record<string, T> =>
    Object.fromEntries(all.map(({ draft, sourceId }) => [sourceId, value(draft)]));
  const ofWave = new Map<Wave, Numbered[]>();
  for (const entry of all) {
    if (entry.draft.wave) ofWave.set(entry.draft.wave, [...(ofWave.get(entry.draft.wave) ?? []), entry]);
  }
  const members = (group: Group): readonly Numbered[] =>
    group.waves.flatMap((wave) => ofWave.get(wave) ?? []);
  const ofKind = (kind: Group["kind"]): readonly Group[] => groups.filter((group) => group.kind === kind);

  return {
    callerOf: perComplaint((draft) => draft.callers),
    lenderOf: perComplaint((draft) => draft.lender),
    campaignOf: perComplaint((draft) => draft.campaign),
    operatorOf: perComplaint((draft) => draft.operator),
    reporterOf: perComplaint((draft) => draft.reporter.id),
    duplicateOf: Object.fromEntries(
      all.flatMap(({ draft, sourceId }) =>
        draft.duplicateOf ? [[sourceId, idOf.get(draft.duplicateOf) ?? ""]] : [],
      ),
    ),
    patterns: {
      contactBlast: ofKind("contact_blast").flatMap((group) =>
        group.waves.flatMap((wave, i) =>
          wave.borrower
            ? [
                {
                  ...patternOf(`${group.id}/${i + 1}`, group, ofWave.get(wave) ?? []),
                  borrower: wave.borrower.name,
                  institution: group.lender,
                },
              ]
            : [],
        ),
      ),
      numberBlock: ofKind("number_block").flatMap((group) =>
        group.waves.flatMap((wave, i) =>
          wave.block
            ? [
                {
                  ...patternOf(`${group.id}/${i + 1}`, group, ofWave.get(wave) ?? []),
                  block: `+86${wave.block}`,
                },
              ]
            : [],
        ),
      ),
      impersonation: ofKind("impersonation").map((group) => ({
        ...patternOf(group.id, group, members(group)),
        institution: group.named?.code ?? "",
        signature: group.signature,
        domain: group.domain,
      })),
      recycled: recycledOf(ofKind("recycled"), members),
      rotating: ofKind("rotating").map((group) => patternOf(group.id, group, members(group))),
    },
    floods: floodsOf(all),
    scriptOf: Object.fromEntries(groups.map((group) => [group.id, group.script.id])),
    rates,
  };
}

function patternOf(id: string, group: Group, members: readonly Numbered[]): PlantedPattern {
  const numbers = new Set(members.flatMap(({ draft }) => draft.callers.map(({ key }) => key)));
  return {
    id,
    group: group.id,
    numbers: [...numbers].sort(),
    sourceIds: members.map(({ sourceId }) => sourceId),
  };
}

/** The two halves of a recycled number are planned as neighbours, first holder before second. */
function recycledOf(
  halves: readonly Group[],
  members: (group: Group) => readonly Numbered[],
): DemoTruth["patterns"]["recycled"] {
  return halves.flatMap((first, i) => {
    const second = halves[i + 1];
    if (i % 2 === 1 || !second) return [];
    const [before, after] = [members(first), members(second)];
    const iso = (at: number): string => new Date(at).toISOString();
    return [
      {
        id: first.id.slice(0, -1),
        number: first.waves[0]?.numbers[0]?.key ?? "",
        lastBefore: iso(Math.max(...before.map(({ draft }) => draft.at))),
        firstAfter: iso(Math.min(...after.map(({ draft }) => draft.at))),
        sourceIds: [before.map(({ sourceId }) => sourceId), after.map(({ sourceId }) => sourceId)] as const,
      },
    ];
  });
}

function floodsOf(all: readonly Numbered[]): DemoTruth["floods"] {
  const ids = [...new Set(all.flatMap(({ draft }) => (draft.flood ? [draft.flood] : [])))].sort();
  return ids.map((id) => {
    const members = all.filter(({ draft }) => draft.flood === id);
    const { draft } = members[0] as Numbered;
    return {
      id,
      institution: draft.lender ?? "",
      network: draft.reporter.network,
      sourceIds: members.map(({ sourceId }) => sourceId),
    };
  });
}

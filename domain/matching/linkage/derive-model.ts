import { AppError } from "#domain/errors.ts";
import { type Fold, type LinkageModel, type LinkageModelInput, readModel } from "./model.ts";
import type { RecordTable } from "./prepare-records.ts";
import {
  type ColumnKind,
  type ColumnProfile,
  isIdentifier,
  profileColumn,
  sharedValues,
  shareWithin,
} from "./profile-column.ts";

type LevelInput = LinkageModelInput["comparisons"][number]["levels"][number];
type RuleInput = LinkageModelInput["blocking"][number];
type KeyInput = RuleInput["on"][number];

const EMPTY: Fold = { empty: ["null", "none", "nan", "n/a", "na", "unknown", "-"] };

const FOLDS: Readonly<Record<ColumnKind, readonly Fold[]>> = {
  date: ["date"],
  mail: ["lower-case", EMPTY],
  code: ["lower-case", EMPTY, "alphanumeric"],
  category: ["lower-case", "strip-marks", EMPTY],
  word: ["lower-case", "strip-marks", EMPTY],
  words: ["lower-case", "strip-marks", EMPTY],
};

function levelsOf({ kind, meanLength }: ColumnProfile): LevelInput[] {
  switch (kind) {
    case "date":
      return [
        { is: "exact" },
        { is: "date-slip" },
        { is: "date-part", part: "month-day" },
        { is: "date-near", days: 366 },
        { is: "date-part", part: "year" },
      ];
    case "mail":
      return [{ is: "exact" }, { is: "edits", max: 2 }, { is: "jaro-winkler", min: 0.88 }];
    case "code":
      return [
        { is: "exact" },
        { is: "edits", max: 1 },
        ...(meanLength >= 5 ? [{ is: "edits", max: 2 } as const] : []),
        ...(meanLength >= 4 ? [{ is: "prefix", length: Math.ceil(meanLength / 2) } as const] : []),
      ];
    case "category":
      return [{ is: "exact" }];
    case "word":
      return [{ is: "exact" }, { is: "jaro-winkler", min: 0.92 }, { is: "jaro-winkler", min: 0.82 }];
    case "words":
      return [
        { is: "exact" },
        { is: "jaro-winkler", min: 0.94 },
        { is: "shared-words", min: 20 },
        { is: "shared-words", min: 14 },
        { is: "shared-words", min: 9 },
        { is: "shared-words", min: 5 },
      ];
  }
}

/** Keys strong enough to block alone, rare blocks only. */
function strongKeys({ name, kind, meanLength }: ColumnProfile): KeyInput[] {
  switch (kind) {
    case "date":
      return [{ field: name, each: "deletion" }];
    case "mail":
      return [
        { field: name, each: "deletion" },
        { field: name, folds: ["local-part"] },
      ];
    case "code":
      return meanLength >= 5 ? [{ field: name, each: "deletion" }] : [{ field: name }];
    case "category":
      return [];
    case "word":
      return [{ field: name }, { field: name, folds: ["soundex"] }];
    case "words":
      return [{ field: name }, { field: name, each: "word" }];
  }
}

/** A key that errs little and blocks too much alone: two of them from different columns make a rule. */
function weakKey({ name, kind, meanLength }: ColumnProfile): KeyInput | undefined {
  switch (kind) {
    case "date":
      return { field: name, folds: ["year"] };
    case "mail":
      return { field: name, folds: ["local-part", { prefix: 3 }] };
    case "code":
      return { field: name, folds: [{ prefix: Math.max(1, Math.ceil(meanLength / 2)) }] };
    case "category":
      return undefined;
    case "word":
      return { field: name, folds: [{ prefix: 3 }] };
    case "words":
      return { field: name, each: "word" };
  }
}

/** Columns whose words are nearly all in another, longer column: comparing both would count one agreement twice. */
function containedColumns(table: RecordTable, profiles: readonly ColumnProfile[]): Map<string, string> {
  const contained = new Map<string, string>();
  const texts = profiles.filter(({ kind }) => kind === "word" || kind === "words");
  for (const inner of texts) {
    const outer = texts.find(
      (one) =>
        one !== inner &&
        (one.meanWords > inner.meanWords || (one.meanWords === inner.meanWords && one.name < inner.name)) &&
        shareWithin(table, inner.name, one.name) > 0.75,
    );
    if (outer !== undefined) contained.set(inner.name, outer.name);
  }
  return contained;
}

/** Pairs of columns that hold the same kind of value, so that a clerk may have swapped them. */
function swappable(
  table: RecordTable,
  compared: readonly ColumnProfile[],
): Map<string, { with: string; isFirst: boolean }> {
  const partners = new Map<string, { with: string; isFirst: boolean }>();
  const texts = compared.filter(({ kind }) => kind === "word" || kind === "words");
  texts.forEach((one, at) => {
    for (const other of texts.slice(at + 1)) {
      if (partners.has(one.name) || partners.has(other.name)) continue;
      const shared = Math.min(
        sharedValues(table, one.name, other.name),
        sharedValues(table, other.name, one.name),
      );
      if (shared < 0.05) continue;
      partners.set(one.name, { with: other.name, isFirst: true });
      partners.set(other.name, { with: one.name, isFirst: false });
    }
  });
  return partners;
}

/** No two keys of one rule from columns of which one contains the other. */
function pairRules(profiles: readonly ColumnProfile[], contained: ReadonlyMap<string, string>): RuleInput[] {
  const related = (a: string, b: string): boolean => contained.get(a) === b || contained.get(b) === a;
  const keyed = profiles.flatMap((profile) => {
    const key = weakKey(profile);
    return key === undefined ? [] : [{ name: profile.name, key }];
  });
  return keyed.flatMap((one, at) =>
    keyed
      .slice(at + 1)
      .filter((other) => !related(one.name, other.name))
      .map((other) => ({ on: [one.key, other.key] })),
  );
}

const MOST_RULES = 60;

/**
 * A model made from nothing but the columns themselves: what each holds (dates, mail addresses, codes, categories, names, longer texts)
 * decides how it is folded, compared and blocked. Columns in `excluded` are not looked at. Throws AppError "invalid-request" when no
 * column can be compared.
 */
export function deriveModel(table: RecordTable, excluded: readonly string[]): LinkageModel {
  const names = Object.keys(table.columns).filter((name) => !excluded.includes(name));
  const identifiers = names.filter((name) => isIdentifier(table, name));
  const profiles = names
    .filter((name) => !identifiers.includes(name))
    .flatMap((name) => profileColumn(table, name) ?? []);
  const contained = containedColumns(table, profiles);
  const compared = profiles.filter(({ name }) => !contained.has(name)).slice(0, 24);
  const partners = swappable(table, compared);
  const strong = profiles.flatMap((profile): RuleInput[] =>
    strongKeys(profile).map((key) => ({ on: [key] })),
  );
  const rules = [...strong, ...pairRules(profiles, contained)].slice(0, MOST_RULES);
  if (compared.length === 0 || rules.length === 0) {
    throw new AppError("invalid-request", "linkage-columns", [
      {
        pointer: "/columns",
        code: "nothing-to-compare",
        message: "no column can be compared; write a model",
      },
    ]);
  }
  const [id] = identifiers;
  return readModel({
    name: "derived from the columns",
    ...(id === undefined ? {} : { id }),
    fields: profiles.map(({ name, kind }) => ({ name, column: name, folds: [...FOLDS[kind]] })),
    comparisons: compared.map((profile) => {
      const partner = partners.get(profile.name);
      const swap: LevelInput[] =
        partner === undefined
          ? []
          : [{ is: "swapped", with: partner.with, ...(partner.isFirst ? {} : { bits: 0 }) }];
      return { field: profile.name, termFrequency: 1, levels: [...levelsOf(profile), ...swap] };
    }),
    blocking: rules,
  } satisfies LinkageModelInput);
}

import { foldName } from "#domain/institutions/fold-name.ts";
import { diffLicences, type LicenceDiff, type LicenceRow } from "#domain/institutions/import-licences.ts";
import { audit } from "../audit.ts";
import { RollBack } from "../complaints/submit-complaints.ts";
import type { Context } from "../context.ts";
import { type RegisterRecord, saveIn } from "./save-institutions.ts";

export type ImportLicenceList = {
  readonly rows: readonly Readonly<Record<string, string>>[];
  readonly source: string;
  readonly dryRun: boolean;
};
export type LicenceListResult = {
  readonly added: number;
  readonly changed: number;
  readonly same: number;
  readonly rejected: LicenceDiff["rejected"];
  /** The diff in words, a line a change; what the list no longer names is said, never removed. */
  readonly lines: readonly string[];
};

/** Compares a licence list with the register and, unless it is a dry run, brings the register in line in one transaction. */
export async function importLicenceList(
  context: Context,
  { rows, source, dryRun }: ImportLicenceList,
): Promise<LicenceListResult> {
  const { db, register, now } = context;
  await register.refresh();
  const known = register.all();
  const existing = known.map((one) => ({
    ...one,
    names: one.names.map((name) => ({ ...name, source: one.source })),
  }));
  const diff = diffLicences(existing, rows);
  const codeOf = new Map(known.map((one) => [one.id, one.code ?? one.id]));
  const records = [
    ...diff.add.map((row) =>
      toRecord(row, row.uscc ?? row.regulatorCode ?? `name:${foldName(row.legalName)}`),
    ),
    ...diff.change.map(({ id, row }) => toRecord(row, codeOf.get(id) ?? id)),
  ];
  if (records.length > 0) {
    const write = db.system.begin(async (tx) => {
      await saveIn(tx, { records: mergeByCode(records), source, actor: { kind: "system", id: null }, now });
      await audit(tx, {
        at: now,
        actor: { kind: "system", id: null },
        agencyId: null,
        action: "licences.imported",
        subject: { kind: "register", id: null },
        detail: { source, added: diff.add.length, changed: diff.change.length },
      });
      if (dryRun) throw new RollBack();
    });
    await write.catch((error: unknown) => {
      if (!(error instanceof RollBack)) throw error;
    });
    if (!dryRun) await register.refresh();
  }
  return {
    added: diff.add.length,
    changed: diff.change.length,
    same: diff.same.length,
    rejected: diff.rejected,
    lines: linesOf(diff, known),
  };
}

function toRecord(row: LicenceRow, code: string): RegisterRecord {
  return {
    code,
    legalName: row.legalName,
    uscc: row.uscc,
    regulatorCode: row.regulatorCode,
    class: row.class,
    region: row.region,
    names: row.shortName ? [{ name: row.shortName, kind: "short" }] : [],
    licences: row.licence ? [row.licence] : [],
  };
}

/** A list has a line for each licence; the register has one institution with all of them. */
function mergeByCode(records: readonly RegisterRecord[]): RegisterRecord[] {
  const merged = new Map<string, RegisterRecord>();
  for (const record of records) {
    const first = merged.get(record.code);
    merged.set(
      record.code,
      first ? { ...first, licences: [...(first.licences ?? []), ...(record.licences ?? [])] } : record,
    );
  }
  return [...merged.values()];
}

function linesOf(
  diff: LicenceDiff,
  known: readonly { readonly id: string; readonly legalName: string }[],
): string[] {
  const nameOf = new Map(known.map((one) => [one.id, one.legalName]));
  return [
    ...diff.add.map((row) => `+ ${row.legalName}${row.licence ? ` ${row.licence.number}` : ""}`),
    ...diff.change.flatMap(({ id, changes }) =>
      changes.map(
        (change) => `~ ${nameOf.get(id) ?? id} ${change.field}: ${change.from ?? "–"} → ${change.to ?? "–"}`,
      ),
    ),
    ...diff.missing.map((one) => `? ${one.legalName}: no longer in this list`),
  ];
}

import type { Tx } from "#db/client.ts";
import { registrableDomain } from "#domain/complaints/sms.ts";
import { normaliseNumber } from "#domain/numbers/normalise-number.ts";
import { KIND_VISIBILITY, type NumberKind } from "#domain/numbers/number-kinds.ts";
import { type Application, isEntryId } from "#domain/registry/application.ts";
import { isInForce, SUBJECT_KINDS, type SubjectKind, type VersionStatus } from "#domain/registry/entry.ts";
import { appKey, signatureKey } from "#domain/registry/subject-keys.ts";
import type { Runtime } from "../runtime.ts";
import { practitionerIndex } from "./list-subject.ts";
import { lookUpInstitution } from "./look-up-institution.ts";

type Asked = Pick<Application, "about" | "number"> & {
  /** The portal itself, which knows whose entry it means. */
  readonly isPortal: boolean;
};
type Row = {
  id: string;
  subject_kind: SubjectKind;
  number_index: Buffer | null;
  number_kind: string | null;
  pseudonym: string | null;
  licence_index: Buffer | null;
  status: VersionStatus;
  is_public: boolean;
  expires_at: Date;
};

/**
 * The entry in force that somebody means: by its id, a number as written, or the name of an institution, domain, signature
 * or app. Ids stand in the public log, so a person's entry is found by id only with the number it is about. Whatever is
 * not found (unknown, over, another's number) takes the same one query.
 */
export async function findEntryAbout(
  runtime: Pick<Runtime, "keys" | "registry" | "register" | "clock">,
  tx: Tx,
  asked: Asked,
  now: Date,
): Promise<string | null> {
  const isId = isEntryId(asked.about);
  const names = isId ? [] : namesOf(runtime, asked.about);
  const isMeant = saidOf(runtime, asked.number ?? "");
  const [row] = await tx<Row[]>`
    select e.id, e.subject_kind, e.number_index, e.number_kind, p.pseudonym, p.licence_index, v.status, v.public_key is not null as is_public,
      v.expires_at
    from registry_entries e left join practitioners p on p.id = e.practitioner_id
    join lateral (select status, public_key, expires_at from registry_versions where entry_id = e.id order by version desc limit 1) v on true
    where ${isId ? tx`e.id = ${asked.about}` : tx`e.id in (select entry_id from registry_subjects where subject = any(${names}))`}
    limit 1`;
  if (!row || !isInForce({ status: row.status, expiresAt: row.expires_at }, now)) return null;
  return !isId || asked.isPortal || isOpen(row) || isMeant(row) ? row.id : null;
}

/** Whose subject anybody may browse: by its kind, or made public by the decision. */
function isOpen({ subject_kind: kind, number_kind: numberKind, is_public: isPublic }: Row): boolean {
  if (kind !== "number") return SUBJECT_KINDS[kind].visibility === "public";
  return isPublic || KIND_VISIBILITY[numberKind as NumberKind] === "public";
}

/** Every name under which a subject that is written like this may stand in the registry. */
function namesOf(
  runtime: Pick<Runtime, "keys" | "registry" | "register" | "clock">,
  about: string,
): string[] {
  const number = normaliseNumber(about);
  const text = about.normalize("NFKC").trim().toLowerCase();
  const names = [`sms_signature:${signatureKey(about)}`, `app:${appKey(about)}`, `number_block:${text}`];
  const domain = registrableDomain(text);
  if (domain) names.push(`domain:${domain}`);
  if (number.visibility !== "none")
    names.push(`number:${runtime.keys.blindIndex("number", number.key).toString("hex")}`);
  if (runtime.register.isReady && runtime.registry.isReady) {
    const { institution } = lookUpInstitution(runtime, about);
    if (institution) names.push(`institution:${institution.id}`);
  }
  return names;
}

/** Whether an entry is about what was said: its number, or a practitioner's pseudonym and licence number. */
function saidOf({ keys }: Pick<Runtime, "keys">, said: string): (row: Row) => boolean {
  const number = keys.blindIndex("number", normaliseNumber(said).key);
  const [, pseudonym = "", licence = ""] = /^\s*(\S+)[\s,，、]+(.+)$/.exec(said.normalize("NFKC")) ?? [];
  const licenceIndex = practitionerIndex(keys, licence);
  return (row) =>
    row.number_index?.equals(number) ||
    (row.pseudonym === pseudonym.toUpperCase() && row.licence_index?.equals(licenceIndex) === true);
}

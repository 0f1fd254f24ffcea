import type { Tx } from "#db/client.ts";
import { addDays, TIERS } from "#domain/cases/decision.ts";
import { registrableDomain } from "#domain/complaints/sms.ts";
import { AppError } from "#domain/errors.ts";
import { normaliseNumber } from "#domain/numbers/normalise-number.ts";
import { VERSION_STATUSES } from "#domain/registry/entry.ts";
import type { EntryAct } from "#domain/registry/entry-act.ts";
import { transition } from "#domain/registry/life.ts";
import { appKey, signatureKey } from "#domain/registry/subject-keys.ts";
import type { Context } from "../context.ts";
import { publishVersion } from "./publish-version.ts";
import { isPublicByKind, type RegistrySubject, subjectName } from "./subject.ts";

type Listing = Extract<EntryAct, { act: "list" }>;

/** A block of numbers is named by its leading digits: at most ten thousand numbers, never a whole carrier. */
const BLOCK = /^(\+?86)?\d{5,13}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The subject a proposal names, checked: written rightly, not listed, within its tier. */
export async function subjectOfListing(
  { keys }: Pick<Context, "keys">,
  tx: Tx,
  { subjectKind, subject, kind, tier, termDays }: Listing,
): Promise<RegistrySubject> {
  const { minDays, maxDays } = TIERS[tier];
  if (kind === "blacklist" && (termDays < minDays || termDays > maxDays))
    refuse("termDays", "term-outside-tier");
  // What people reported about a number or an institution is weighed in its case, and nowhere else.
  if (kind === "blacklist" && (subjectKind === "number" || subjectKind === "institution"))
    refuse("kind", "list-through-case");
  const found = await read({ keys }, tx, subjectKind, subject.normalize("NFKC").trim());
  const [listed] = await tx`
    select v.status from registry_subjects s join lateral (
      select status from registry_versions where entry_id = s.entry_id order by version desc limit 1) v on true
    where s.subject = ${subjectName(found)}`;
  if (listed && VERSION_STATUSES[listed.status as keyof typeof VERSION_STATUSES].inForce)
    throw new AppError("conflict", "already-listed");
  return found;
}

async function read(
  { keys }: Pick<Context, "keys">,
  tx: Tx,
  kind: Listing["subjectKind"],
  text: string,
): Promise<RegistrySubject> {
  switch (kind) {
    case "number": {
      const { key, kind: numberKind, country, visibility, isProtected, reason } = normaliseNumber(text);
      if (visibility === "none") return refuse("subject", reason ?? "say-the-subject");
      if (isProtected) throw new AppError("conflict", "protected-number");
      return { kind, index: keys.blindIndex("number", key), key, numberKind, country };
    }
    case "institution": {
      const isId = UUID.test(text);
      const [row] = await tx<{ id: string }[]>`
        select id from institutions where status = 'registered'
          and (${isId ? text : null}::uuid = id or legal_name = ${text} or uscc = ${text.toUpperCase()}) limit 1`;
      if (!row) return refuse("subject", "institution-not-identified");
      return { kind, institutionId: row.id };
    }
    case "domain": {
      const domain = registrableDomain(text.toLowerCase());
      if (!domain) return refuse("subject", "not-a-link");
      return { kind, key: domain };
    }
    case "sms_signature":
      return { kind, key: signatureKey(text) };
    case "app": {
      const key = appKey(text);
      return key === null ? refuse("subject", "say-the-subject") : { kind, key };
    }
    case "number_block": {
      const digits = text.replace(/[\s-]/g, "");
      if (!BLOCK.test(digits)) return refuse("subject", "say-the-subject");
      // A block is told to phones as leading digits: 12315 as a block would stop the hotline itself.
      if ([digits, digits.replace(/^\+?86/, "")].some((one) => normaliseNumber(one).isProtected))
        throw new AppError("conflict", "protected-number");
      return { kind, key: digits };
    }
    case "practitioner": {
      const index = practitionerIndex(keys, text);
      const [row] = await tx<{ id: string }[]>`
        select id from practitioners where pseudonym = ${text.toUpperCase()} or licence_index = ${index}`;
      if (!row) return refuse("subject", "practitioner-unknown");
      return { kind, practitionerId: row.id };
    }
  }
}

/** The keyed index of a licence number; without the key nobody can try numbers against it. */
export const practitionerIndex = (keys: Context["keys"], licence: string): Buffer =>
  keys.blindIndex("match", `practitioner\0${licence.normalize("NFKC").replace(/\s/g, "").toUpperCase()}`);

function refuse(field: string, code: string): never {
  throw new AppError("invalid-request", code, [{ pointer: `/${field}`, code }]);
}

/** Publishes an approved listing under the id its proposal reserved. */
export async function listSubject(
  context: Context,
  tx: Tx,
  act: Listing,
  { entryId, agencyId }: { readonly entryId: string; readonly agencyId: string },
): Promise<void> {
  const { now } = context;
  const subject = await subjectOfListing(context, tx, act);
  const { kind, tier, grounds, statement, termDays } = act;
  const first = transition(null, { type: "list", kind, tier, expiresAt: addDays(now, termDays) }, now);
  if (!first.ok) throw new AppError("conflict", first.reason);
  const { status, listedAt, expiresAt } = first.state;
  await publishVersion(
    context,
    tx,
    subject,
    {
      ...{ agencyId, kind, status, tier, grounds, statement, listedAt, expiresAt },
      caseId: null,
      decisionId: null,
      isPublic: isPublicByKind(subject),
      approvals: 2,
      reservedId: entryId,
    },
    now,
  );
}

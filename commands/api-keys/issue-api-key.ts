import { randomBytes } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { hashSecret } from "#adapters/keys.ts";
import type { Sql, Tx } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";
import { authorize } from "#domain/access/actor.ts";
import {
  type ApiKeyInput,
  type ApiScope,
  apiKeyInput,
  formatApiToken,
  KEY_LIMITS,
} from "#domain/access/api-key.ts";
import { AppError } from "#domain/errors.ts";
import { type AuditEvent, audit } from "../audit.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import type { Runtime } from "../runtime.ts";

export type IssueApiKey = {
  readonly name: string;
  /** The institution the key belongs to; null for the portal's own and for agencies. */
  readonly institutionId: string | null;
  readonly scopes: readonly ApiScope[];
  /** Requests a minute. */
  readonly perMinute: number;
  /** Items a day (UTC): a batch of 500 counts 500. */
  readonly itemsPerDay: number;
  /** Different numbers and people a day (UTC), for a partner who has said why it needs more than the usual 20,000. */
  readonly subjects?: { readonly perDay: number; readonly need: string };
};

export type IssuedApiKey = { readonly id: string; readonly token: string };

/** Makes a key by the portal's own hand (command line, demonstration); the default agency answers for it. */
export async function issueApiKey(
  { db, now }: Pick<Runtime, "db"> & { readonly now: Date; readonly actor: null },
  input: IssueApiKey,
): Promise<IssuedApiKey> {
  return db.system.begin(async (tx) => {
    const [agency] = await tx<{ id: string }[]>`select id from agencies where is_default order by id limit 1`;
    return write(tx, { ...input, id: uuidv7() }, { kind: "system", id: null }, agency?.id ?? null, now);
  });
}

/** A supervisor issues a key of the agency. Sent twice it is refused: the token of the first cannot be shown again. */
export async function issueAgencyKey(context: Context, raw: ApiKeyInput): Promise<IssuedApiKey> {
  const { db, actor, now } = context;
  const scope = authorize(actor, "key.manage");
  const { institution, ...input } = parseInput(apiKeyInput, raw);
  return db.scoped(scope.agencyId, async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtextextended(${input.id}, 0))`;
    const known = await tx`select 1 from api_keys where id = ${input.id}`;
    if (known.length > 0) throw new AppError("conflict", "key-issued-already");
    const institutionId = institution === "" ? null : await findInstitutionId(tx, institution);
    const by = { kind: "officer", id: scope.accountId } as const;
    return write(tx, { ...input, institutionId }, by, scope.agencyId, now);
  });
}

/** An institution by its code, social credit code, the regulator's code or its full name. Throws when that is not one. */
export async function findInstitutionId(sql: Sql | Tx, text: string): Promise<string> {
  const rows = await sql<{ id: string }[]>`
    select id from institutions where status <> 'provisional'
      and (code = ${text} or uscc = ${text} or regulator_code = ${text} or legal_name = ${text}) limit 2`;
  const [found] = rows;
  if (found && rows.length === 1) return found.id;
  const code = "say-a-known-institution";
  throw new AppError("invalid-request", code, [{ pointer: "/institution", code }]);
}

/** The token is shown here and nowhere else: only a hash of it is stored. */
async function write(
  tx: Tx,
  { id, name, institutionId, scopes, perMinute, itemsPerDay, subjects }: IssueApiKey & { id: string },
  by: AuditEvent["actor"],
  agencyId: string | null,
  now: Date,
): Promise<IssuedApiKey> {
  const token = formatApiToken(id, randomBytes(32).toString("base64url"));
  await insertRows(tx, "api_keys", [
    {
      id,
      name,
      agency_id: agencyId,
      institution_id: institutionId,
      scopes,
      per_minute: perMinute,
      items_per_day: itemsPerDay,
      subjects_per_day: subjects?.perDay ?? KEY_LIMITS.subjectsPerDay,
      subjects_need: subjects?.need ?? null,
      created_at: now,
      revoked_at: null,
    },
  ]);
  await insertRows(tx, "api_key_hashes", [{ hash: hashSecret(token), api_key_id: id, created_at: now }]);
  await audit(tx, {
    at: now,
    actor: by,
    agencyId,
    action: "api_key.issued",
    subject: { kind: "api_key", id },
    detail: { scopes, institutionId, perMinute, itemsPerDay, ...(subjects ? { subjects } : {}) },
  });
  return { id, token };
}

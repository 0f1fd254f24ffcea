import { parseArgs } from "node:util";
import { systemClock } from "#adapters/clock.ts";
import { ensureAgency } from "#commands/agencies/save-agencies.ts";
import { findInstitutionId, issueApiKey } from "#commands/api-keys/issue-api-key.ts";
import { connect } from "#db/client.ts";
import { API_SCOPES, isApiScope, KEY_LIMITS } from "#domain/access/api-key.ts";
import { AppError } from "#domain/errors.ts";
import { env } from "#env";
import { readyPortalDatabase } from "./portal-database.ts";

/** `npm run -s issue-key -- --name N --scopes check,oprf [--institution CODE] …`: prints the key's token once. */
const USAGE =
  `npm run -s issue-key -- --name N --scopes ${Object.keys(API_SCOPES).join(",")} [--institution CODE]` +
  ` [--per-minute ${KEY_LIMITS.perMinute.usual}] [--items-per-day ${KEY_LIMITS.itemsPerDay.usual}]\n`;
const text = { type: "string" } as const;
const { values } = parseArgs({
  options: { name: text, institution: text, scopes: text, "per-minute": text, "items-per-day": text },
});
const name = values.name?.trim() ?? "";
const named = (values.scopes ?? "").split(",").map((scope) => scope.trim());
const scopes = [...new Set(named)].filter(isApiScope);
const perMinute = Number(values["per-minute"] ?? KEY_LIMITS.perMinute.usual);
const itemsPerDay = Number(values["items-per-day"] ?? KEY_LIMITS.itemsPerDay.usual);
const areLimits = [perMinute, itemsPerDay].every((limit) => Number.isSafeInteger(limit) && limit > 0);
if (name === "" || scopes.length === 0 || !named.every(isApiScope) || !areLimits) {
  process.stderr.write(USAGE);
  process.exit(2);
}
const now = systemClock().now();
const database = await readyPortalDatabase(env, () => {});
const db = connect(database.url, { max: 2 });
try {
  await ensureAgency(db.system, now);
  const institutionId = values.institution ? await findInstitutionId(db.system, values.institution) : null;
  const issued = await issueApiKey(
    { db, now, actor: null },
    { name, institutionId, scopes, perMinute, itemsPerDay },
  );
  process.stdout.write(`${JSON.stringify({ ...issued, name, scopes })}\n`);
} catch (error) {
  const isUnknown = error instanceof AppError && error.reason === "say-a-known-institution";
  const why = error instanceof Error ? error.message : String(error);
  process.stderr.write(
    `${isUnknown ? `No registered institution is ${values.institution}: give its code, social credit code or full name.` : why}\n`,
  );
  process.exitCode = 1;
} finally {
  await db.close();
  await database.stop();
}

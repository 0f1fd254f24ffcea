import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { systemClock } from "#adapters/clock.ts";
import { createAccount } from "#commands/accounts/create-account.ts";
import { ensureAgency } from "#commands/agencies/save-agencies.ts";
import { connect } from "#db/client.ts";
import { isRole, ROLES } from "#domain/access/permissions.ts";
import { env } from "#env";
import { portalKeys, readyPortalDatabase } from "./portal-database.ts";

/** `npm run -s create-account -- --email E --name N --role R [--agency CODE]`: prints the password and second-factor secret once. */
const { values } = parseArgs({
  options: {
    email: { type: "string" },
    name: { type: "string" },
    role: { type: "string" },
    agency: { type: "string" },
  },
});
const { email, name, role = "" } = values;
if (!email?.includes("@") || !name || !isRole(role) || ROLES[role].side !== "agency") {
  const roles = Object.keys(ROLES).filter((known) => isRole(known) && ROLES[known].side === "agency");
  process.stderr.write(
    `npm run -s create-account -- --email E --name N --role ${roles.join("|")} [--agency CODE]\n`,
  );
  process.exit(2);
}
const clock = systemClock();
const database = await readyPortalDatabase(env, () => {});
const db = connect(database.url, { max: 2 });
try {
  await ensureAgency(db.system, clock.now());
  const [agency] = await db.system<{ id: string }[]>`
    select id from agencies where ${values.agency ?? null}::text is null and is_default or code = ${values.agency ?? null} limit 1`;
  if (!agency) throw new Error(`There is no agency ${values.agency}.`);
  const password = randomBytes(15).toString("base64url");
  const { totpSecret } = await createAccount(
    { db, keys: portalKeys(env), clock },
    { email, name, role, agencyId: agency.id, institutionId: null, password },
  );
  process.stdout.write(`${JSON.stringify({ email, password, totpSecret })}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await db.close();
  await database.stop();
}

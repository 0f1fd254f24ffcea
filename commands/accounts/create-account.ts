import { hash } from "@node-rs/argon2";
import { uuidv7 } from "uuidv7";
import type { Keys } from "#adapters/keys.ts";
import { insertRows } from "#db/rows.ts";
import type { RoleName } from "#domain/access/permissions.ts";
import { audit } from "../audit.ts";
import type { Runtime } from "../runtime.ts";
import { ARGON2 } from "./password.ts";
import { newTotpSecret } from "./totp.ts";

export type NewAccount = {
  readonly email: string;
  readonly name: string;
  readonly role: RoleName;
  readonly agencyId: string | null;
  readonly institutionId: string | null;
  readonly password: string;
};

/**
 * Creates an account with a fresh second factor; the secret is shown once, to whoever hands it over. `replace` gives a
 * known address a new password and secret (the demonstration, when its first start was cut off).
 */
export async function createAccount(
  runtime: { readonly db: Runtime["db"]; readonly keys: Keys; readonly clock: Runtime["clock"] },
  account: NewAccount,
  { replace = false }: { readonly replace?: boolean } = {},
): Promise<{ id: string; totpSecret: string }> {
  const email = account.email.trim().toLowerCase();
  const [known] = replace
    ? await runtime.db.system<{ id: string }[]>`select id from accounts where email = ${email}`
    : [];
  const id = known?.id ?? uuidv7();
  const totpSecret = newTotpSecret();
  const now = runtime.clock.real();
  const passwordHash = await hash(account.password, ARGON2);
  await runtime.db.system.begin(async (tx) => {
    await insertRows(
      tx,
      "accounts",
      [
        {
          id,
          email,
          name: account.name,
          role: account.role,
          agency_id: account.agencyId,
          institution_id: account.institutionId,
          password_hash: passwordHash,
          totp_sealed: runtime.keys.sealWithMaster(
            { table: "accounts", column: "totp", row: id },
            totpSecret,
          ),
          totp_last_step: 0,
          key_version: runtime.keys.version,
          created_at: now,
          disabled_at: null,
        },
      ],
      "on conflict (id) do update set password_hash = excluded.password_hash, totp_sealed = excluded.totp_sealed, totp_last_step = 0",
    );
    await audit(tx, {
      at: now,
      actor: { kind: "system", id: null },
      agencyId: account.agencyId,
      action: "account.created",
      subject: { kind: "account", id },
      detail: { role: account.role },
    });
  });
  return { id, totpSecret };
}

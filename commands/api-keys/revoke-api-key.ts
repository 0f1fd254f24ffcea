import type { Actor } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors.ts";
import { audit } from "../audit.ts";
import type { Runtime } from "../runtime.ts";

/** Ends an API key; every process stops accepting it within 5 seconds. Ending it twice changes nothing. */
export async function revokeApiKey(
  { db, now, actor }: Pick<Runtime, "db"> & { readonly now: Date; readonly actor: Actor | null },
  { id }: { readonly id: string },
): Promise<void> {
  await db.system.begin(async (tx) => {
    const [key] = await tx`select revoked_at from api_keys where id = ${id} for update`;
    if (!key) throw new AppError("not-found", "api-key");
    if (key.revoked_at) return;
    await tx`update api_keys set revoked_at = ${now} where id = ${id}`;
    await audit(tx, {
      at: now,
      actor: actor
        ? { kind: actor.agencyId ? "officer" : "member", id: actor.id }
        : { kind: "system", id: null },
      agencyId: actor?.agencyId ?? null,
      action: "api_key.revoked",
      subject: { kind: "api_key", id },
      detail: {},
    });
  });
}

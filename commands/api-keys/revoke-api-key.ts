import { authorize } from "#domain/access/actor.ts";
import { revokeKeyInput } from "#domain/access/api-key.ts";
import { AppError } from "#domain/errors.ts";
import { audit } from "../audit.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";

/**
 * A supervisor ends a key of the agency, with the reason; every process stops accepting it within 5 seconds. Ending it
 * twice changes nothing, and another agency's key is not there.
 */
export async function revokeApiKey(
  { db, now, actor }: Pick<Context, "db" | "now" | "actor">,
  raw: { readonly id: string; readonly reason: string },
): Promise<{ readonly id: string }> {
  const scope = authorize(actor, "key.manage");
  const { id, reason } = parseInput(revokeKeyInput, raw);
  return db.scoped(scope.agencyId, async (tx) => {
    const [key] = await tx<{ revoked_at: Date | null }[]>`
      select revoked_at from api_keys where id = ${id} and agency_id = ${scope.agencyId} for update`;
    if (!key) throw new AppError("not-found", "api-key");
    if (key.revoked_at) return { id };
    await tx`update api_keys set revoked_at = ${now}, revoked_reason = ${reason} where id = ${id}`;
    await audit(tx, {
      at: now,
      actor: { kind: "officer", id: scope.accountId },
      agencyId: scope.agencyId,
      action: "api_key.revoked",
      subject: { kind: "api_key", id },
      detail: {},
    });
    return { id };
  });
}

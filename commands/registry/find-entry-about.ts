import type { Tx } from "#db/client.ts";
import { registrableDomain } from "#domain/complaints/sms.ts";
import { normaliseNumber } from "#domain/numbers/normalise-number.ts";
import type { Runtime } from "../runtime.ts";
import { lookUpInstitution } from "./look-up-institution.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The entry that somebody means: by its id, a number as written, or the name of an institution, domain, signature or app. */
export async function findEntryAbout(
  runtime: Pick<Runtime, "keys" | "registry" | "register" | "clock">,
  tx: Tx,
  about: string,
): Promise<string | null> {
  if (UUID.test(about)) {
    const [row] = await tx<{ id: string }[]>`select id from registry_entries where id = ${about}`;
    return row?.id ?? null;
  }
  const number = normaliseNumber(about);
  const text = about.normalize("NFKC").trim().toLowerCase();
  const names = ["sms_signature", "app", "number_block"].map((kind) => `${kind}:${text}`);
  const domain = registrableDomain(text);
  if (domain) names.push(`domain:${domain}`);
  if (number.visibility !== "none")
    names.push(`number:${runtime.keys.blindIndex("number", number.key).toString("hex")}`);
  if (runtime.register.isReady && runtime.registry.isReady) {
    const { institution } = lookUpInstitution(runtime, about);
    if (institution) names.push(`institution:${institution.id}`);
  }
  const [row] = await tx<{ entry_id: string }[]>`
    select entry_id from registry_subjects where subject = any(${names}) limit 1`;
  return row?.entry_id ?? null;
}

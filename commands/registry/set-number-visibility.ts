import type { Tx } from "#db/client.ts";
import type { RegistrySubject } from "./subject.ts";

/** A decision that finds commercial use makes a private number public; its end makes it restricted again. */
export async function setNumberVisibility(
  tx: Tx,
  subject: Extract<RegistrySubject, { kind: "number" }>,
  caseId: string | null,
  visibility: "public" | "restricted",
  now: Date,
): Promise<void> {
  const clear = visibility === "public" ? subject.key : null;
  await tx`update number_keys set visibility = ${visibility}, public_key = ${clear} where number_index = ${subject.index}`;
  await tx`update number_reports set visibility = ${visibility}, updated_at = ${now} where number_index = ${subject.index}`;
  // Earlier versions stay; the number in clear goes from them, for they may be read by anyone.
  if (visibility === "restricted")
    await tx`update registry_versions v set public_key = null from registry_entries e where e.id = v.entry_id and e.number_index = ${subject.index}`;
  await tx`update cases set subject_public = ${clear} where id = ${caseId}`;
}

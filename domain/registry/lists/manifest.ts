import { type Sha256, toHex, utf8 } from "../../transparency/bytes.ts";
import { jcs } from "../../transparency/jcs.ts";
import type { FileFormat, ListName } from "./entity.ts";

export type ListResource = {
  readonly format: FileFormat;
  /** Path on the portal's host. */
  readonly href: string;
  /** Of the file without content coding. */
  readonly bytes: number;
  readonly sha256: string;
};

/** What is signed and logged about a version of a list: its catalog item without log place, nonce and signature. */
export type ListManifest = {
  readonly name: ListName;
  readonly version: number;
  readonly previous: number | null;
  readonly publishedAt: string;
  /** When this version's content was first published; earlier than `publishedAt` when nothing has changed since. */
  readonly changedAt: string;
  readonly validUntil: string;
  readonly minWaitS: number;
  readonly windowFrom: number;
  readonly entries: number;
  readonly stateSha256: string;
  readonly prefixBits: number | null;
  readonly resources: readonly ListResource[];
};

export function manifestText(manifest: ListManifest): string {
  return jcs(manifest);
}

/** The text of the signed note about a manifest: whose list, which version, what it says. */
export function listNoteText(
  sha256: Sha256,
  origin: string,
  { name, version }: Pick<ListManifest, "name" | "version">,
  manifest: string,
): string {
  return `${origin}/lists/${name}\n${version}\n${toHex(sha256(utf8(manifest)))}\n`;
}

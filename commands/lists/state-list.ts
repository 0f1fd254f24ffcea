import { hash } from "node:crypto";
import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import type { ListVersion } from "#db/queries/lists.ts";
import { insertRows } from "#db/rows.ts";
import { FILE_NAMES, type FileFormat, type ListName } from "#domain/registry/lists/entity.ts";
import {
  type ListManifest,
  type ListResource,
  listNoteText,
  manifestText,
} from "#domain/registry/lists/manifest.ts";
import { MIN_WAIT_S, VALID_HOURS } from "#domain/registry/lists/window.ts";
import { utf8 } from "#domain/transparency/bytes.ts";
import { joinNote, signatureLine } from "#domain/transparency/signed-note.ts";
import type { Runtime } from "../runtime.ts";
import { appendLeaves } from "../transparency/append-leaves.ts";
import { sha256 } from "../transparency/crypto.ts";
import { logKey } from "../transparency/log-identity.ts";
import type { BuiltFile } from "./list-file.ts";

const HOUR_MS = 3_600_000;

export type SignedManifest = {
  readonly manifest: ListManifest;
  readonly text: string;
  readonly note: string;
};

/** Makes and signs what is said about a version of a list at `now`. */
export async function signManifest(
  runtime: Pick<Runtime, "db" | "keys" | "clock" | "publicUrl">,
  about: {
    readonly list: ListName;
    readonly version: ListVersion;
    readonly previous: number | null;
    readonly windowFrom: number;
    readonly resources: readonly ListResource[];
    readonly now: Date;
  },
): Promise<SignedManifest> {
  const { list, version, now } = about;
  const key = await logKey(runtime);
  const manifest: ListManifest = {
    name: list,
    version: version.version,
    previous: about.previous,
    publishedAt: now.toISOString(),
    changedAt: version.publishedAt.toISOString(),
    validUntil: new Date(now.getTime() + VALID_HOURS * HOUR_MS).toISOString(),
    minWaitS: MIN_WAIT_S,
    windowFrom: about.windowFrom,
    entries: version.entries,
    stateSha256: version.stateSha256,
    prefixBits: version.prefixBits,
    resources: about.resources,
  };
  const text = manifestText(manifest);
  const noteText = listNoteText(sha256, key.name, manifest, text);
  return {
    manifest,
    text,
    note: joinNote(noteText, [signatureLine(key, runtime.keys.signLog(utf8(noteText)))]),
  };
}

/** Puts what was signed on the log and into the catalog. */
export async function stateList(
  tx: Tx,
  { manifest, text, note }: SignedManifest,
  { list, version, now }: { readonly list: ListName; readonly version: number; readonly now: Date },
): Promise<void> {
  const [leaf] = await appendLeaves(
    tx,
    [{ type: "snapshot", entry: listUuid(list), seq: version, record: manifest, effective: now }],
    now,
  );
  await insertRows(tx, "list_statements", [
    {
      list,
      id: uuidv7(),
      version,
      manifest: text,
      signature: note,
      leaf_id: leaf?.id,
      published_at: now,
      valid_until: new Date(manifest.validUntil),
    },
  ]);
}

/** A list's id on the log: version 8 (RFC 9562), from its name. */
export function listUuid(list: ListName): string {
  const bytes = hash("sha256", `mingjian-list|${list}`, "buffer").subarray(0, 16);
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

type Described = Pick<BuiltFile, "file" | "coding" | "bytes" | "sha256"> & { readonly format: string };

export function resourcesOf(list: ListName, version: number, files: readonly Described[]): ListResource[] {
  const order = Object.keys(FILE_NAMES);
  return files
    .filter(({ coding }) => coding === "identity")
    .map((file) => ({
      format: file.format as FileFormat,
      href: `/api/v1/lists/${list}/snapshots/${version}/${file.file}`,
      bytes: file.bytes,
      sha256: file.sha256.toString("hex"),
    }))
    .sort((a, b) => order.indexOf(a.format) - order.indexOf(b.format));
}

import { createHash } from "node:crypto";
import { ClientError } from "./errors.ts";
import { type Portal, readObject, request } from "./http.ts";
import { canonicalJson, type Json } from "./jcs.ts";
import { type NoteKey, openNote } from "./note.ts";

export type ListResource = {
  readonly format: string;
  /** A path on the portal. */
  readonly href: string;
  readonly bytes: number;
  /** Hex, of the file without content coding. */
  readonly sha256: string;
};

/** What the publisher signed about one version of a list. */
export type ListItem = {
  readonly name: string;
  readonly version: number;
  readonly publishedAt: string;
  readonly validUntil: string;
  readonly minWaitS: number;
  readonly entries: number;
  readonly stateSha256: string;
  readonly prefixBits: number | null;
  readonly resources: readonly ListResource[];
};

/** Fields that are not in the manifest, because they are known only after it was signed. */
const OUTSIDE = new Set(["log", "nonce", "signature"]);
const HEX_HASH = /^[0-9a-f]{64}$/;

/** The signed item of a list. `listOpener`: the log's key, whose name is the origin. */
export async function readCatalogItem(portal: Portal, name: string, key: NoteKey): Promise<ListItem> {
  const { lists } = await readObject(await request(portal, { path: "/api/v1/lists", isPublic: true }));
  const found = Array.isArray(lists)
    ? lists.find((item) => (item as { name?: unknown })?.name === name)
    : null;
  if (!found) throw new ClientError("input", { detail: `list ${name}` });
  return verifyItem(found, key);
}

/** Checks the signature over an item's manifest; nothing of an item may be used before. */
export function verifyItem(item: unknown, key: NoteKey): ListItem {
  if (typeof item !== "object" || item === null) throw new ClientError("bad-answer", { detail: "catalog" });
  const fields = item as Readonly<Record<string, Json>>;
  const manifest = canonicalJson(
    Object.fromEntries(Object.entries(fields).filter(([name]) => !OUTSIDE.has(name))),
  );
  const { name, version, signature } = fields;
  const [subject, signed, hash] = openNote(String(signature ?? ""), [key]).split("\n");
  const isThis =
    subject === `${key.name}/lists/${String(name)}` &&
    signed === String(version) &&
    hash === createHash("sha256").update(manifest).digest("hex");
  if (!isThis) throw new ClientError("bad-signature", { detail: `list ${String(name)}: manifest` });
  return readItem(fields);
}

function readItem(fields: Readonly<Record<string, Json>>): ListItem {
  const { name, version, publishedAt, validUntil, minWaitS, entries, stateSha256, prefixBits, resources } =
    fields;
  const isItem =
    typeof name === "string" &&
    typeof version === "number" &&
    Number.isSafeInteger(version) &&
    version >= 0 &&
    typeof publishedAt === "string" &&
    typeof validUntil === "string" &&
    Number.isFinite(Date.parse(validUntil)) &&
    typeof entries === "number" &&
    typeof stateSha256 === "string" &&
    HEX_HASH.test(stateSha256) &&
    (prefixBits === null || typeof prefixBits === "number") &&
    Array.isArray(resources);
  if (!isItem) throw new ClientError("bad-answer", { detail: "catalog item" });
  return {
    name,
    version,
    publishedAt,
    validUntil,
    minWaitS: typeof minWaitS === "number" ? minWaitS : 0,
    entries,
    stateSha256,
    prefixBits,
    resources: resources.map(readResource),
  };
}

function readResource(value: unknown): ListResource {
  const { format, href, bytes, sha256 } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const isResource =
    typeof format === "string" &&
    typeof href === "string" &&
    // On this host: a manifest cannot send the client (and its key) elsewhere.
    /^\/(?!\/)/.test(href) &&
    typeof bytes === "number" &&
    typeof sha256 === "string" &&
    HEX_HASH.test(sha256);
  if (!isResource) throw new ClientError("bad-answer", { detail: "catalog resource" });
  return { format, href, bytes, sha256 };
}

import { createHash, randomBytes } from "node:crypto";
import { endianness } from "node:os";
import * as z from "zod";
import type { Keys } from "#adapters/keys.ts";
import type { Storage } from "#adapters/storage.ts";
import type { SavedRegister } from "#db/register-memory.ts";
import type { SavedRegistry } from "#db/registry-memory.ts";
import { ENTRY_LAYOUT } from "#domain/registry/entry-bits.ts";
import { rowsAsBytes, rowsFromBytes } from "#domain/registry/number-rows.ts";
import type { Runtime } from "../runtime.ts";
import { verifyEd25519 } from "../transparency/crypto.ts";

/**
 * The last list: what look-ups knew, signed and kept in a file, so that a portal that starts while its database is away
 * answers from it and says how old that is. Numbers are in it as parts of their keyed blind index only.
 */
export type SavedLookUps = {
  readonly isDemo: boolean;
  readonly registry: SavedRegistry;
  readonly register: SavedRegister;
};

const HEAD = "look-ups.json";
const EVERY_MS = 60_000;

const headSchema = z.object({
  v: z.literal(1),
  /** Which database it was read from: a list of another one says nothing about this one. */
  database: z.string(),
  isDemo: z.boolean(),
  asOf: z.iso.datetime(),
  /** How the body is to be read: entry codes and byte order. */
  layout: z.string(),
  body: z.object({ file: z.string(), sha256: z.string() }),
});
type Head = z.infer<typeof headSchema>;

const bodySchema = z.object({
  listVersion: z.int(),
  agencies: z.array(z.string()),
  institutions: z.array(z.string()),
  entries: z.array(
    z.tuple([z.string(), z.looseObject({ listedAt: z.coerce.date(), expiresAt: z.coerce.date() })]),
  ),
  /** What look-ups read of the register: a list that an earlier release wrote otherwise is not used. */
  register: z.object({
    institutions: z.array(
      z.looseObject({
        id: z.string(),
        legalName: z.string(),
        englishName: z.string().nullable(),
        status: z.string(),
        names: z.array(z.looseObject({ name: z.string(), kind: z.string() })),
        contacts: z.array(
          z.looseObject({
            kind: z.string(),
            key: z.string(),
            since: z.string().nullable(),
            until: z.string().nullable(),
          }),
        ),
      }),
    ),
    agencies: z.array(
      z.looseObject({ id: z.string(), code: z.string(), nameZh: z.string(), nameEn: z.string() }),
    ),
  }),
});

const LAYOUT = `${endianness()} ${ENTRY_LAYOUT}`;

export type LookUpFile = {
  readonly storage: Storage;
  readonly keys: Pick<Keys, "signLog" | "logPublicKey">;
  readonly database: string;
};

/** The list an earlier process left, when it is whole, signed by this portal and about this database; else null. */
export async function readSavedLookUps({
  storage,
  keys,
  database,
}: LookUpFile): Promise<SavedLookUps | null> {
  const head = headOf(await storage.read(HEAD));
  if (!head || head.database !== database || head.layout !== LAYOUT) return null;
  if (!verifyEd25519(keys.logPublicKey, signedBytes(head.text), head.signature)) return null;
  const body = await storage.read(head.body.file);
  if (!body || sha256(body) !== head.body.sha256) return null;
  const jsonEnd = 4 + body.readUInt32BE(0);
  const known = bodySchema.safeParse(JSON.parse(body.subarray(4, jsonEnd).toString("utf8"))).data;
  if (!known) return null;
  const rows = rowsFromBytes(body.subarray(jsonEnd));
  if (!rows) return null;
  return {
    isDemo: head.isDemo,
    registry: {
      edition: head.body.sha256,
      listVersion: known.listVersion,
      asOf: new Date(head.asOf),
      agencies: known.agencies,
      institutions: known.institutions,
      // Signed by this portal and of this layout: the codes are as they were written.
      entries: known.entries as unknown as SavedRegistry["entries"],
      rows,
    },
    // The same: what look-ups read was checked, the rest is as this portal wrote it.
    register: known.register as unknown as SavedRegister,
  };
}

/** Keeps the list in line once a minute, and once more when it is told to end. Returns how to end it. */
export function keepLookUps(
  { storage, keys, database }: LookUpFile,
  runtime: Pick<Runtime, "registry" | "register" | "isDemo" | "log">,
): () => Promise<void> {
  let written: { readonly edition: string; readonly body: Head["body"] } | null = null;
  const write = async () => {
    const known = runtime.registry.isFresh ? runtime.registry.save() : null;
    if (!known || !runtime.register.isReady) return;
    const before = headOf(await storage.read(HEAD));
    // Another process of the same folder may have put its own in the place of ours, and thrown ours away.
    if (known.edition !== written?.edition || before?.body.file !== written.body.file)
      written = { edition: known.edition, body: await writeBody(storage, known, runtime.register) };
    const head: Head = {
      v: 1,
      database,
      isDemo: runtime.isDemo,
      asOf: known.asOf.toISOString(),
      layout: LAYOUT,
      body: written.body,
    };
    const text = JSON.stringify(head);
    await storage.write(
      HEAD,
      Buffer.from(`${text}\n${keys.signLog(signedBytes(text)).toString("base64")}\n`),
    );
    if (before && before.body.file !== written.body.file) await storage.remove(before.body.file);
  };
  let under: Promise<void> = Promise.resolve();
  const writeInTurn = () => {
    under = under
      .then(write)
      .catch((error: unknown) => runtime.log.warn({ err: error }, "the list of look-ups could not be kept"));
    return under;
  };
  const timer = setInterval(writeInTurn, EVERY_MS);
  timer.unref();
  void writeInTurn();
  return async () => {
    clearInterval(timer);
    await writeInTurn();
  };
}

/** Written piece by piece: other work goes on in between. The arrays never change; what changes is kept beside them. */
async function writeBody(
  storage: Storage,
  { listVersion, agencies, institutions, entries, rows }: SavedRegistry,
  register: Runtime["register"],
): Promise<Head["body"]> {
  const json = Buffer.from(
    JSON.stringify({
      listVersion,
      agencies,
      institutions,
      entries,
      register: { institutions: register.all(), agencies: register.agencies() },
    }),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  const file = `look-ups-${randomBytes(8).toString("hex")}.bin`;
  const target = await storage.create(file);
  const hash = createHash("sha256");
  try {
    for (const part of [length, json, ...rowsAsBytes(rows)]) {
      for (let from = 0; from < part.length; from += PIECE_BYTES) {
        const piece = part.subarray(from, from + PIECE_BYTES);
        hash.update(piece);
        await target.write(piece);
      }
    }
    await target.finish();
  } finally {
    await target.abandon();
  }
  return { file, sha256: hash.digest("hex") };
}

const PIECE_BYTES = 1 << 20;

/** What is signed says what it is, so that it cannot be taken for anything else signed with this key. */
const signedBytes = (text: string): Buffer => Buffer.from(`mingjian look-ups v1\n${text}`);

function headOf(file: Buffer | null): (Head & { readonly text: string; readonly signature: Buffer }) | null {
  const [text = "", signature = ""] = file?.toString("utf8").split("\n") ?? [];
  try {
    return { ...headSchema.parse(JSON.parse(text)), text, signature: Buffer.from(signature, "base64") };
  } catch {
    return null;
  }
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

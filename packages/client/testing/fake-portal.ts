import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { type Entity, lineOf, stateHash } from "../entities.ts";
import { openPortal, type Portal } from "../http.ts";
import { canonicalJson, type Json } from "../jcs.ts";

/** A log's key for tests, and notes signed with it. */
export function testKey(name = "portal.example/log") {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const raw = Buffer.concat([Buffer.of(1), publicKey.export({ format: "der", type: "spki" }).subarray(-32)]);
  const id = createHash("sha256").update(`${name}\n`).update(raw).digest().subarray(0, 4);
  return {
    name,
    vkey: `${name}+${id.toString("hex")}+${raw.toString("base64")}`,
    signNote: (text: string) =>
      `${text}\n— ${name} ${Buffer.concat([id, sign(null, Buffer.from(text), privateKey)]).toString("base64")}\n`,
  };
}
export type TestKey = ReturnType<typeof testKey>;

export const sha256 = (bytes: string | Uint8Array) => createHash("sha256").update(bytes).digest("hex");

export const entity = (at: number, change: { readonly [field: string]: Json } = {}): Entity => ({
  id: `0198a0a0-0000-7000-8000-${String(at).padStart(12, "0")}`,
  canonical: `+86138${String(at).padStart(8, "0")}`,
  kind: "blacklist",
  status: "active",
  tier: "general",
  ...change,
});

type Version = { readonly version: number; readonly entities: readonly Entity[] };
export type Answer = { status?: number; body?: string | Uint8Array; headers?: Record<string, string> };

/** What a portal would publish of one list: signed items, snapshots, and deltas between neighbouring versions. */
export function fakeList(
  key: TestKey,
  { name = "numbers", validUntil = "2026-04-01T00:00:00.000Z" }: { name?: string; validUntil?: string } = {},
) {
  const versions: Version[] = [];
  const bodyOf = (entities: readonly Entity[]) =>
    Buffer.concat(entities.flatMap((one) => [lineOf(one), Buffer.from("\n")]));
  const stateOf = (entities: readonly Entity[]) => {
    const state = stateHash();
    for (const one of entities) state.add(one.id, lineOf(one));
    return state.hex();
  };
  const item = ({ version, entities }: Version) => {
    const body = bodyOf(entities);
    const manifest = {
      name,
      version,
      previous: version > 1 ? version - 1 : null,
      publishedAt: "2026-03-01T00:00:00.000Z",
      validUntil,
      minWaitS: 0,
      windowFrom: 1,
      entries: entities.length,
      stateSha256: stateOf(entities),
      prefixBits: 16,
      somethingNew: { kept: true },
      resources: [
        {
          format: "entities",
          href: `/api/v1/lists/${name}/snapshots/${version}/entities.ndjson`,
          bytes: body.length,
          sha256: sha256(body),
        },
      ],
    };
    const text = `${key.name}/lists/${name}\n${version}\n${sha256(canonicalJson(manifest))}\n`;
    return { ...manifest, log: null, nonce: "", signature: key.signNote(text) };
  };
  const delta = (before: Version, after: Version) => {
    const [old, now] = [before, after].map((one) => new Map(one.entities.map((each) => [each.id, each])));
    const operations = [
      ...[...(old?.keys() ?? [])].filter((id) => !now?.has(id)).map((id) => ({ op: "del", id })),
      ...[...(now?.values() ?? [])]
        .filter((one) => canonicalJson(one) !== canonicalJson(old?.get(one.id) ?? null))
        .map((one) => ({ op: old?.has(one.id) ? "mod" : "add", entity: one })),
    ];
    const head = { from: before.version, to: after.version, count: operations.length };
    return [head, ...operations, { stateSha256: stateOf(after.entities) }]
      .map((line) => `${canonicalJson(line as Json)}\n`)
      .join("");
  };
  return {
    publish(entities: readonly Entity[]): void {
      const sorted = [...entities].sort((a, b) => (a.id < b.id ? -1 : 1));
      versions.push({ version: versions.length + 1, entities: sorted });
    },
    /** As if the newest version had never been. */
    rollBack: () => void versions.pop(),
    answer(path: string): Answer | null {
      const newest = versions.at(-1);
      if (!newest) return null;
      if (path === "/api/v1/lists")
        return { body: JSON.stringify({ origin: key.name, lists: [{ name: "other" }, item(newest)] }) };
      const from = Number(/delta\?from=(\d+)$/.exec(path)?.[1] ?? 0);
      const before = versions[from - 1];
      const after = versions[from];
      if (before && !after) return { status: 204 };
      if (before && after) return { body: delta(before, after) };
      const of = versions.find(({ version }) =>
        path.endsWith(`/${name}/snapshots/${version}/entities.ndjson`),
      );
      return of ? { body: bodyOf(of.entities) } : null;
    },
  };
}

export type Asked = { readonly path: string; readonly init: RequestInit };

/** A portal that answers from a function; remembers what was asked, and how long it was waited. */
export function fakePortal(
  answer: (path: string, init: RequestInit) => Answer | null | Promise<Answer | null>,
  options: { readonly token?: string; readonly maxWaitSeconds?: number } = {},
): Portal & { readonly asked: Asked[]; readonly waited: number[] } {
  const asked: Asked[] = [];
  const waited: number[] = [];
  let now = Date.parse("2026-03-02T00:00:00Z");
  const portal = openPortal({
    url: "https://portal.example/",
    ...options,
    now: () => now,
    sleep: async (ms) => {
      waited.push(ms);
      now += ms;
    },
    fetch: async (url, init = {}) => {
      const path = String(url).slice("https://portal.example".length);
      asked.push({ path, init });
      const { status = 200, body, headers } = (await answer(path, init)) ?? { status: 404 };
      const isEmpty = status === 204 || status === 304;
      return new Response(isEmpty ? null : ((body ?? "") as BodyInit), { status, headers });
    },
  });
  return Object.assign(portal, { asked, waited });
}

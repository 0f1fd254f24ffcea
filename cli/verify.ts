// Audits a portal from outside: its log (C2SP tlog-tiles, tlog-checkpoint, tlog-cosignature, tlog-proof, signed-note), its
// lists (docs/methods/lists.md) and receipts. Shares no code with the server and is short, so that it can be read whole.
import { createPublicKey, hash, type KeyObject, verify } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

type Json = Readonly<Record<string, unknown>>;
/** Ends an audit and is told in the last line. Its kind: bad (exit 1), unreachable or usage (exit 2). */
const bad = (where: string, reason: string, extra: Json = {}, kind = "bad"): Error =>
  Object.assign(new Error(`${where}: ${reason}`), { kind, finding: { where, ...extra, reason } });
/** A table of checks: each field, and whether it is as it has to be. */
function check(where: string, fields: Json, extra?: Json): void {
  for (const field in fields)
    if (!fields[field]) throw bad(where, `${field} is missing or wrong`, { field, ...extra });
}
const connect = (base: string, fetcher: typeof fetch) => async (path: string) => {
  const url = new URL(path, base.replace(/\/*$/, "/"));
  const fail = (error: Error) => Promise.reject(bad(url.href, `${error.cause ?? error}`, {}, "unreachable"));
  const answer = await fetcher(url).catch(fail);
  if ([204, 404, 410].includes(answer.status)) return null;
  return answer.ok ? Buffer.from(await answer.arrayBuffer().catch(fail)) : fail(new Error(answer.statusText));
};
type Get = ReturnType<typeof connect>;
/** Hashes are held in hex. RFC 6962: of a leaf, by its bytes as latin1, and of two subtrees. */
const sha256 = (data: Uint8Array | string): string => hash("sha256", data);
const leafHash = (leaf: string): string => sha256(Buffer.from(`\0${leaf}`, "latin1"));
const join = (left: string, right: string): string => sha256(Buffer.from(`01${left}${right}`, "hex"));
/** The bytes of base64; none unless the text is exactly what they are written as. */
function fromBase64(text: unknown): Buffer {
  const bytes = Buffer.from(String(text), "base64");
  return bytes.toString("base64") === text ? bytes : Buffer.alloc(0);
}
const readJson = (text: string): Promise<Json> =>
  new Promise<Json>((done) => done(Object(JSON.parse(text)))).catch(() => ({}));
/** RFC 8785. */
function jcs(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jcs).join()}]`;
  if (typeof value !== "object" || value === null) return `${JSON.stringify(value)}`;
  const fields = Object.keys(value).sort() as (keyof typeof value)[];
  return `{${fields.map((name) => `${JSON.stringify(name)}:${jcs(value[name])}`).join()}}`;
}
const keysOf = (value: unknown): string => Object.keys(Object(value)).sort().join();
const commitTo = (nonce: unknown, record: unknown): string =>
  sha256(Buffer.concat([fromBase64(nonce), Buffer.from(jcs(record))]));
type Key = { name: string; id: string; type: number; key: KeyObject };
/** A C2SP vkey, `name+id+base64(type ‖ Ed25519 key)`: type 1 signs notes, type 4 cosigns checkpoints. */
export function readKey(vkey: string, type: 1 | 4): Key {
  const [, name = "", id = "", data] = /^([^\s+]+)\+([0-9a-f]{8})\+([\w+/]{44})$/.exec(vkey) ?? [];
  const bytes = fromBase64(data);
  const isKey = bytes[0] === type && sha256(Buffer.concat([Buffer.from(`${name}\n`), bytes])).startsWith(id);
  if (!isKey) throw bad(vkey, "is no such verifier key （不是这种公钥）", {}, "usage");
  const jwk = { kty: "OKP", crv: "Ed25519", x: bytes.toString("base64url", 1) };
  return { name, id, type, key: createPublicKey({ key: jwk, format: "jwk" }) };
}
/** A note that the log signed. Signatures of others are ignored, a wrong one of a witness that was given is bad. */
export function openNote(note: string, where: string, log: Key, witnesses: readonly Key[] = []) {
  const [, text = "", lines = ""] = /^(.*\n)\n((?:— [^\s+]+ \S+\n)+)$/s.exec(note) ?? [];
  const signers = new Set<Key>();
  for (const [, name, data] of lines.matchAll(/— (\S+) (\S+)\n/g)) {
    const bytes = fromBase64(data);
    check(where, { signature: bytes.length > 12 });
    for (const key of [log, ...witnesses]) {
      if (key.name !== name || key.id !== bytes.toString("hex", 0, 4)) continue;
      const time = key.type === 4 ? `cosignature/v1\ntime ${bytes.readBigUInt64BE(4)}\n` : "";
      const isGood = verify(null, Buffer.from(time + text), key.key, bytes.subarray(time ? 12 : 4));
      check(where, { signature: isGood && signers.add(key) });
    }
  }
  check(where, { signature: signers.delete(log) });
  return { text, cosigned: Array.from(signers, ({ name }) => name) };
}
/** A tree head that the log signed. Only the origin that the auditor's key is named for will do. */
function readCheckpoint(note: string, where: string, log: Key, witnesses: readonly Key[]) {
  const { text, cosigned } = openNote(note, where, log, witnesses);
  const [origin, size = "", base64] = text.split("\n");
  check(where, { origin: origin === log.name, size: /^(0|[1-9]\d{0,14})$/.test(size) });
  return { size: Number(size), root: fromBase64(base64).toString("hex"), cosigned };
}
/** A code cannot be a name or a number: short, ASCII, no spaces, no seven digits in a row. */
const CODE = '"(?![^"]*\\d{7})[\\w.:/-]{1,64}"';
const [COUNT, HASH] = ["(0|[1-9]\\d{0,5})", '"[0-9a-f]{64}"'];
const DAY = "((0[13578]|1[02])-(0[1-9]|[12]\\d|3[01])|(0[469]|11)-(0[1-9]|[12]\\d|30)|02-(0[1-9]|[12]\\d))";
const TIME = `"2[01]\\d\\d-${DAY}T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,3})?Z"`;
/** The grammar of a leaf: every field, in canonical order (RFC 8785). It has no place for anything else. */
const FORMS = `"approvals":(null|${COUNT}),"basis":(null|\\[(${CODE}(,${CODE})*)?\\]),"commit":${HASH},
"decidedBy":(null|${CODE}),"effective":${TIME},"entry":(null|"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
"expires":(null|${TIME}),"prev":(null|${HASH}),"seq":(null|${COUNT}),"tier":(null|${CODE}),
"type":"(list|amend|statement|objection|appeal-open|appeal-decided|repair|expire|withdraw|erase|merge|split|\
rating-batch|snapshot|key|policy|deadline-missed|complaint)","v":1`.split(/,\n?(?="\w+":)/);
const ahead = (at: string) =>
  `is dated ${at}, ahead of this clock. If that is the date there (a demonstration's clock was moved): --now ${at}`;
const LEAF = new RegExp(`^\\{${FORMS.join()}\\}$`);
function readLeaf(json: string, where: string, latest: string, index?: number) {
  if (json.length > 2048 || !LEAF.test(json)) {
    const isStart = (at: number) => new RegExp(`^\\{${FORMS.slice(0, at + 1).join()}[,}]`).test(json);
    const field = FORMS.find((_, at) => !isStart(at))?.split('"')[1] ?? "v";
    throw bad(where, "the entry is not as it has to be, from here on", { index, field });
  }
  const leaf = JSON.parse(json);
  if (leaf.effective > latest) throw bad(where, ahead(leaf.effective), { index, field: "effective" });
  const isTerm = leaf.type !== "list" || leaf.expires === null || leaf.expires > leaf.effective;
  check(where, { expires: isTerm }, { index });
  return leaf;
}
const [HEAD, CATALOG, TILE, DAY_MS] = ["log/checkpoint", "api/v1/lists", 256, 86_400_000];
type Tree = { size: number; root: string; index?: number };
/** Reads all entries and tiles. Returns what snapshot leaves commit to, by index, and the roots it had at the sizes of `trees`. */
async function auditLog(get: Get, { size, root }: Tree, trees: readonly (Tree | null)[], latest: string) {
  const snapshots = new Map<number, string>();
  const roots = new Map(trees.map((tree) => [tree?.size ?? 0, tree?.size ? "none" : sha256("")]));
  const heads = new Map<string, string>(); // The hash of each registry entry's last leaf.
  const peaks: string[] = []; // Roots of the perfect subtrees that the entries so far make, the widest first.
  const rootNow = () => (peaks[0] ? peaks.reduceRight((right, left) => join(left, right)) : sha256(""));
  let newest = "";
  const levels: string[][] = Array.from({ length: 8 }, () => []); // What the tiles above level 0 have to hold.
  async function load(kind: number | "entries", n: number) {
    const width = Math.min(TILE, Math.floor(size / TILE ** (Number(kind) || 0)) - n * TILE);
    const name = `00${n}`.replace(/^.*?((\d{3})+)$/, "$1").replace(/\d{3}(?=\d)/g, "x$&/");
    const path = `log/tile/${kind}/${name}${width < TILE ? `.p/${width}` : ""}`;
    const body = (await get(path)) ?? (await get(path.replace(/\.p.*/, ""))) ?? Buffer.alloc(0);
    check(path, { length: kind === "entries" || [width, TILE].includes(body.length / 32) });
    return { path, body, width };
  }
  const ask = (n: number) => Promise.all([load("entries", n), load(0, n)]).catch((error: Error) => error);
  // An entry that is not what its tile says: in the end the root that the tiles give tells which of both is true.
  let odd: { index: number; bundle: string; tile: string } | undefined;
  for (let n = 0, asked: ReturnType<typeof ask>[] = []; n * TILE < size; n++) {
    while (asked.length < 16 && (n + asked.length) * TILE < size) asked.push(ask(n + asked.length));
    const both = await asked.shift();
    if (!Array.isArray(both)) throw both;
    const [{ path, body, width }, tile] = both;
    let end = 0;
    for (let at = 0; at < width; at++) {
      const [index, start] = [n * TILE + at, end + 2];
      let node = tile.body.toString("hex", at * 32, at * 32 + 32);
      end = start + (start <= body.length ? body.readUInt16BE(start - 2) : 0);
      check(path, { length: end <= body.length }, { index });
      const json = body.toString("latin1", start, end);
      if (leafHash(json) !== node) odd ??= { index, bundle: path, tile: tile.path };
      if (!odd) {
        const { entry, prev, type, commit, effective } = readLeaf(json, path, latest, index);
        if (effective > newest) newest = effective;
        check(path, { prev: prev === ((entry && heads.get(entry)) ?? null) }, { index });
        if (entry) heads.set(entry, node);
        if (type === "snapshot") snapshots.set(index, commit);
      }
      for (let [rest, height] = [index, 1]; rest % 2 === 1; rest = (rest - 1) / 2, height++) {
        node = join(peaks.pop() ?? "", node);
        if (height % 8 === 0) levels[height / 8]?.push(node);
      }
      peaks.push(node);
      if (roots.has(index + 1)) roots.set(index + 1, rootNow());
    }
  }
  const isRoot = rootNow() === root;
  if (odd) throw bad(isRoot ? odd.bundle : odd.tile, "an entry and its hash differ", { index: odd.index });
  for (const [level, hashes] of levels.entries())
    for (let n = 0; n * TILE < hashes.length; n++) {
      const { path, body } = await load(level, n);
      const row = hashes.slice(n * TILE, n * TILE + TILE).join("");
      check(path, { hashes: body.toString("hex").startsWith(row) });
    }
  check(HEAD, { root: isRoot });
  return { snapshots, roots, newest };
}
const PROOF = /^c2sp\.org\/tlog-proof@v1\n(?:extra (\S*)\n)?index (\d{1,15})\n((?:[\w+/]{43}=\n)*)\n(.*)$/s;
/** A receipt, or a tlog-proof with the leaf as `extra`: the record opens the leaf, which is in a tree that the log signed. */
async function readReceipt(where: string, log: Key, witnesses: readonly Key[], latest: string) {
  const content = readFileSync(where, "utf8");
  const file = content.startsWith("c2sp.org") ? null : await readJson(content);
  const [, extra, index = "", path = "", note = ""] = PROOF.exec(file ? String(file.proof) : content) ?? [];
  const leaf = file ? String(file.leaf) : fromBase64(extra).toString("latin1");
  check(where, { proof: index, leaf });
  const { commit, type } = readLeaf(leaf, where, latest);
  const kind = type === "complaint" ? "complaint-receipt" : "entry";
  const isForm = file?.v === 1 && keysOf(file) === "kind,leaf,nonce,proof,record,v" && file.kind === kind;
  const isOpened = fromBase64(file?.nonce).length === 32 && commitTo(file?.nonce, file?.record) === commit;
  if (file) check(where, { kind: isForm, record: isOpened });
  const { size, root, cosigned } = readCheckpoint(note, where, log, witnesses);
  let [at, last, node] = [Number(index), size - 1, leafHash(leaf)];
  for (const line of path.match(/.+/g) ?? []) {
    const sibling = fromBase64(line).toString("hex");
    for (; at === last && at % 2 === 0 && at > 0; last /= 2) at /= 2;
    node = at % 2 === 1 ? join(sibling, node) : join(node, sibling);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  check(where, { proof: at === 0 && last === 0 && node === root });
  return { index: Number(index), size, root, cosigned };
}
type List = Record<"validUntil" | "stateSha256" | "manifest" | "commit", string> &
  Record<"version" | "previous" | "entries", number> & { place: Tree | null; resources: Json[] };
/** Lists by name whose manifest the log signed, with that manifest's hash and what their leaf commits to. */
function readLists({ origin, lists }: Json, where: string, log: Key): Map<string, List> {
  check(where, { origin: origin === log.name, lists: Array.isArray(lists) });
  const all = new Map<string, List>();
  for (const { log: place, nonce, signature, ...rest } of Object(lists)) {
    const { name: list, version, resources } = rest;
    const manifest = sha256(jcs(rest));
    const { text } = openNote(String(signature), where, log);
    check(where, { signature: text === `${log.name}/lists/${list}\n${version}\n${manifest}\n` }, { list });
    const isPlace = keysOf(place) === "index,origin,root,size" && place.origin === log.name;
    const areFiles = resources?.every?.((one: Json) => /^\/\w[\w./-]*$/.test(`${one?.href}`));
    check(where, { version: Number.isSafeInteger(version), resources: areFiles }, { list });
    check(where, { nonce: fromBase64(nonce).length === 32, log: place === null || isPlace }, { list });
    const tree = place && { ...place, root: fromBase64(place.root).toString("hex") };
    all.set(list, { ...rest, manifest, commit: commitTo(nonce, rest), place: tree });
  }
  return all;
}
const rowsOf = (file: Buffer) => Promise.all(`${file}`.split("\n").slice(0, -1).map(readJson));
/** An entity as the state hash has it: its id and its hash. Ids are UUIDs, so these sort by id. */
const packed = (entity: Json): string => Buffer.from(`${entity.id}`).toString("hex") + sha256(jcs(entity));
const entitiesOf = (rows: readonly Json[]) => new Map(rows.map((row) => [String(row.id), packed(row)]));
const stateOf = (all: Map<string, string>) => sha256(Buffer.from([...all.values()].sort().join(""), "hex"));
const OPERATION = /^(id,op (del|repair)|id,into,op merge|entity,op (mod|add)|entity,from,op split)$/;
const USAGE = "URL|- --vkey KEY [--witness KEY]… [--state FILE] [--receipt FILE] [--list NAME] [--now TIME]";
const [one, many] = [{ type: "string" }, { type: "string", multiple: true }] as const;
const OPTIONS = { vkey: one, state: one, receipt: one, list: one, now: one, witness: many };
export async function audit(args: string[], clock: Date, fetcher: typeof fetch): Promise<Json> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS });
  const { vkey = "", witness = [], state = "", receipt: file, list: only } = values;
  const [url = "", ...more] = positionals;
  if (more.length > 0 || !(url === "-" ? file : URL.canParse(url))) throw bad("usage", USAGE, {}, "usage");
  const [log, witnesses] = [readKey(vkey, 1), witness.map((key) => readKey(key, 4))];
  const now = Date.parse(values.now ?? clock.toISOString());
  if (!now) throw bad("--now", "has to be written as 2026-11-22T08:00:00Z", {}, "usage");
  const latest = new Date(now + 366 * DAY_MS).toISOString();
  const receipt = file ? await readReceipt(file, log, witnesses, latest) : null;
  if (url === "-") return { ok: true, origin: log.name, receipt };
  const get = connect(url, fetcher);
  // The state file has what was seen as the log signed it: a checkpoint and the catalog.
  const saved = existsSync(state) ? await readJson(readFileSync(state, "utf8")) : null;
  const seen = saved && readCheckpoint(String(saved.checkpoint), state, log, []);
  // The catalog goes first, so that the checkpoint is not older than what the lists say of the log.
  const catalog = await readJson(String(await get(CATALOG)));
  const checkpoint = String(await get(HEAD));
  const { size, root, cosigned } = readCheckpoint(checkpoint, HEAD, log, witnesses);
  const lists = readLists(catalog, CATALOG, log);
  for (const [list, { version, manifest }] of saved ? readLists(saved, state, log) : []) {
    const item = lists.get(list);
    check(CATALOG, { version: item && (item.version > version || item.manifest === manifest) }, { list });
  }
  const trees = [seen, receipt, ...[...lists.values()].map(({ place }) => place)];
  const { snapshots, roots, newest } = await auditLog(get, { size, root }, trees, latest);
  const isPast = (tree: Tree | null): boolean => !tree || roots.get(tree.size) === tree.root;
  const reason = Math.max(seen?.size ?? 0, receipt?.size ?? 0) > size ? "is a rollback" : "is a fork";
  if (!isPast(seen) || !isPast(receipt)) throw bad(HEAD, reason, { field: "size" });
  const [told, warnings]: [Json[], string[]] = [[], []];
  if (Date.parse(newest) > now + DAY_MS) warnings.push(`the log ${ahead(newest)}`);
  for (const [list, item] of lists) {
    const { version, previous, place, commit, validUntil, stateSha256, entries, resources } = item;
    const isLeaf = place && Number(place.index) < place.size && snapshots.get(Number(place.index)) === commit;
    check(CATALOG, { log: !place || (isLeaf && isPast(place)) }, { list });
    if (only && list !== only) continue;
    const isOpen = resources.some(({ href }) => `${href}`.endsWith("/entities.ndjson"));
    for (const { href, bytes, sha256: digest } of resources) {
      const [where, file] = [`${href}`, await get(`${href}`)];
      check(where, { file, bytes: file?.length === bytes, sha256: file && sha256(file) === digest });
      if (!file || !where.endsWith("/entities.ndjson")) continue;
      const entities = entitiesOf(await rowsOf(file));
      check(where, { stateSha256: stateOf(entities) === stateSha256, entries: entities.size === entries });
    }
    const base = `${CATALOG}/${list}/snapshots/${previous}/entities.ndjson`;
    const path = `${CATALOG}/${list}/delta?from=${previous}`;
    const [old, delta] = isOpen && previous ? [await get(base), await get(path)] : [];
    const rows = delta ? await rowsOf(delta) : [];
    const [head, end, count] = [rows.shift(), rows.pop(), rows.length];
    // A newer version may have been published since the catalog was read.
    const isReached = old && delta && !(Number(head?.to) > version);
    if (isReached) {
      const ends = [{ count, from: previous, to: version }, { stateSha256 }];
      check(path, { head: jcs([head, end]) === jcs(ends) });
      const entities = entitiesOf(await rowsOf(old));
      for (const [at, row] of rows.entries()) {
        const entity = row.entity && Object(row.entity);
        const isDone = entity ? entities.set(`${entity.id}`, packed(entity)) : entities.delete(`${row.id}`);
        check(path, { op: isDone && OPERATION.test(`${keysOf(row)} ${row.op}`) }, { line: at + 2 });
      }
      check(path, { state: stateOf(entities) === stateSha256 });
    }
    const notes = [
      Date.parse(validUntil) > now ? "" : `was valid until ${validUntil}`,
      place ? "" : "is not in the log yet",
      isReached || (isOpen && !previous) ? "" : `has no files to get there from version ${previous}`,
    ];
    warnings.push(...notes.filter(Boolean).map((note) => `${list}: version ${version} ${note}`));
    told.push({ name: list, version, entries });
  }
  check(CATALOG, { lists: !only || told.length > 0 }, { list: only });
  if (state) writeFileSync(state, JSON.stringify({ ...catalog, checkpoint }));
  const tree = { size, root: Buffer.from(root, "hex").toString("base64"), from: seen?.size ?? 0, cosigned };
  return { ok: true, origin: log.name, ...tree, lists: told, receipt, warnings };
}
if (import.meta.main) {
  const no = ({ kind = "usage", finding, message }: Json) => ({ ok: false, [`${kind}`]: finding ?? message });
  const report: Json = await audit(process.argv.slice(2), new Date(), fetch).catch(no);
  console.log(JSON.stringify(report));
  process.exitCode = report.ok ? 0 : report.bad ? 1 : 2;
}

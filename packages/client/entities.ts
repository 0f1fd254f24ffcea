import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { ClientError } from "./errors.ts";
import { canonicalJson, type Json } from "./jcs.ts";

/** Entities of a list, one JCS line each, ascending by id; and the state hash that says a database holds them all. */

export type Entity = {
  readonly id: string;
  readonly canonical?: string;
  readonly [field: string]: Json | undefined;
};
/** An entity and its line without the end of line. */
export type EntityLine = { readonly entity: Entity; readonly line: Buffer };

/** By the bytes of their UTF-8, as the lists are sorted. */
export function compareIds(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a, "utf8"), Buffer.from(b, "utf8"));
}

/** SHA-256 over `utf8(id) ‖ SHA-256(JCS(entity))` in the order of ids. Refuses entities that are out of order. */
export function stateHash(): {
  add(id: string, line: Uint8Array): void;
  readonly entries: number;
  hex(): string;
} {
  const whole = createHash("sha256");
  let last: string | null = null;
  let entries = 0;
  return {
    add(id, line) {
      if (last !== null && compareIds(last, id) >= 0) throw new ClientError("bad-state", { detail: "order" });
      last = id;
      entries += 1;
      whole.update(id).update(createHash("sha256").update(line).digest());
    },
    get entries() {
      return entries;
    },
    hex: () => whole.digest("hex"),
  };
}

export function lineOf(entity: Entity): Buffer {
  return Buffer.from(canonicalJson(entity), "utf8");
}

export function parseEntity(line: Buffer): Entity {
  const entity = parseLine(line) as Partial<Entity> | null;
  if (typeof entity !== "object" || entity === null || typeof entity.id !== "string")
    throw new ClientError("bad-answer", { detail: "entity" });
  return entity as Entity;
}

function parseLine(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString("utf8"));
  } catch (error) {
    throw new ClientError("bad-answer", { detail: "not JSON" }, error);
  }
}

/** A line no longer than this; an entity is small. */
const MAX_LINE = 1_000_000;

/** The lines of a stream of bytes, without their ends. One piece is in memory. */
export async function* linesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of pieces) {
    const bytes = rest.length === 0 ? Buffer.from(piece) : Buffer.concat([rest, piece]);
    let from = 0;
    for (let end = bytes.indexOf(10, from); end >= 0; end = bytes.indexOf(10, from)) {
      yield bytes.subarray(from, end);
      from = end + 1;
    }
    rest = bytes.subarray(from);
    if (rest.length > MAX_LINE) throw new ClientError("bad-answer", { detail: "line" });
  }
  if (rest.length > 0) yield rest;
}

export async function* readEntities(file: string): AsyncGenerator<EntityLine> {
  const pieces = createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Uint8Array>;
  for await (const line of linesOf(pieces)) yield { entity: parseEntity(line), line };
}

/** What deltas change: an entity, or null for one that is gone. Later ones win. */
export type Changes = Map<string, Entity | null>;

export type DeltaHead = { readonly from: number; readonly to: number };

/** Takes a delta into `changes`; answers where it leads. `unknown-op` means: load the snapshot instead. */
export async function takeDelta(
  lines: AsyncIterable<Buffer>,
  changes: Changes,
): Promise<DeltaHead & { readonly stateSha256: string }> {
  let head: (DeltaHead & { readonly count: number }) | null = null;
  let last: string | null = null;
  let taken = 0;
  for await (const line of lines) {
    const value = parseLine(line) as Readonly<Record<string, unknown>>;
    if (!head) {
      const { from, to, count } = value;
      if (typeof from !== "number" || typeof to !== "number" || typeof count !== "number" || to <= from)
        throw new ClientError("bad-answer", { detail: "delta" });
      head = { from, to, count };
    } else if (typeof value.stateSha256 === "string") last = value.stateSha256;
    else {
      takeOperation(value, changes);
      taken += 1;
    }
  }
  if (!head || last === null || taken !== head.count)
    throw new ClientError("bad-answer", { detail: "delta cut short" });
  return { from: head.from, to: head.to, stateSha256: last };
}

function takeOperation(value: Readonly<Record<string, unknown>>, changes: Changes): void {
  const { op, id, entity } = value;
  if (op === "del" || op === "repair" || op === "merge") {
    if (typeof id !== "string") throw new ClientError("bad-answer", { detail: `delta ${op}` });
    changes.set(id, null);
  } else if (op === "add" || op === "mod" || op === "split") {
    const changed = entity as Partial<Entity> | null;
    if (typeof changed?.id !== "string") throw new ClientError("bad-answer", { detail: `delta ${op}` });
    changes.set(changed.id, changed as Entity);
  } else throw new ClientError("bad-state", { detail: `delta ${String(op)}` });
}

/** The entities of before with the changes, in order; both ascend by id. */
export async function* withChanges(
  before: AsyncIterable<EntityLine>,
  changes: Changes,
): AsyncGenerator<EntityLine> {
  const ids = [...changes.keys()].sort(compareIds);
  let next = 0;
  const upTo = function* (limit: string | null): Generator<EntityLine> {
    for (; next < ids.length; next++) {
      const id = ids[next] ?? "";
      if (limit !== null && compareIds(id, limit) >= 0) return;
      const entity = changes.get(id);
      if (entity) yield { entity, line: lineOf(entity) };
    }
  };
  for await (const known of before) {
    yield* upTo(known.entity.id);
    if (ids[next] !== known.entity.id) yield known;
    else {
      const entity = changes.get(known.entity.id);
      next += 1;
      if (entity) yield { entity, line: lineOf(entity) };
    }
  }
  yield* upTo(null);
}

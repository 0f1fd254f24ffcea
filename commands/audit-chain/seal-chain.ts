import { createHash } from "node:crypto";
import type { Sql, Tx } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";

export const STREAMS = ["audit", "access"] as const;
export type Stream = (typeof STREAMS)[number];

type SealedEvent = Readonly<Record<string, unknown>> & { readonly id: string; readonly at: Date };

const BATCH = 5_000;
/** Ids are time-ordered; a transaction that commits later than this after making its id would be sealed out of turn. */
const OVERLAP_MS = 10 * 60_000;
const GENESIS = Buffer.alloc(32);

/**
 * Appends every event not sealed yet to its stream's hash chain: hash(n) = SHA-256(hash(n-1) ‖ n ‖ SHA-256(event)).
 * Writers stay concurrent because sealing happens after their commit, by one sealer at a time. Returns how many were sealed.
 */
export async function sealChain(sql: Sql, stream: Stream, now: Date): Promise<number> {
  const sealed = await sql.begin(async (tx) => {
    const [lock] = await tx`select pg_try_advisory_xact_lock(7461010, ${STREAMS.indexOf(stream)}) as taken`;
    if (!lock?.taken) return 0;
    const [last] = await tx<{ seq: string; hash: Buffer }[]>`
      select seq, hash from chain_seals where stream = ${stream} order by seq desc limit 1`;
    const [newest] = await tx<{ event_id: string }[]>`
      select event_id from chain_seals where stream = ${stream} order by event_id desc limit 1`;
    // Counted from the newest event sealed, not from when: a backlog larger than a batch stays in view.
    const since = uuidAt(new Date(newest ? timeOf(newest.event_id) - OVERLAP_MS : 0));
    const events = await unsealed(tx, stream, since);
    let previous = last?.hash ?? GENESIS;
    let seq = BigInt(last?.seq ?? 0);
    const rows = events.map((event) => {
      seq += 1n;
      const eventHash = hashEvent(event);
      const hash = link(previous, seq, eventHash);
      const row = {
        stream,
        seq,
        event_id: event.id,
        event_hash: eventHash,
        previous_hash: previous,
        hash,
        sealed_at: now,
      };
      previous = hash;
      return row;
    });
    await insertRows(tx, "chain_seals", rows);
    return rows.length;
  });
  return sealed as number;
}

function unsealed(tx: Tx, stream: Stream, since: string) {
  return stream === "audit"
    ? tx<SealedEvent[]>`select e.* from audit_events e where e.id >= ${since}
        and not exists (select 1 from chain_seals s where s.stream = 'audit' and s.event_id = e.id) order by e.id limit ${BATCH}`
    : tx<SealedEvent[]>`select e.* from access_events e where e.id >= ${since}
        and not exists (select 1 from chain_seals s where s.stream = 'access' and s.event_id = e.id) order by e.id limit ${BATCH}`;
}

export type ChainCheck = {
  readonly sealed: number;
  readonly problem: null | {
    readonly seq: string;
    readonly eventId: string;
    readonly what: "event-missing" | "event-changed" | "seal-broken";
  };
};

/** Recomputes a stream's whole chain from its events and names the first row that does not fit. */
export async function verifyChain(sql: Sql, stream: Stream): Promise<ChainCheck> {
  let previous: Buffer = GENESIS;
  let seq = 0n;
  for (;;) {
    const seals = await sql<
      { seq: string; event_id: string; event_hash: Buffer; previous_hash: Buffer; hash: Buffer }[]
    >`
      select seq, event_id, event_hash, previous_hash, hash from chain_seals where stream = ${stream} and seq > ${seq.toString()} order by seq limit ${BATCH}`;
    if (seals.length === 0) return { sealed: Number(seq), problem: null };
    const ids = seals.map((seal) => seal.event_id);
    const events =
      stream === "audit"
        ? await sql<SealedEvent[]>`select * from audit_events where id = any(${ids}::uuid[])`
        : await sql<SealedEvent[]>`select * from access_events where id = any(${ids}::uuid[])`;
    const byId = new Map(events.map((event) => [event.id, event]));
    for (const seal of seals) {
      const found = (what: NonNullable<ChainCheck["problem"]>["what"]): ChainCheck => ({
        sealed: Number(seq),
        problem: { seq: String(seal.seq), eventId: seal.event_id, what },
      });
      seq += 1n;
      if (
        BigInt(seal.seq) !== seq ||
        !seal.previous_hash.equals(previous) ||
        !seal.hash.equals(link(previous, seq, seal.event_hash))
      )
        return found("seal-broken");
      const event = byId.get(seal.event_id);
      if (!event) return found("event-missing");
      if (!hashEvent(event).equals(seal.event_hash)) return found("event-changed");
      previous = seal.hash;
    }
  }
}

function link(previous: Buffer, seq: bigint, eventHash: Buffer): Buffer {
  const number = Buffer.alloc(8);
  number.writeBigUInt64BE(seq);
  return createHash("sha256").update(previous).update(number).update(eventHash).digest();
}

/** SHA-256 over the event's columns as JSON with sorted keys, times in RFC 3339. */
function hashEvent(event: SealedEvent): Buffer {
  return createHash("sha256").update(sortedJson(event)).digest();
}

function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner) && !(inner instanceof Date)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** Milliseconds since 1970 that a UUIDv7 was made at (RFC 9562 section 5.7). */
function timeOf(uuid: string): number {
  return Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);
}

/** The smallest UUIDv7 of a moment. */
function uuidAt(at: Date): string {
  const hex = Math.max(0, at.getTime()).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`;
}

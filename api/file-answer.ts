import type { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";

/** Codings a file may be stored or sent in, the one that is sent rather first. */
export const SENT_CODINGS = ["zstd", "gzip", "identity"] as const;
export type SentCoding = (typeof SENT_CODINGS)[number];

/** The coding to send (RFC 9110, 12.5.3): the client's weights first, then ours. `identity` unless it takes another. */
export function chooseCoding(accepted: string | undefined, stored: readonly SentCoding[]): SentCoding {
  const weights = new Map<string, number>();
  for (const part of (accepted ?? "").slice(0, 500).split(",")) {
    const [name = "", ...parameters] = part.trim().toLowerCase().split(";");
    const weight = Number(parameters.find((one) => one.trim().startsWith("q="))?.split("=")[1] ?? 1);
    if (name !== "" && weight >= 0) weights.set(name, weight);
  }
  const weightOf = (coding: SentCoding) =>
    weights.get(coding) ?? (coding === "identity" ? 0.001 : (weights.get("*") ?? 0));
  const best = SENT_CODINGS.filter((coding) => stored.includes(coding)).toSorted(
    (a, b) => weightOf(b) - weightOf(a),
  )[0];
  return best !== undefined && weightOf(best) > 0 ? best : "identity";
}

export type FileAnswer = {
  readonly type: string;
  readonly cacheControl: string;
  readonly coding: SentCoding;
  readonly bytes: number;
  /** SHA-256 of what is sent, coding included. */
  readonly sha256: Buffer;
  readonly listVersion?: number;
  readonly fileName?: string;
  readonly body: () => Promise<Readable | Buffer>;
};

/** Sends a published file: ETag and Repr-Digest (RFC 9530) are of the representation, 304 when the client has it. */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: FileAnswer,
): Promise<FastifyReply> {
  const etag = `"${file.sha256.toString("hex").slice(0, 32)}"`;
  reply
    .header("cache-control", file.cacheControl)
    .header("etag", etag)
    .header("vary", "accept-encoding")
    .header("access-control-allow-origin", "*");
  if (file.listVersion !== undefined) reply.header("list-version", String(file.listVersion));
  if (isKnown(request.headers["if-none-match"], etag)) return reply.code(304).send();
  reply
    .header("content-type", file.type)
    .header("repr-digest", `sha-256=:${file.sha256.toString("base64")}:`)
    .header("content-length", String(file.bytes));
  if (file.coding !== "identity") reply.header("content-encoding", file.coding);
  if (file.fileName) reply.header("content-disposition", `attachment; filename="${file.fileName}"`);
  return reply.send(await file.body());
}

/** If-None-Match, by weak comparison (RFC 9110, 13.1.2). */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(",").some((one) => one.trim() === "*" || one.trim().replace(/^W\//, "") === etag);
}

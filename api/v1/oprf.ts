import { createHash } from "node:crypto";
import * as z from "zod";
import type { Oprf } from "#adapters/oprf.ts";
import { toAppError } from "#commands/to-app-error.ts";
import { countFullestBucket, listOprfBucket } from "#db/queries/oprf.ts";
import { AppError } from "#domain/errors.ts";
import { isInForce } from "#domain/registry/entry.ts";
import {
  bucketText,
  MAX_POINTS,
  OPRF_LIST,
  OPRF_PREFIX_BITS,
  oprfRow,
  POINT_BYTES,
  rowsPerAnswer,
} from "#domain/registry/oprf.ts";
import type { Api, ApiInstance } from "../app.ts";
import type { Access } from "../guard.ts";
import { type Policy, policyHeader, standingHeader, windowLimiter } from "../limits/window.ts";
import { refusal } from "../problem.ts";
import { described } from "./schemas.ts";

const EVALUATE: Access = { key: "required", scope: "oprf", limit: "none", items: "own" };
const OPEN: Access = { key: "none", scope: null, limit: "none", items: "none" };
/** About five seconds of computing a minute for one key. */
const POINTS: Policy = { name: "points", quota: 20 * MAX_POINTS, windowSeconds: 60 };
const BUCKET_MS = 60_000;

const point = z.base64().refine((text) => Buffer.from(text, "base64").length === POINT_BYTES, "not-a-point");
const evaluateBody = z.object({
  epoch: z.int().meta({ description: "GET /api/v1/keys" }),
  blinded: z.array(point).min(1, "required").max(MAX_POINTS, "too-many"),
});
/** The generator of the group: a point like any other. */
const EVALUATE_EXAMPLE = { epoch: 1, blinded: ["4vKuCmq8TnGohKlhxQBRX1jjC2qlgt2NtqZZReCNLXY="] };
const evaluateAnswer = z
  .object({ epoch: z.int(), evaluated: z.array(z.string()), proof: z.string() })
  .meta({ id: "OprfEvaluation" });
const list = z.object({ list: z.string().meta({ examples: [OPRF_LIST] }) });

type Bucket = { readonly name: string; readonly until: number; readonly text: string; readonly etag: string };

/**
 * Private look-ups of private numbers (RFC 9497, VOPRF): one route evaluates blinded points, the other gives a padded
 * bucket of outputs. Neither is told a number. docs/methods/private-look-ups.md has the formats.
 */
export function oprfRoutes(app: ApiInstance, { runtime, guard }: Api, oprf: Oprf): void {
  const points = windowLimiter();
  const buckets = new Map<number, Bucket>();

  app.post(
    "/api/v1/oprf/:list/evaluate",
    {
      config: { access: EVALUATE },
      schema: {
        tags: ["numbers"],
        operationId: "evaluateOprf",
        summary: "隐私查询：求值盲化点 · Private look-up: evaluate blinded points",
        description: `RFC 9497，ristretto255-SHA512，VOPRF。一次最多 ${MAX_POINTS} 个点，每个点算一条，也算一个不同的号码。点和证明都是 base64。 / RFC 9497, ristretto255-SHA512, VOPRF. At most ${MAX_POINTS} points; each is an item, and a different number. Points and proof in base64.`,
        security: [{ apiKey: [] }],
        params: list,
        body: evaluateBody.meta({ examples: [EVALUATE_EXAMPLE] }),
        response: { 200: described(evaluateAnswer) },
      },
    },
    async (request, reply) => {
      refuseOtherList(request.params.list);
      const { epoch, blinded } = request.body;
      if (epoch !== oprf.epoch) throw new AppError("conflict", "oprf-epoch-over");
      const { caller } = request;
      const { key } = caller ?? {};
      if (!caller || !key) throw new AppError("unauthenticated", "key-missing");
      const standing = points.take(key.id, POINTS, runtime.clock.real().getTime(), blinded.length);
      const show = () => {
        caller.policy = [caller.policy, policyHeader([POINTS])].join(", ");
        caller.standing = [guard.standingOf(caller), standingHeader(POINTS.name, standing)].join(", ");
      };
      if (!standing.isAllowed) {
        show();
        throw refusal("quota", "points-used-up", standing.resetSeconds);
      }
      guard.charge(request, blinded.length);
      guard.chargeSubjects(request, blinded);
      show();
      const { evaluated, proof } = await oprf.evaluate(blinded.map((text) => Buffer.from(text, "base64")));
      return reply.send({ epoch, evaluated: evaluated.map(base64), proof: base64(proof) });
    },
  );

  app.get(
    "/api/v1/oprf/:list/range/:prefix",
    {
      config: { access: OPEN },
      schema: {
        tags: ["numbers"],
        operationId: "getOprfRange",
        summary: "隐私查询：一组求值结果 · Private look-up: a bucket of outputs",
        description:
          "prefix 是求值结果开头 12 位的十六进制。每行 `TAG:VALUE`，只有持有求值结果的一方读得懂；各组大小相同，可以缓存，不需要密钥。 / `prefix`: the output's first 12 bits in hex. Lines `TAG:VALUE` that only the holder of an output can read; all buckets are the same size, cacheable, and need no key.",
        security: [],
        params: list.extend({ prefix: z.string().meta({ examples: ["03a"] }) }),
        response: { 200: described(z.string()), 304: described(z.null()) },
      },
    },
    async (request, reply) => {
      refuseOtherList(request.params.list);
      const { prefix } = request.params;
      if (!PREFIX.test(prefix)) throw new AppError("prefix-length", "oprf-prefix-length");
      const bucket = await bucketOf(Number.parseInt(prefix, 16)).catch((error: unknown) => {
        throw toAppError(error);
      });
      reply
        .header("content-type", "text/plain; charset=utf-8")
        .header("cache-control", "public, max-age=60")
        .header("etag", bucket.etag)
        .header("oprf-epoch", String(oprf.epoch));
      if (request.headers["if-none-match"] === bucket.etag) return reply.code(304).send();
      return reply.send(bucket.text);
    },
  );

  let fullest: { readonly name: string; readonly until: number; readonly rows: Promise<number> } | null =
    null;
  /** It counts every number there is, so once for all buckets and not for each that somebody asks for. */
  const fullestOf = (name: string, real: number): Promise<number> => {
    if (fullest?.name === name && real < fullest.until) return fullest.rows;
    const made = {
      name,
      until: real + BUCKET_MS,
      rows: countFullestBucket(runtime.db.system, oprf.epoch),
    };
    made.rows.catch(() => {
      if (fullest === made) fullest = null;
    });
    fullest = made;
    return made.rows;
  };

  /** From memory for a minute, or until something is published. */
  const bucketOf = async (prefix: number): Promise<Bucket> => {
    const name = `${runtime.registry.listVersion}`;
    const real = runtime.clock.real().getTime();
    const known = buckets.get(prefix);
    if (known && known.name === name && real < known.until) return known;
    const { epoch } = oprf;
    const [entries, fullest] = await Promise.all([
      listOprfBucket(runtime.db.system, { epoch, prefix }),
      fullestOf(`${epoch}|${name}`, real),
    ]);
    const now = runtime.clock.now();
    const rows = entries
      .filter((entry) => isInForce(entry, now))
      .map((entry) => oprfRow(entry.output, { ...entry, isUnderAppeal: entry.status === "under_appeal" }));
    const text = bucketText(rows, {
      prefix,
      count: rowsPerAnswer(fullest),
      noise: (place) => oprf.noise(prefix, place),
    });
    const etag = `"${createHash("sha256").update(`${epoch}\n${text}`).digest("base64url").slice(0, 22)}"`;
    const made = { name, until: real + BUCKET_MS, text, etag };
    buckets.set(prefix, made);
    return made;
  };
}

const PREFIX = new RegExp(`^[0-9a-fA-F]{${OPRF_PREFIX_BITS / 4}}$`);
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

function refuseOtherList(name: string): void {
  if (name !== OPRF_LIST) throw new AppError("unknown-list", "no-such-list");
}

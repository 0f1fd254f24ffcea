import { hash } from "node:crypto";
import type { FastifyReply } from "fastify";
import * as z from "zod";
import { BUNDLE_CODINGS, bundlePath } from "#commands/rating/bundle-files.ts";
import { mergedInto } from "#commands/registry/follow-merger.ts";
import { leafProofFile } from "#commands/transparency/receipt-proof.ts";
import {
  findInstitutionStatement,
  findRatingBatch,
  listInstitutionRatings,
  listRatingBatches,
  listRatingChanges,
  listRatings,
  type RatedMonth,
  type RatingBatch,
} from "#db/queries/ratings.ts";
import { AppError } from "#domain/errors.ts";
import type { InstitutionResult } from "#domain/rating/bundle.ts";
import type { Api, ApiInstance } from "../app.ts";
import { chooseCoding, sendFile } from "../file-answer.ts";
import type { Access } from "../guard.ts";
import { refusal } from "../problem.ts";
import {
  institutionMerged,
  institutionRating,
  ratingBatchList,
  ratingBatchSummary,
  ratingDiff,
  ratingProof,
} from "./rating-schemas.ts";
import { described } from "./schemas.ts";

const OPEN: Access = { key: "none", scope: null, limit: "none", items: "none" };
const LOOK_UP: Access = { key: "optional", scope: null, limit: "lookups", items: "one" };
const IMMUTABLE = "public, max-age=31536000, immutable";
const SHORT = "public, max-age=60";

const batchParams = z.object({
  batch: z.uuid("bad-id").meta({ examples: ["0198a0a0-0000-7000-8000-000000000001"] }),
});
const listQuery = z.object({
  before: z.uuid("bad-id").optional().meta({ description: "上一页的 next / `next` of the page before" }),
  limit: z.coerce.number("wrong-type").int("not-whole").min(1, "too-small").max(100, "too-big").default(24),
});

/** Ratings of institutions: what was published, all that it was computed from, and the proof that it was. */
export function ratingRoutes(app: ApiInstance, { runtime }: Api): void {
  const sql = runtime.db.system;
  const batchNamed = async (id: string): Promise<RatingBatch> => {
    const batch = await findRatingBatch(sql, id);
    if (!batch) throw new AppError("not-found", "no-such-batch");
    return batch;
  };
  const cached = (reply: FastifyReply, cache: string) =>
    reply.header("cache-control", cache).header("access-control-allow-origin", "*");

  app.get(
    "/api/v1/ratings",
    {
      config: { access: OPEN },
      schema: {
        tags: ["ratings"],
        operationId: "listRatings",
        summary: "历次评级发布 · Every publication of ratings",
        description:
          "从新到旧，更正也在内。写进透明日志并签名之后才在这里出现。 / Newest first, corrections among them. A batch appears once its leaf is under a signed head of the log.",
        querystring: listQuery,
        response: { 200: described(ratingBatchList) },
      },
    },
    async (request, reply) => {
      const { before = null, limit } = request.query;
      const batches = await listRatingBatches(sql, { before, limit: limit + 1 });
      const items = batches.slice(0, limit).map(answerOf);
      return cached(reply, SHORT).send({
        items,
        next: batches.length > limit ? (items.at(-1)?.id ?? null) : null,
      });
    },
  );

  app.get(
    "/api/v1/ratings/:batch",
    {
      config: { access: OPEN },
      schema: {
        tags: ["ratings"],
        operationId: "getRatingBatch",
        summary: "一次评级发布 · One publication of ratings",
        description:
          "每个等级有多少家机构，文件和证明在哪里。 / Institutions by letter, and where the files are.",
        params: batchParams,
        response: { 200: described(ratingBatchSummary) },
      },
    },
    async (request, reply) => {
      const batch = await batchNamed(request.params.batch);
      const results = (await listRatings(sql, batch.id)).map(({ result }) => result);
      return cached(reply, SHORT).send({
        ...answerOf(batch),
        letters: countBy(results, ({ letter }) => (letter ? [letter] : []), { A: 0, B: 0, C: 0, D: 0, E: 0 }),
        notRated: countBy(results, ({ reasons }) => reasons, {}),
        population: { ...batch.population, alpha: [...batch.population.alpha] },
      });
    },
  );

  app.get(
    "/api/v1/ratings/:batch/bundle",
    {
      config: { access: OPEN },
      schema: {
        tags: ["ratings"],
        operationId: "getRatingBundle",
        summary: "全部输入与结果 · All that went in and came out",
        description:
          "规范 JSON（RFC 8785），永不改变。凭它可以重算每一个数字和等级，见 docs/methods/rating.md。 / Canonical JSON, never changes. Every figure and letter can be recomputed from it.",
        params: batchParams,
        produces: ["application/json"],
        response: { 200: described(z.string().meta({ description: "文件 / The file" })) },
      },
    },
    async (request, reply) => {
      const batch = await batchNamed(request.params.batch);
      const coding = chooseCoding(request.headers["accept-encoding"], BUNDLE_CODINGS);
      const bytes = await runtime.storage.read(bundlePath(batch.id, coding));
      if (!bytes) throw new AppError("unavailable", "bundle-lost");
      return sendFile(request, reply, {
        type: "application/json; charset=utf-8",
        cacheControl: IMMUTABLE,
        coding,
        bytes: bytes.length,
        sha256: hash("sha256", bytes, "buffer"),
        fileName: `rating-${batch.month}-${batch.id}.json`,
        body: async () => bytes,
      });
    },
  );

  app.get(
    "/api/v1/ratings/:batch/proof",
    {
      config: { access: OPEN },
      schema: {
        tags: ["ratings"],
        operationId: "getRatingProof",
        summary: "评级文件在日志中的证明 · Proof that the bundle is on the log",
        description: "与回执证明同一格式。 / In the form of receipt proofs.",
        params: batchParams,
        response: { 200: described(ratingProof) },
      },
    },
    async (request, reply) => {
      const batch = await batchNamed(request.params.batch);
      const proof = await leafProofFile(runtime, batch.leafId, "entry");
      if (!proof) throw refusal("unavailable", "not-on-log-yet", 2);
      return cached(reply, SHORT).send({ ...proof, kind: "entry" as const });
    },
  );

  app.get(
    "/api/v1/ratings/:batch/diff",
    {
      config: { access: OPEN },
      schema: {
        tags: ["ratings"],
        operationId: "getRatingDiff",
        summary: "一次更正改变了什么 · What a correction changed",
        description:
          "按机构列出更正前后的等级和原因；不是更正的发布为 404。 / Letters before and after, and why; 404 for a batch that corrects nothing.",
        params: batchParams,
        response: { 200: described(ratingDiff) },
      },
    },
    async (request, reply) => {
      const { id, corrects, reason } = await batchNamed(request.params.batch);
      if (corrects === null) throw new AppError("not-found", "no-such-correction");
      const changes = await listRatingChanges(sql, id);
      return cached(reply, IMMUTABLE).send({
        batch: id,
        corrects,
        reason: reason ?? "",
        changes: changes.map(({ causes, ...change }) => ({ ...change, causes: [...causes] })),
      });
    },
  );

  app.get(
    "/api/v1/institutions/:id/rating",
    {
      config: { access: LOOK_UP },
      schema: {
        tags: ["ratings"],
        operationId: "getInstitutionRating",
        summary: "一家机构的评级 · An institution’s rating",
        description:
          "最新一个月的等级、区间和每一步，以及历史。不评级时写明原因。已并入另一家的为 308。 / The newest letter with its interval and every step, and the history. Where there is none, it says why. One that another took over is a 308.",
        params: z.object({ id: z.uuid("bad-id") }),
        response: { 200: described(institutionRating), 308: described(institutionMerged) },
      },
    },
    async (request, reply) => {
      if (!runtime.register.isReady) throw new AppError("unavailable", "registry-loading");
      const { id } = request.params;
      if (!runtime.register.byId(id)) throw new AppError("not-found", "no-such-institution");
      const into = mergedInto(runtime.register, id, runtime.clock.now().toISOString().slice(0, 10));
      if (into)
        return cached(reply, SHORT)
          .code(308)
          .header("location", `/api/v1/institutions/${into}/rating`)
          .send({ institutionId: id, mergedInto: into });
      const [months, statement] = await Promise.all([
        listInstitutionRatings(sql, id),
        findInstitutionStatement(sql, id),
      ]);
      const [newest] = months;
      return cached(reply, SHORT).send({
        institutionId: id,
        latest: newest ? monthAnswer(newest) : null,
        history: months.map(({ batch, result }) => ({
          month: batch.month,
          method: batch.method,
          batch: batch.id,
          status: result.status,
          letter: result.letter,
          reasons: [...result.reasons],
          ratio: result.harm?.estimate.ratio ?? null,
          low: result.harm?.estimate.low ?? null,
          high: result.harm?.estimate.high ?? null,
        })),
        statement,
      });
    },
  );
}

function answerOf({ population: _, leafId: _leaf, ...batch }: RatingBatch) {
  const href = `/api/v1/ratings/${batch.id}`;
  return {
    ...batch,
    bundle: `${href}/bundle`,
    proof: `${href}/proof`,
    diff: batch.corrects === null ? null : `${href}/diff`,
  };
}

/** The answer's own arrays: what was read stays as it was read. */
const monthAnswer = ({ batch, result, basis }: RatedMonth) => ({
  month: batch.month,
  method: batch.method,
  batch: batch.id,
  publishedAt: batch.publishedAt,
  result: {
    ...result,
    reasons: [...result.reasons],
    steps: [...result.steps],
    harm: result.harm && { ...result.harm, classes: [...result.harm.classes] },
    sensitivities: [...result.sensitivities],
  },
  basis: { ...basis, held: [...basis.held] },
});

function countBy<K extends string, S extends Partial<Record<K, number>>>(
  results: readonly InstitutionResult[],
  of: (result: InstitutionResult) => readonly K[],
  start: S,
): S {
  const counts: Partial<Record<K, number>> = { ...start };
  for (const key of results.flatMap(of)) counts[key] = (counts[key] ?? 0) + 1;
  return counts as S;
}

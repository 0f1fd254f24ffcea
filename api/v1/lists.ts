import type { FastifyReply, FastifyRequest } from "fastify";
import * as z from "zod";
import { type RangeAnswers, rangeMemory } from "#commands/lists/range-memory.ts";
import { AppError } from "#domain/errors.ts";
import { FILE_NAMES, LIST_NAMES, LISTS } from "#domain/registry/lists/entity.ts";
import { readPrefix } from "#domain/registry/lists/range.ts";
import type { Api, ApiInstance } from "../app.ts";
import { isKnown } from "../file-answer.ts";
import type { Access } from "../guard.ts";
import { type ListAnswers, listNamed } from "./list-answers.ts";
import { described } from "./schemas.ts";

const OPEN: Access = { key: "none", scope: null, limit: "none", items: "none" };
const words = (zh: string, en: string) => ({ description: `${zh} / ${en}` });
const time = z.iso.datetime().meta({ examples: ["2026-02-01T06:05:00.000Z"] });
const hex = z
  .string()
  .meta({ examples: ["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"] });

const listItem = z
  .object({
    name: z.enum(LIST_NAMES as [string, ...string[]]),
    version: z.int().min(1).meta(words("只增不减，收到更低的要拒绝", "Only grows; refuse a lower one")),
    previous: z.int().nullable(),
    publishedAt: time,
    changedAt: time.meta(
      words(
        "内容最后一次变化；早于 publishedAt 就是没有变化",
        "When the content last changed; earlier than publishedAt: nothing has changed",
      ),
    ),
    validUntil: time.meta(words("过了这一刻要提醒用户", "Warn after this")),
    minWaitS: z.int(),
    windowFrom: z.int().meta(words("增量最早从哪一版开始", "The oldest version a delta starts from")),
    entries: z.int(),
    stateSha256: hex,
    prefixBits: z.int().nullable(),
    resources: z.array(
      z.object({
        format: z.enum(Object.keys(FILE_NAMES) as [string, ...string[]]),
        href: z.string(),
        bytes: z.int(),
        sha256: hex,
      }),
    ),
    log: z
      .object({ origin: z.string(), index: z.int(), size: z.int(), root: z.string() })
      .nullable()
      .meta(
        words(
          "在透明日志里的位置；还没有编号时为 null",
          "Its place on the transparency log; null until it is sequenced",
        ),
      ),
    nonce: z.string().nullable(),
    signature: z.string().meta(words("C2SP 签名文本", "A C2SP signed note")),
  })
  .meta({ id: "ListItem" });
const catalogAnswer = z.object({ origin: z.string(), lists: z.array(listItem) }).meta({ id: "ListCatalog" });

const LIST = z
  .string()
  .max(40)
  .meta({ ...words("名单", "The list"), examples: ["numbers"] });
const versionNumber = z.coerce
  .number("wrong-type")
  .int("not-whole")
  .min(1, "too-small")
  .max(Number.MAX_SAFE_INTEGER, "too-big");

/** The lists of the registry as files: catalog, snapshots, deltas. No login; made for caches. */
export function listRoutes(app: ApiInstance, answers: ListAnswers): void {
  app.get(
    "/api/v1/lists",
    {
      config: { access: OPEN },
      schema: {
        tags: ["lists"],
        operationId: "listLists",
        summary: "名单目录 · The catalog of lists",
        description:
          "每个名单的版本、文件、状态摘要、签名和日志位置。格式见 docs/methods/lists.md。 / Version, files, state hash, signature and log place of every list. Formats: docs/methods/lists.md.",
        response: { 200: described(catalogAnswer) },
      },
    },
    async (_request, reply) =>
      reply
        .header("cache-control", "public, max-age=60")
        .header("access-control-allow-origin", "*")
        .send(await answers.catalog()),
  );

  app.get(
    "/api/v1/lists/:name/snapshots/:version/:file",
    {
      config: { access: OPEN },
      schema: {
        tags: ["lists"],
        operationId: "getListFile",
        summary: "名单的一个文件 · A file of a list",
        description:
          "永不改变，可以一直缓存。已经不保留的版本是 410，Link 指向最新的。 / Never changes; cache it for good. 410 for a version no longer kept, with a Link to the newest.",
        params: z.object({
          name: LIST,
          version: versionNumber,
          file: z
            .string()
            .max(40)
            .meta({ examples: ["numbers.csv"] }),
        }),
        response: { 200: described(z.string().meta(words("文件", "The file"))) },
      },
    },
    (request, reply) => {
      const { name, version, file } = request.params;
      return answers.snapshot(request, reply, { list: listNamed(name), version, file });
    },
  );

  app.get(
    "/api/v1/lists/:name/delta",
    {
      config: { access: OPEN },
      schema: {
        tags: ["lists"],
        operationId: "getListDelta",
        summary: "从一个版本起的变化 · What changed since a version",
        description:
          "先删除，再修改，再新增，最后一行是状态摘要。204：已经最新。410：太旧，按 Link 下载快照。 / Removals, changes, additions, and the state hash as the last line. 204: nothing new. 410: too old; load the snapshot the Link names.",
        params: z.object({ name: LIST }),
        querystring: z.object({ from: versionNumber }),
        response: {
          200: described(z.string().meta(words("NDJSON", "NDJSON"))),
          204: described(z.null().meta(words("没有变化", "Nothing new"))),
        },
      },
    },
    (request, reply) => answers.delta(request, reply, listNamed(request.params.name), request.query.from),
  );
}

/** Range queries: a client tells the first bits of a hash; which number it means, nobody learns. */
export function rangeRoutes(app: ApiInstance, { runtime }: Api): void {
  const memory = rangeMemory(runtime.storage);
  app.get(
    "/api/v1/range/:list/:prefix",
    {
      // The handler reads both words itself; the schema is for the description, and would cost more than the look-up.
      validatorCompiler: () => (data: unknown) => ({ value: data }),
      config: { access: OPEN },
      schema: {
        tags: ["lists"],
        operationId: "getRange",
        summary: "按前缀查询，不透露是哪个号码 · Ask by prefix, without saying which number",
        description:
          "不用登录，不限次数。每个回答行数相同，p 为 000 的是填充。Accept: application/octet-stream 取二进制。 / No login, no limit. Every answer has as many rows; those with p 000 are padding. Accept: application/octet-stream for binary.",
        params: z.object({
          list: LIST,
          prefix: z
            .string()
            .max(64)
            .meta({
              ...words("摘要的前几位，十六进制", "The first digits of the hash, hex"),
              examples: ["03AF"],
            }),
        }),
        response: {
          200: described(
            z.string().meta(words("每行 SUFFIX:tier:category:p", "Lines SUFFIX:tier:category:p")),
          ),
        },
      },
    },
    (request, reply) => {
      const list = listNamed(request.params.list);
      if (!LISTS[list].hasRange) throw new AppError("unknown-list", "list-has-no-range");
      const held = memory.answers(list);
      return held instanceof Promise
        ? held.then((answers) => sendRange(request, reply, request.params.prefix, answers))
        : sendRange(request, reply, request.params.prefix, held);
    },
  );
}

const RANGE_HEAD = [
  "cache-control",
  "public, max-age=300",
  "vary",
  "accept",
  "access-control-allow-origin",
  "*",
  "x-content-type-options",
  "nosniff",
] as const;

/** Past Fastify's reply, as the other look-ups: these are asked most of all. */
function sendRange(
  request: FastifyRequest,
  reply: FastifyReply,
  prefix: string,
  answers: RangeAnswers | null,
): FastifyReply {
  if (!answers) throw new AppError("unavailable", "list-not-published");
  const asked = readPrefix(prefix, answers.prefixBits);
  if (asked === null) throw new AppError("prefix-length", "prefix-not-whole");
  const isBinary = request.headers.accept?.includes("application/octet-stream") === true;
  const { body, etag } = isBinary ? answers.binary(asked) : answers.text(asked);
  const head = [...RANGE_HEAD, "etag", etag, "list-version", String(answers.version)];
  reply.hijack();
  if (isKnown(request.headers["if-none-match"], etag)) {
    reply.raw.writeHead(304, head);
    reply.raw.end();
    return reply;
  }
  head.push("content-type", isBinary ? "application/octet-stream" : "text/plain; charset=utf-8");
  head.push("content-length", String(body.length));
  reply.raw.writeHead(200, head);
  reply.raw.end(body, "latin1");
  return reply;
}

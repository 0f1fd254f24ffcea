import type { FastifyReply } from "fastify";
import * as z from "zod";
import { addCheckpoint } from "#commands/transparency/add-checkpoint.ts";
import { logKey, witnessKey } from "#commands/transparency/log-identity.ts";
import { newestLeafOf, proveLeaf } from "#commands/transparency/prove-leaf.ts";
import { CHECKPOINT, readPublishedTile } from "#commands/transparency/tile-store.ts";
import { AppError } from "#domain/errors.ts";
import { withExtra } from "#domain/transparency/proof.ts";
import { formatVkey } from "#domain/transparency/signed-note.ts";
import { parseTilePath, TILE_WIDTH } from "#domain/transparency/tiles.ts";
import { policyText } from "#domain/transparency/witness.ts";
import type { Api, ApiInstance } from "./app.ts";
import type { Access } from "./guard.ts";
import { refusal } from "./problem.ts";
import { described } from "./v1/schemas.ts";

const OPEN: Access = { key: "none", scope: null, limit: "none", items: "none" };
const TEXT = "text/plain; charset=utf-8";
/** A checkpoint is replaced about once a second; C2SP: no caching beyond a few seconds. */
const CHECKPOINT_CACHE = "public, max-age=2";
const KEY_CACHE = "public, max-age=300";
const FULL_CACHE = "public, max-age=31536000, immutable";
/** What it says never changes, but nobody needs it any more once the tile is wider. */
const PARTIAL_CACHE = "public, max-age=60";
const ADD_CHECKPOINT_LIMIT = 64 * 1024;

const textAnswer = (zh: string, en: string) => described(z.string().describe(`${zh} / ${en}`));

/** The transparency log as C2SP tlog-tiles has it, its key and policy, and the proof of an entry. */
export function logRoutes(app: ApiInstance, { runtime }: Api): void {
  app.get(
    "/log/checkpoint",
    {
      config: { access: OPEN },
      schema: {
        tags: ["log"],
        operationId: "logCheckpoint",
        summary: "透明日志的树头 · The log's checkpoint",
        description:
          "C2SP tlog-checkpoint，含见证签名 / C2SP tlog-checkpoint with the witnesses' cosignatures",
        produces: ["text/plain"],
        response: { 200: textAnswer("已签名的树头", "The signed tree head") },
      },
    },
    async (_request, reply) => {
      const note = await runtime.storage.read(CHECKPOINT);
      if (!note) throw new AppError("not-found", "no-such-address");
      return sendBytes(reply, note, TEXT, CHECKPOINT_CACHE);
    },
  );

  const tileRoute = (prefix: "tile" | "tile/entries", summary: string, compress: boolean) => {
    const example = prefix === "tile" ? "0/000" : "000";
    app.get(
      `/log/${prefix}/*`,
      {
        config: { access: OPEN },
        ...(compress ? {} : { compress: false }),
        schema: {
          tags: ["log"],
          summary,
          description:
            "路径按 C2SP tlog-tiles：tile/<L>/<N>[.p/<W>]，tile/entries/<N>[.p/<W>] / Paths as C2SP tlog-tiles has them",
          params: z.object({
            "*": z.string().meta({ description: "<L>/<N>[.p/<W>] · <N>[.p/<W>]", examples: [example] }),
          }),
          produces: ["application/octet-stream"],
          response: { 200: textAnswer("字节", "Bytes") },
        },
      },
      async (request, reply) => {
        const tile = parseTilePath(`${prefix}/${request.params["*"]}`);
        const bytes = tile && (await readPublishedTile(runtime.storage, tile));
        if (!bytes) throw new AppError("not-found", "no-such-address");
        const cache = tile.width === TILE_WIDTH ? FULL_CACHE : PARTIAL_CACHE;
        return sendBytes(reply, bytes, "application/octet-stream", cache);
      },
    );
  };
  tileRoute("tile", "哈希瓦片 · A tile of hashes", false);
  tileRoute("tile/entries", "日志条目包 · A bundle of entries", true);

  app.get(
    "/log/vkey",
    {
      config: { access: OPEN },
      schema: {
        tags: ["log"],
        operationId: "logKey",
        summary: "日志的验证公钥 · The log's verifier key",
        description:
          "审计者应当从别处取得公钥再核对 / An auditor should have the key from elsewhere and compare",
        produces: ["text/plain"],
        response: { 200: textAnswer("C2SP vkey，一行", "A C2SP vkey, one line") },
      },
    },
    async (_request, reply) => sendText(reply, `${formatVkey(await logKey(runtime))}\n`),
  );

  app.get(
    "/log/policy",
    {
      config: { access: OPEN },
      schema: {
        tags: ["log"],
        operationId: "logPolicy",
        summary: "信任策略 · The trust policy",
        description: "C2SP tlog-policy：日志、见证者、法定数 / C2SP tlog-policy: log, witnesses, quorum",
        produces: ["text/plain"],
        response: { 200: textAnswer("策略文件", "The policy file") },
      },
    },
    async (_request, reply) => {
      const witnesses = runtime.witnesses.map(({ key, url }) => ({ vkey: formatVkey(key), url }));
      const vkey = formatVkey(await logKey(runtime));
      return sendText(reply, policyText(vkey, `${runtime.publicUrl}/log`, witnesses));
    },
  );

  app.get(
    "/api/v1/entries/:id/proof",
    {
      config: { access: { key: "optional", scope: null, limit: "lookups", items: "none" } },
      schema: {
        tags: ["log"],
        operationId: "entryProof",
        summary: "条目在日志中的证明 · Proof that an entry is on the log",
        description:
          "名录条目最新一片叶的 C2SP tlog-proof；刚写入的叶约一秒后可证，此前为 503 / C2SP tlog-proof of the newest leaf of a registry entry; 503 for the second until it is integrated",
        params: z.object({ id: z.uuid() }),
        produces: ["text/plain"],
        response: { 200: textAnswer("tlog-proof@v1", "tlog-proof@v1") },
      },
    },
    async (request, reply) => {
      const leafId = await newestLeafOf(runtime, request.params.id);
      if (!leafId) throw new AppError("not-found", "no-such-entry");
      const proven = await proveLeaf(runtime, leafId);
      if (!proven) throw refusal("unavailable", "not-on-log-yet", 2);
      const proof = withExtra(proven.proof, Buffer.from(proven.leaf));
      return sendBytes(reply, Buffer.from(proof), TEXT, CHECKPOINT_CACHE);
    },
  );
}

/** The witness role: other agencies' logs are cosigned here (C2SP tlog-witness). In a scope of its own: bodies are text. */
export function witnessRoutes(app: ApiInstance, { runtime }: Api): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "*",
    { parseAs: "string", bodyLimit: ADD_CHECKPOINT_LIMIT },
    (_request, body, done) => done(null, body),
  );

  app.get(
    "/witness/vkey",
    {
      config: { access: OPEN },
      schema: {
        tags: ["log"],
        operationId: "witnessKey",
        summary: "本平台作为见证者的公钥 · The key this portal cosigns with",
        produces: ["text/plain"],
        response: { 200: textAnswer("C2SP vkey，一行", "A C2SP vkey, one line") },
      },
    },
    async (_request, reply) => sendText(reply, `${formatVkey(await witnessKey(runtime))}\n`),
  );

  app.post(
    "/witness/add-checkpoint",
    {
      config: { access: OPEN },
      schema: {
        tags: ["log"],
        operationId: "addCheckpoint",
        summary: "为别的日志作见证 · Cosign another log's checkpoint",
        description:
          "C2SP tlog-witness。409 的正文是已知的树大小（text/x.tlog.size）/ C2SP tlog-witness. The body of a 409 is the size that is known (text/x.tlog.size)",
        consumes: ["text/plain"],
        body: z
          .string()
          .describe("old N，一致性证明，空行，树头 / old N, consistency proof, empty line, checkpoint"),
        produces: ["text/plain"],
        response: {
          200: textAnswer("见证签名行", "Cosignature lines"),
          400: textAnswer("请求有误", "Not such a request"),
          403: textAnswer("签名不可信", "No trusted signature"),
          404: textAnswer("不认识这个日志", "The log is not known"),
          409: textAnswer("已知的大小", "The size that is known"),
          422: textAnswer("一致性证明不成立", "The consistency proof does not hold"),
        },
      },
    },
    async (request, reply) => {
      const answer = await addCheckpoint(runtime, request.body);
      reply.code(answer.status);
      if (answer.status === 409) return reply.type("text/x.tlog.size").send(`${answer.size}\n`);
      return reply.type(TEXT).send(answer.status === 200 ? answer.lines : `${answer.status}\n`);
    },
  );
}

const sendText = (reply: FastifyReply, text: string) => sendBytes(reply, Buffer.from(text), TEXT, KEY_CACHE);

function sendBytes(reply: FastifyReply, bytes: Uint8Array, type: string, cache: string): FastifyReply {
  return reply.header("content-type", type).header("cache-control", cache).send(Buffer.from(bytes));
}

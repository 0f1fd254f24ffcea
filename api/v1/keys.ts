import * as z from "zod";
import type { Oprf } from "#adapters/oprf.ts";
import { toAppError } from "#commands/to-app-error.ts";
import { logKey } from "#commands/transparency/log-identity.ts";
import { OPRF_LIST, OPRF_PREFIX_BITS, OPRF_SUITE } from "#domain/registry/oprf.ts";
import { utf8 } from "#domain/transparency/bytes.ts";
import { formatVkey, joinNote, signatureLine } from "#domain/transparency/signed-note.ts";
import type { Api, ApiInstance } from "../app.ts";
import { described } from "./schemas.ts";

const keysAnswer = z
  .object({
    log: z.object({ origin: z.string(), vkey: z.string() }),
    oprf: z.array(
      z.object({
        list: z.string(),
        suite: z.string(),
        mode: z.literal("VOPRF"),
        epoch: z.int(),
        publicKey: z.string(),
        prefixBits: z.int(),
        signature: z.string(),
      }),
    ),
  })
  .meta({
    id: "PublicKeys",
    description:
      "门户的公开密钥。signature 是日志密钥签名的文本：`<origin>/oprf/<list>`、epoch、publicKey 各一行 / The portal's public keys. `signature` is a note signed by the log key with the lines `<origin>/oprf/<list>`, epoch and publicKey",
  });

export function keyRoutes(app: ApiInstance, { runtime }: Api, oprf: Pick<Oprf, "epoch" | "publicKey">): void {
  app.get(
    "/api/v1/keys",
    {
      config: { access: { key: "none", scope: null, limit: "none", items: "none" } },
      schema: {
        tags: ["keys"],
        operationId: "getKeys",
        summary: "门户的公开密钥 · The portal's public keys",
        description:
          "审计和隐私查询用。日志的密钥请从可信的渠道另外取得，再与这里核对。 / For audits and private look-ups. Get the log's key from where you trust it and compare.",
        security: [],
        response: { 200: described(keysAnswer) },
      },
    },
    async (_request, reply) => {
      known ??= answerNow().catch((error: unknown) => {
        known = null;
        throw toAppError(error);
      });
      return reply.header("cache-control", "public, max-age=60").send(await known);
    },
  );

  /** The same as long as the process runs. */
  let known: Promise<unknown> | null = null;
  const answerNow = async () => {
    const key = await logKey(runtime);
    const publicKey = Buffer.from(oprf.publicKey).toString("base64");
    const text = `${key.name}/oprf/${OPRF_LIST}\n${oprf.epoch}\n${publicKey}\n`;
    const signature = joinNote(text, [signatureLine(key, runtime.keys.signLog(utf8(text)))]);
    return {
      log: { origin: key.name, vkey: formatVkey(key) },
      oprf: [
        {
          list: OPRF_LIST,
          suite: OPRF_SUITE,
          mode: "VOPRF",
          epoch: oprf.epoch,
          publicKey,
          prefixBits: OPRF_PREFIX_BITS,
          signature,
        },
      ],
    };
  };
}

import * as z from "zod";
import { proveReceipt } from "#commands/complaints/prove-receipt.ts";
import type { Api, ApiInstance } from "../app.ts";
import type { Access } from "../guard.ts";
import { described } from "./schemas.ts";

const FOLLOW: Access = { key: "optional", scope: null, limit: "lookups", items: "one" };

const proofFile = z
  .object({
    v: z.literal(1),
    kind: z.enum(["complaint-receipt", "entry"]),
    record: z.record(z.string(), z.unknown()),
    nonce: z.base64(),
    leaf: z.string(),
    proof: z.string(),
  })
  .meta({
    id: "ProofFile",
    description:
      "离线可核对：commit = SHA-256(nonce ‖ JCS(record))，leaf 在签名检查点之下 / Checked offline: commit = SHA-256(nonce ‖ JCS(record)), and the leaf is under a signed checkpoint",
  });

export function receiptRoutes(app: ApiInstance, { runtime }: Api): void {
  app.post(
    "/api/v1/receipts/proof",
    {
      config: { access: FOLLOW },
      schema: {
        tags: ["complaints"],
        operationId: "getReceiptProof",
        summary: "凭回执取受理证明 · The proof that belongs to a receipt",
        description:
          "提交几秒后可取。用 npm run -s verify 或任何 C2SP tlog-proof 工具离线核对，不必相信我们。 / There a few seconds after filing. Checked offline with npm run -s verify or any C2SP tlog-proof tool, without trusting us.",
        security: [{}, { apiKey: [] }],
        body: z
          .object({ receipt: z.string().min(1, "required").max(100, "too-long") })
          .meta({ examples: [{ receipt: "MJ-…" }] }),
        response: { 200: described(proofFile) },
      },
    },
    async (request, reply) => {
      reply.header("cache-control", "no-store");
      return reply.send(await proveReceipt(runtime, request.body.receipt));
    },
  );
}

import { submitComplaint } from "#commands/complaints/submit-complaint.ts";
import { complaintInput } from "#domain/complaints/complaint-input.ts";
import { AppError } from "#domain/errors.ts";
import type { Api, ApiInstance } from "../app.ts";
import type { Access } from "../guard.ts";
import { refusal } from "../problem.ts";
import { described, receiptAnswer } from "./schemas.ts";

const FILE: Access = { key: "optional", scope: "intake", limit: "filings", items: "one" };
const MAX_KEY = 200;
/** A write that takes longer than this waits for a database that is away; the client tries again with its key. */
const TIMEOUT_MS = 15_000;

export const COMPLAINT_EXAMPLE = {
  matter: "collection",
  channel: "voice_call",
  relationship: "CONTACT_LISTED",
  incidents: [
    { at: "2026-02-01T14:05:00+08:00", numberDisplayed: "952 123 0456", answered: true, receiver: "self" },
  ],
  scriptText: "您认识的人欠钱不还，叫他马上还。",
  claimed: { identity: "collection_firm", institution: "某某消费金融" },
  harm: { kinds: ["D3"], toldToStop: true, contactedAgain: true },
  desired: ["stop_calls"],
  mode: "anonymous_receipt",
  language: "zh-CN",
  truthStatement: true,
};

export function complaintRoutes(app: ApiInstance, { runtime }: Api): void {
  app.post(
    "/api/v1/complaints",
    {
      config: { access: FILE },
      schema: {
        tags: ["complaints"],
        operationId: "fileComplaint",
        summary: "提交一份举报 · File a complaint",
        description:
          "收到 201 即已永久保存。重试请带同一个 Idempotency-Key：内容相同得到同一个回执，内容不同得到 422。除 matter、channel、relationship、truthStatement 外都可不填，不知道就不填；不认识的字段会被拒绝，以免写错名字丢了内容。 / 201 means it is stored for good. Retry with the same Idempotency-Key: the same body gets the same receipt, another body 422. All but matter, channel, relationship and truthStatement may be left out; unknown fields are refused, so that a misspelt name loses nothing.",
        security: [{}, { apiKey: [] }],
        body: complaintInput.meta({ examples: [COMPLAINT_EXAMPLE] }),
        response: { 201: described(receiptAnswer) },
      },
      // The command reads the body with all its rules and names every problem at once.
      validatorCompiler: () => (data: unknown) => ({ value: data }),
    },
    async (request, reply) => {
      // Without the register a filing would go to no agency and name nobody.
      if (!runtime.register.isReady) throw new AppError("unavailable", "registry-loading");
      const { key, network } = request.caller ?? { key: null, network: "" };
      const submitted = submitComplaint(
        { ...runtime, actor: null, now: runtime.clock.now() },
        {
          body: request.body,
          idempotencyKey: idempotencyKey(request.headers["idempotency-key"]),
          origin: key
            ? { kind: "organisation", apiKeyId: key.id, name: key.name }
            : { kind: "anonymous", network: network || null },
        },
      );
      const answer = await withinTime(submitted);
      return reply.code(201).send(answer);
    },
  );
}

function idempotencyKey(header: string | readonly string[] | undefined): string | null {
  if (header === undefined) return null;
  const key = typeof header === "string" ? header.trim() : "";
  if (key === "" || key.length > MAX_KEY) {
    const code = key === "" ? "required" : "too-long";
    throw new AppError("invalid-request", "idempotency-key", [{ pointer: "/headers/idempotency-key", code }]);
  }
  return key;
}

async function withinTime<T>(work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(refusal("unavailable", "database-unreachable", 5)), TIMEOUT_MS);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

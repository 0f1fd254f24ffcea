import * as z from "zod";
import { lookUpFields } from "#commands/registry/look-up-number.ts";
import { AppError } from "#domain/errors.ts";
import { CALL_ACTIONS, callAnswer } from "#domain/registry/call-answer.ts";
import { redressCard } from "#domain/registry/redress-card.ts";
import type { Api, ApiInstance } from "../app.ts";
import type { Access } from "../guard.ts";
import { isNumberAsked, plainOr } from "../validate.ts";
import { callText, stampWriter } from "./number-text.ts";
import { advice, described, stamp, verdict } from "./schemas.ts";

const LOOK_UP: Access = { key: "optional", scope: null, limit: "lookups", items: "one" };
const OPEN: Access = { key: "none", scope: null, limit: "none", items: "none" };

const LONGEST = 500;
const words = z.object({ zh: z.string(), en: z.string() });
const callSchema = z
  .object({
    canonical: z.string().nullable(),
    action: z.enum(CALL_ACTIONS),
    reason: z.string(),
    verdict,
    advice,
    label: words.nullable(),
    redress: z
      .object({ jcard: z.url(), sipStatus: z.literal(608), callInfo: z.string() })
      .nullable()
      .meta({ description: "RFC 8688" }),
    cacheSeconds: z.int(),
    ...stamp,
  })
  .meta({
    id: "CallAnswer",
    description: "来电时的回答：拦截、标注、放行 / The answer at call time: block, label, allow",
  });

/** For switches and phones while it rings: one small answer from memory. docs/methods/call-answers.md. */
export function callRoutes(app: ApiInstance, { runtime, guard, sendText }: Api): void {
  const stampText = stampWriter(runtime);
  app.get(
    "/api/v1/call/:number",
    {
      config: { access: LOOK_UP },
      schema: {
        tags: ["numbers"],
        operationId: "getCallAnswer",
        summary: "来电时怎么办：拦截、标注还是放行 · What to do with a call: block, label or allow",
        description:
          "从内存回答。读不懂的主叫号码也是 200 和 allow：没有回答时一律放行。个人号码只有结论。拦截时把 callInfo 放进 SIP 608 的 Call-Info（RFC 8688），让被拦的一方知道向谁申诉。 / From memory. A caller number that cannot be read is 200 and `allow`: without an answer, let the call through. A private number gets the verdict alone. When blocking, put `callInfo` into the Call-Info of SIP 608 (RFC 8688), so that whoever is blocked knows where to object.",
        params: z.object({
          number: z
            .string()
            .max(LONGEST, "too-long")
            .meta({ examples: ["952 123 0456"] }),
        }),
        response: { 200: described(callSchema) },
      },
      validatorCompiler: plainOr({ params: isNumberAsked(0, LONGEST) }),
    },
    (request, reply) => {
      const found = lookUpFields(runtime, request.params.number);
      if (found.ok) guard.chargeNumber(request, found.answer);
      const answer = callAnswer(found, runtime.publicUrl);
      return sendText(request, reply, `{${callText(answer, "bytes")},${stampText()}}`, "bytes");
    },
  );

  app.get(
    "/api/v1/redress/:file",
    {
      config: { access: OPEN },
      schema: {
        tags: ["numbers"],
        operationId: "getRedressCard",
        summary: "被拦截的一方向谁申诉（jCard） · Where a blocked caller objects (jCard)",
        description:
          "`<条目编号>.jcard`，RFC 7095。不含号码。 / `<entry id>.jcard`, RFC 7095. Holds no number.",
        security: [],
        params: z.object({
          file: z.string().meta({ examples: ["0198a0a0-0000-7000-8000-000000000001.jcard"] }),
        }),
        response: { 200: described(z.array(z.unknown())) },
      },
    },
    (request, reply) => {
      const id = FILE.exec(request.params.file)?.[1];
      if (id === undefined) throw new AppError("not-found", "no-such-address");
      return reply
        .header("content-type", "application/vcard+json; charset=utf-8")
        .header("cache-control", "public, max-age=3600")
        .send(JSON.stringify(redressCard(id.toLowerCase(), runtime.publicUrl)));
    },
  );
}

const FILE = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.jcard$/i;

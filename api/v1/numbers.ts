import type { FastifyReply, FastifyRequest } from "fastify";
import * as z from "zod";
import { findNumberRecord } from "#commands/registry/find-number-record.ts";
import { lookUpAsOf } from "#commands/registry/look-up-as-of.ts";
import { lookUpFields, lookUpNumber, stampOf } from "#commands/registry/look-up-number.ts";
import { AppError } from "#domain/errors.ts";
import type { Api, ApiInstance } from "../app.ts";
import type { Access } from "../guard.ts";
import { isNothingAsked, isNumberAsked, plainOr } from "../validate.ts";
import { asOfQuery } from "./entries.ts";
import { numberText, quoted, stampWriter } from "./number-text.ts";
import { described, numberAnswer, numberRecord } from "./schemas.ts";

const LOOK_UP: Access = { key: "optional", scope: null, limit: "lookups", items: "one" };

/** Longer than anything that is one number, with room for what people paste around it. */
const LONGEST = 500;
const pasted = z.string().min(1, "required").max(LONGEST, "too-long");
const NUMBER = pasted.meta({
  description:
    "随便怎么写的号码：空格、横线、+86、全角都行 / A number written any way: spaces, dashes, +86, full width",
  examples: ["952 123 0456"],
});

const isNumber = isNumberAsked(1, LONGEST);

export function numberRoutes(app: ApiInstance, { runtime, guard, sendText }: Api): void {
  const refuse = (reason: string) =>
    new AppError("invalid-number", reason, [{ pointer: "/number", code: reason }]);
  /** `{"input":…,…,"asOf":…,"listVersion":…}` without a detour over one more object. */
  const answerText = (request: FastifyRequest, input: string): string => {
    const found = lookUpFields(runtime, input);
    if (!found.ok) throw refuse(found.reason);
    guard.chargeNumber(request, found.answer);
    return `{"input":${quoted(input, "bytes")},${numberText(found.answer, "bytes")},${stampText()}}`;
  };
  const stampText = stampWriter(runtime);

  app.get(
    "/api/v1/numbers/:number",
    {
      config: { access: LOOK_UP },
      schema: {
        tags: ["numbers"],
        operationId: "getNumber",
        summary: "查一个号码 · Look up a number",
        description:
          "从内存回答，不存查询内容。网址会留在浏览器和代理的记录里，个人号码用 POST。 / Answered from memory; what is asked is not stored. Addresses stay in histories and proxy logs: use POST for a private number.",
        params: z.object({ number: NUMBER }),
        querystring: asOfQuery,
        response: { 200: described(numberAnswer) },
      },
      validatorCompiler: plainOr({ params: isNumber, querystring: isNothingAsked }),
    },
    (request, reply) => {
      const { as_of: asOf } = request.query;
      if (asOf !== undefined) return answerPast(request, reply, request.params.number, new Date(asOf));
      return sendText(request, reply, answerText(request, request.params.number), "bytes");
    },
  );

  const answerPast = async (request: FastifyRequest, reply: FastifyReply, input: string, at: Date) => {
    const found = await lookUpAsOf(runtime, input, at);
    if (!found.ok) throw refuse(found.reason);
    const { fields, asOf, listVersion } = found.answer;
    guard.chargeNumber(request, fields);
    return sendText(
      request,
      reply,
      JSON.stringify({ input, ...fields, ...stampOf(runtime), asOf, listVersion }),
    );
  };

  app.get(
    "/api/v1/numbers/:number/record",
    {
      config: { access: LOOK_UP },
      schema: {
        tags: ["numbers"],
        operationId: "getNumberRecord",
        summary: "号码的完整公开记录 · The full public record of a number",
        description:
          "结论之外，还有决定的说明和历次版本，来自数据库。个人号码没有说明和历史。 / Besides the answer: what the decision says and every version, from the database. A private number has neither.",
        params: z.object({ number: NUMBER }),
        response: { 200: described(numberRecord) },
      },
    },
    async (request, reply) => {
      const found = lookUpNumber(runtime, request.params.number);
      if (!found.ok) throw refuse(found.reason);
      guard.chargeNumber(request, found.answer);
      const record = await findNumberRecord(runtime, found.answer);
      return sendText(request, reply, JSON.stringify(record));
    },
  );

  app.post(
    "/api/v1/numbers",
    {
      config: { access: LOOK_UP },
      schema: {
        tags: ["numbers"],
        operationId: "postNumber",
        summary: "查一个号码，不写进网址 · Look up a number without putting it into an address",
        description: "与 GET 同一个答案。 / The same answer as GET.",
        body: z.object({ number: NUMBER }).meta({ examples: [{ number: "138 0013 8000" }] }),
        response: { 200: described(numberAnswer) },
      },
      validatorCompiler: plainOr({ body: isNumber }),
    },
    (request, reply) => sendText(request, reply, answerText(request, request.body.number), "bytes"),
  );
}

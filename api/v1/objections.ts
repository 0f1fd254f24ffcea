import * as z from "zod";
import { followApplication } from "#commands/registry/follow-application.ts";
import { openApplication, type PrivateSubject } from "#commands/registry/open-application.ts";
import { AppError } from "#domain/errors.ts";
import { APPLICATION_KINDS, APPLICATION_STATES, applicationInput } from "#domain/registry/application.ts";
import type { Api, ApiInstance } from "../app.ts";
import type { Access } from "../guard.ts";
import { described } from "./schemas.ts";

const APPLY: Access = { key: "optional", scope: null, limit: "filings", items: "one" };
const FOLLOW: Access = { key: "optional", scope: null, limit: "lookups", items: "one" };
const MAX_KEY = 200;
const keysOf = <K extends string>(of: Readonly<Record<K, unknown>>) => Object.keys(of) as [K, ...K[]];
const words = (zh: string, en: string) => ({ description: `${zh} / ${en}` });

export const OBJECTION_EXAMPLE = {
  kind: "objection",
  about: "952 123 0456",
  applicant: "holder",
  ground: "not_mine",
  text: "这个号码今年三月才由我开通，之前的事与我无关。",
  contact: { name: "王某", phone: "13700000001" },
} as const;

const receipt = z
  .object({
    id: z.uuid(),
    receipt: z.string(),
    entryId: z.uuid(),
    kind: z.enum(keysOf(APPLICATION_KINDS)),
    status: z.literal("open"),
    answerBy: z.iso.date().meta(words("最迟答复日", "Last day on which the answer is in time")),
    followUpUrl: z.url(),
  })
  .meta({
    id: "ObjectionReceipt",
    ...words("回执只给一次，凭它查结果", "The receipt is given once; the outcome is followed with it"),
  });

const status = z
  .object({
    id: z.uuid(),
    entryId: z.uuid(),
    kind: z.enum(keysOf(APPLICATION_KINDS)),
    status: z.enum(keysOf(APPLICATION_STATES)),
    receivedAt: z.iso.datetime(),
    answerBy: z.iso.date(),
    decidedAt: z.iso.datetime().nullable(),
    isMissed: z.boolean().meta(words("逾期没有答复", "No answer came in time")),
    answer: z.string().nullable().meta(words("监管部门的书面答复", "The agency’s written answer")),
  })
  .meta({ id: "ObjectionStatus" });

export function objectionRoutes(app: ApiInstance, { runtime, guard }: Api): void {
  app.post(
    "/api/v1/objections",
    {
      config: { access: APPLY },
      schema: {
        tags: ["objections"],
        operationId: "openObjection",
        summary:
          "提出异议、申诉、修复申请或说明 · Object, appeal, ask for repair, or have a statement attached",
        description:
          "不用登录。异议和申诉提出后条目立即标明；20 日（申诉 60 日）内没有答复，条目自动移出。联系方式加密保存。按条目编号对个人号码的条目提出时，还要写出号码（number），写错与没有这一条回答相同；个人号码计入每天不同号码的额度。 / No account. The entry is marked at once; without an answer in 20 days (60 for an appeal) it is removed by itself. Contact details are sealed. By the id of an entry about a private number, `number` states that number; a wrong one is answered as an unknown entry. A private number draws on the day’s budget of different numbers.",
        body: applicationInput.meta({ examples: [OBJECTION_EXAMPLE] }),
        response: { 201: described(receipt) },
      },
      // The command reads the body with all its rules and names every problem at once.
      validatorCompiler: () => (data: unknown) => ({ value: data }),
    },
    async (request, reply) => {
      const idempotencyKey = keyOf(request.headers["idempotency-key"]);
      const context = { ...runtime, actor: null, now: runtime.clock.now() };
      const spend = (subject: PrivateSubject) => guard.chargeNumber(request, subject);
      return reply
        .code(201)
        .send(await openApplication(context, { body: request.body, idempotencyKey, spend }));
    },
  );

  app.post(
    "/api/v1/objections/status",
    {
      config: { access: FOLLOW },
      schema: {
        tags: ["objections"],
        operationId: "followObjection",
        summary: "凭回执查结果 · Follow an application by its receipt",
        description: "回执不写进网址。 / The receipt never stands in an address.",
        body: z
          .object({ receipt: z.string().min(1, "required").max(100, "too-long") })
          .meta({ examples: [{ receipt: "MJ-…" }] }),
        response: { 200: described(status) },
      },
    },
    async (request, reply) => reply.send(await followApplication(runtime, request.body.receipt)),
  );
}

function keyOf(header: string | readonly string[] | undefined): string | null {
  if (header === undefined) return null;
  const key = typeof header === "string" ? header.trim() : "";
  if (key !== "" && key.length <= MAX_KEY) return key;
  const code = key === "" ? "required" : "too-long";
  throw new AppError("invalid-request", "idempotency-key", [{ pointer: "/headers/idempotency-key", code }]);
}

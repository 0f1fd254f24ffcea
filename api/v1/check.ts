import * as z from "zod";
import {
  CHECK_KINDS,
  CHECK_PURPOSES,
  type CheckKind,
  checkItem,
  type NameAnswer,
} from "#commands/registry/check-item.ts";
import { checkPractitioners } from "#commands/registry/check-practitioners.ts";
import { stampOf } from "#commands/registry/look-up-number.ts";
import { AppError } from "#domain/errors.ts";
import type { Locale } from "#messages/locale.ts";
import type { Api, ApiInstance } from "../app.ts";
import type { Access } from "../guard.ts";
import { asAppError, preferredLocale, problemBody } from "../problem.ts";
import { numberText } from "./number-text.ts";
import { checkAnswer, checkItem as checkItemSchema, described } from "./schemas.ts";

const CHECK: Access = { key: "required", scope: "check", limit: "none", items: "own" };
export const MAX_ITEMS = 500;
const MAX_VALUE = 2_000;
const MAX_REF = 200;

export function checkRoutes(app: ApiInstance, { runtime, guard, sendText }: Api): void {
  app.post(
    "/api/v1/check",
    {
      config: { access: CHECK },
      schema: {
        tags: ["check"],
        operationId: "check",
        summary:
          "批量核验号码、机构、链接、短信签名 · Check numbers, institutions, links and signatures in a batch",
        description: `一次最多 ${MAX_ITEMS} 条、256 KB。结果按原顺序，一条出错只影响自己。查询从业人员要在 Purpose 头里说明用途（${CHECK_PURPOSES.join("、")}）。 / At most ${MAX_ITEMS} items and 256 KB. Results keep the order; a bad item fails only itself. Questions about practitioners need a Purpose header (${CHECK_PURPOSES.join(", ")}).`,
        security: [{ apiKey: [] }],
        body: z
          .object({ items: z.array(checkItemSchema).max(MAX_ITEMS) })
          .meta({ examples: [{ items: [{ ref: "a1", kind: "number", value: "95588" }] }] }),
        response: { 200: described(checkAnswer) },
      },
      // The schema describes; the items are read one by one, so that a bad one fails nothing but itself.
      validatorCompiler: () => (data: unknown) => ({ value: data }),
    },
    (request, reply) => {
      const { registry } = runtime;
      if (!registry.isReady) throw new AppError("unavailable", "registry-loading");
      const items = itemsOf(request.body);
      guard.charge(request, items.length);
      const locale = preferredLocale(request.headers["accept-language"]);
      const { purpose } = request.headers;
      const asked = typeof purpose === "string" ? purpose : null;
      const send = (people: People) => {
        const subjects: string[] = [];
        const results = items.map((item) => resultOf(item, asked, locale, subjects, people));
        // After the answers are made, because they know the canonical number, and before they are given.
        guard.chargeSubjects(request, subjects);
        const stamp = JSON.stringify(stampOf(runtime)).slice(0, -1);
        return sendText(request, reply, `${stamp},"results":[${results.join(",")}]}`, "ascii");
      };
      const people = peopleOf(items);
      const key = request.caller?.key;
      // Only a question about a person needs the database, where it is stored before it is answered.
      if (people.length === 0 || !key || !CHECK_PURPOSES.some((known) => known === asked))
        return send(NOBODY);
      // Charged before anything is looked up: a budget that is used up asks about nobody.
      guard.chargeSubjects(
        request,
        people.map((value) => `p:${value.normalize("NFKC").trim()}`),
      );
      return checkPractitioners(runtime, { key, purpose: asked ?? "", values: people }).then(send);
    },
  );

  const resultOf = (
    item: unknown,
    purpose: string | null,
    locale: Locale,
    subjects: string[],
    people: People,
  ): string => {
    const ref = refOf(item);
    try {
      const { kind, value } = readItem(item);
      const person = kind === "practitioner" ? people.get(value) : undefined;
      const answer = person ?? checkItem(runtime, { kind, value, purpose });
      if ("canonical" in answer) subjects.push(answer.canonical);
      else if (kind === "practitioner") subjects.push(`p:${value.normalize("NFKC").trim()}`);
      const fields = "canonical" in answer ? `${numberText(answer)}}` : JSON.stringify(answer).slice(1);
      return ascii(`{"ref":${ref},${fields}`);
    } catch (error) {
      const refused = asAppError(error);
      if (refused.code === "internal-error") runtime.log.error({ err: error }, "check item failed");
      const problem = JSON.stringify(problemBody(refused, locale, runtime.publicUrl));
      return ascii(`{"ref":${ref},"problem":${problem}}`);
    }
  };
}

type People = ReadonlyMap<string, NameAnswer>;
const NOBODY: People = new Map();

/** Whom the batch asks about; what cannot be read is told of item by item. */
function peopleOf(items: readonly unknown[]): string[] {
  const values = new Set<string>();
  for (const item of items) {
    if (!isRecord(item) || item.kind !== "practitioner" || typeof item.value !== "string") continue;
    if (item.value.length <= MAX_VALUE) values.add(item.value);
  }
  return [...values];
}

/**
 * With \u escapes for all but ASCII: the same JSON, and a batch of hundreds stays one byte a character, which is
 * measured, joined and written several times faster.
 */
function ascii(json: string): string {
  return OUTSIDE_ASCII.test(json) ? json.replace(/[\u0080-\uffff]/g, escaped) : json;
}

const OUTSIDE_ASCII = /[\u0080-\uffff]/;
const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

function itemsOf(body: unknown): readonly unknown[] {
  const items = isRecord(body) ? body.items : undefined;
  if (!Array.isArray(items)) {
    const code = items === undefined ? "required" : "wrong-type";
    throw new AppError("invalid-request", "fields", [{ pointer: "/items", code }]);
  }
  if (items.length > MAX_ITEMS) {
    throw new AppError("batch-too-large", "at-most-500", [{ pointer: "/items", code: "too-many" }]);
  }
  return items;
}

function readItem(item: unknown): { readonly kind: CheckKind; readonly value: string } {
  if (!isRecord(item)) throw new AppError("invalid-request", "fields", [{ pointer: "", code: "wrong-type" }]);
  const { value } = item;
  const kind = CHECK_KINDS.find((known) => known === item.kind);
  const problems = [];
  if (!kind) problems.push({ pointer: "/kind", code: item.kind === undefined ? "required" : "unknown-code" });
  if (typeof value !== "string")
    problems.push({ pointer: "/value", code: value === undefined ? "required" : "wrong-type" });
  else if (value.length > MAX_VALUE) problems.push({ pointer: "/value", code: "too-long" });
  if (isRecord(item) && item.ref !== undefined && refOf(item) === "null" && item.ref !== null) {
    problems.push({ pointer: "/ref", code: "wrong-type" });
  }
  if (!kind || typeof value !== "string" || problems.length > 0) {
    throw new AppError("invalid-request", "fields", problems);
  }
  return { kind, value };
}

/** The reference as JSON, or null when there is none to give back. */
function refOf(item: unknown): string {
  const ref = isRecord(item) ? item.ref : null;
  if (typeof ref === "string" && ref.length <= MAX_REF) return JSON.stringify(ref);
  return typeof ref === "number" && Number.isFinite(ref) ? JSON.stringify(ref) : "null";
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

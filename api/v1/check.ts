import * as z from "zod";
import {
  CHECK_KINDS,
  CHECK_PURPOSES,
  type CheckKind,
  checkItem,
  type PractitionerAnswer,
} from "#commands/registry/check-item.ts";
import { checkPractitioners } from "#commands/registry/check-practitioners.ts";
import { AppError } from "#domain/errors.ts";
import type { Locale } from "#messages/locale.ts";
import type { Api, ApiInstance } from "../app.ts";
import type { Access } from "../guard.ts";
import { asAppError, preferredLocale, problemBody } from "../problem.ts";
import { checkAnswer, checkItem as checkItemSchema } from "./check-schemas.ts";
import { narrow, numberText, quoted, stampWriter } from "./number-text.ts";
import { described } from "./schemas.ts";

const CHECK: Access = { key: "required", scope: "check", limit: "none", items: "own" };
export const MAX_ITEMS = 500;
const MAX_VALUE = 2_000;
const MAX_REF = 200;

export function checkRoutes(app: ApiInstance, { runtime, guard, sendText }: Api): void {
  const stampText = stampWriter(runtime);
  app.post(
    "/api/v1/check",
    {
      config: { access: CHECK },
      schema: {
        tags: ["check"],
        operationId: "check",
        summary:
          "批量核验号码、机构、链接、短信签名、应用 · Check numbers, institutions, links, signatures and apps in a batch",
        description: `一次最多 ${MAX_ITEMS} 条、256 KB。结果按原顺序，一条出错只影响自己。查询从业人员要在 Purpose 头里说明用途（${CHECK_PURPOSES.join("、")}）；用途为 employment、密钥有 conduct 权限时，一并给出从业记录和评级。本人看得到每一次查询。 / At most ${MAX_ITEMS} items and 256 KB. Results keep the order; a bad item fails only itself. Questions about practitioners need a Purpose header (${CHECK_PURPOSES.join(", ")}); for employment, and with the scope conduct, the record of conduct and its grade are given. The person sees every question.`,
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
        const asking: Asking = { purpose: asked, locale, people, now: runtime.clock.now(), subjects };
        const results = items.map((item) => resultOf(item, asking));
        // After the answers are made, because they know the canonical number, and before they are given.
        guard.chargeSubjects(request, subjects);
        return sendText(request, reply, `{${stampText()},"results":[${results.join(",")}]}`, "bytes");
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

  const resultOf = (item: unknown, { purpose, locale, people, now, subjects }: Asking): string => {
    const ref = refOf(item);
    try {
      const { kind, value } = readItem(item, ref);
      const person = kind === "practitioner" ? people.get(value) : undefined;
      const answer = person ?? checkItem(runtime, { kind, value, purpose }, now);
      if ("canonical" in answer) {
        subjects.push(answer.canonical);
        return `{"ref":${ref},${numberText(answer, "escapes")}}`;
      }
      if (kind === "practitioner") subjects.push(`p:${value.normalize("NFKC").trim()}`);
      return `{"ref":${ref},${narrow(JSON.stringify(answer), "escapes").slice(1)}`;
    } catch (error) {
      const refused = asAppError(error);
      if (refused.code === "internal-error") runtime.log.error({ err: error }, "check item failed");
      const problem = JSON.stringify(problemBody(refused, locale, runtime.publicUrl));
      return `{"ref":${ref},"problem":${narrow(problem, "escapes")}}`;
    }
  };
}

/** What the items of a batch have in common; whom they asked about is gathered in `subjects`. */
type Asking = {
  readonly purpose: string | null;
  readonly locale: Locale;
  readonly people: People;
  readonly now: Date;
  readonly subjects: string[];
};
type People = ReadonlyMap<string, PractitionerAnswer>;
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

/** `ref` is what refOf read. */
function readItem(item: unknown, ref: string): { readonly kind: CheckKind; readonly value: string } {
  if (!isRecord(item)) throw new AppError("invalid-request", "fields", [{ pointer: "", code: "wrong-type" }]);
  const { value } = item;
  const kind = isKind(item.kind) ? item.kind : null;
  const isRefWrong = ref === "null" && item.ref !== undefined && item.ref !== null;
  if (kind && typeof value === "string" && value.length <= MAX_VALUE && !isRefWrong) return { kind, value };
  const problems = [];
  if (!kind) problems.push({ pointer: "/kind", code: item.kind === undefined ? "required" : "unknown-code" });
  if (typeof value !== "string")
    problems.push({ pointer: "/value", code: value === undefined ? "required" : "wrong-type" });
  else if (value.length > MAX_VALUE) problems.push({ pointer: "/value", code: "too-long" });
  if (isRefWrong) problems.push({ pointer: "/ref", code: "wrong-type" });
  throw new AppError("invalid-request", "fields", problems);
}

const KINDS: ReadonlySet<unknown> = new Set(CHECK_KINDS);
const isKind = (kind: unknown): kind is CheckKind => KINDS.has(kind);

/** The reference as JSON, or null when there is none to give back. */
function refOf(item: unknown): string {
  const ref = isRecord(item) ? item.ref : null;
  if (typeof ref === "string" && ref.length <= MAX_REF) return quoted(ref, "escapes");
  return typeof ref === "number" && Number.isFinite(ref) ? JSON.stringify(ref) : "null";
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

import type { FastifyReply } from "fastify";
import * as z from "zod";
import { describeEntry, describeEntryHistory, type FoundEntry } from "#commands/registry/describe-entry.ts";
import { GROUNDS, TIERS } from "#domain/cases/decision.ts";
import { REGISTRY_KINDS, SUBJECT_KINDS, VERSION_STATUSES } from "#domain/registry/entry.ts";
import { MEASURES } from "#domain/registry/entry-act.ts";
import { CAUSES } from "#domain/registry/life.ts";
import type { Api, ApiInstance } from "../app.ts";
import type { Access } from "../guard.ts";
import { described } from "./schemas.ts";

const LOOK_UP: Access = { key: "optional", scope: null, limit: "lookups", items: "one" };
const keysOf = <K extends string>(of: Readonly<Record<K, unknown>>) => Object.keys(of) as [K, ...K[]];
const words = (zh: string, en: string) => ({ description: `${zh} / ${en}` });
const time = z.iso.datetime();

const params = z.object({ id: z.uuid("bad-id") });
export const asOfQuery = z.object({
  as_of: z.iso
    .datetime({ offset: true, error: "bad-time" })
    .optional()
    .meta(
      words(
        "过去某一时刻的答案，RFC 3339。此后已修复或删除的不再告知",
        "The answer of an earlier moment, RFC 3339. What was repaired or erased since is not told",
      ),
    ),
});

const version = {
  version: z.int(),
  kind: z.enum(keysOf(REGISTRY_KINDS)),
  status: z.enum(keysOf(VERSION_STATUSES)),
  tier: z.enum(keysOf(TIERS)),
  listedAt: time,
  expiresAt: time,
};
const entryDescription = z
  .object({
    id: z.uuid(),
    subject: z.object({
      kind: z.enum(keysOf(SUBJECT_KINDS)),
      key: z
        .string()
        .nullable()
        .meta(words("号码、域名等；个人号码为空", "Number, domain and so on; null for a private number")),
      institutionId: z.uuid().nullable(),
      name: z.string().nullable(),
    }),
    visibility: z.enum(["public", "restricted"]),
    ...version,
    grounds: z.array(z.enum(keysOf(GROUNDS))),
    statement: z.string().nullable().meta(words("决定的公开说明", "What the decision says in public")),
    earliestRepairAt: time
      .nullable()
      .meta(words("最早可以申请修复的时间", "When repair may be asked for at the earliest")),
    authority: z.object({ code: z.string(), nameZh: z.string(), nameEn: z.string() }).nullable(),
    objection: z.object({ since: time, answerBy: z.iso.date() }).nullable(),
    subjectStatements: z
      .array(z.object({ text: z.string(), at: time }))
      .meta(words("当事人的说明", "The subject’s own statements")),
    measures: z
      .array(
        z.object({
          authority: z.string(),
          measure: z.enum(keysOf(MEASURES)),
          mustAct: z.string(),
          basis: z.string(),
          from: time,
          until: time,
        }),
      )
      .meta(words("联合惩戒措施", "Joint measures")),
    asOf: time,
  })
  .meta({ id: "EntryDescription", ...words("名录条目", "A registry entry") });
const entryHistory = z
  .object({
    id: z.uuid(),
    versions: z.array(z.object({ ...version, cause: z.enum(CAUSES), at: time })),
    asOf: time,
  })
  .meta({
    id: "EntryHistory",
    ...words("条目的历次版本，从旧到新", "Every version of an entry, oldest first"),
  });
const merged = z.object({ id: z.uuid(), mergedInto: z.uuid() }).meta({
  id: "EntryMerged",
  ...words("条目已并入另一条目，地址见 Location", "Merged into another entry, see Location"),
});

export function entryRoutes(app: ApiInstance, { runtime }: Api): void {
  const answer = <T>(reply: FastifyReply, id: string, found: FoundEntry<T>, rest: string) => {
    if (found.mergedInto === null) return reply.send(found.value);
    return reply
      .code(308)
      .header("location", `/api/v1/entries/${found.mergedInto}${rest}`)
      .send({ id, mergedInto: found.mergedInto });
  };
  const momentOf = ({ as_of: asOf }: z.output<typeof asOfQuery>) => (asOf ? new Date(asOf) : null);

  app.get(
    "/api/v1/entries/:id",
    {
      config: { access: LOOK_UP },
      schema: {
        tags: ["entries"],
        operationId: "getEntry",
        summary: "一个名录条目 · A registry entry",
        description:
          "仍在期限内的条目。已修复、到期、移出或删除的为 410；并入另一条目的为 308；从业人员的条目不在此处。 / An entry in force. Repaired, expired, removed or erased ones are 410, merged ones 308; entries on practitioners are not here.",
        params,
        querystring: asOfQuery,
        response: { 200: described(entryDescription), 308: described(merged) },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      return answer(reply, id, await describeEntry(runtime, id, momentOf(request.query)), "");
    },
  );

  app.get(
    "/api/v1/entries/:id/history",
    {
      config: { access: LOOK_UP },
      schema: {
        tags: ["entries"],
        operationId: "getEntryHistory",
        summary: "条目的历次版本 · Every version of an entry",
        description:
          "版本从不改写，只会增加。 / Versions are never overwritten; there are only more of them.",
        params,
        querystring: asOfQuery,
        response: { 200: described(entryHistory), 308: described(merged) },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      return answer(reply, id, await describeEntryHistory(runtime, id, momentOf(request.query)), "/history");
    },
  );
}

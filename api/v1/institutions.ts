import * as z from "zod";
import { judgeInstitution } from "#commands/registry/look-up-institution.ts";
import type { RegisterInstitution } from "#db/register-memory.ts";
import { LOAN_PRODUCTS } from "#domain/complaints/codes.ts";
import { codesOf } from "#domain/complaints/label.ts";
import { isRegionCode } from "#domain/complaints/regions.ts";
import { AppError } from "#domain/errors.ts";
import { INSTITUTION_CLASSES } from "#domain/institutions/classes.ts";
import { foldName } from "#domain/institutions/fold-name.ts";
import { explainLicensedFor, licensedFor } from "#domain/institutions/licensed-for.ts";
import type { Api, ApiInstance } from "../app.ts";
import type { Access } from "../guard.ts";
import { described, institutionAnswer, institutionList } from "./schemas.ts";

const LOOK_UP: Access = { key: "optional", scope: null, limit: "lookups", items: "one" };
/** Beyond this a total is "at least". */
const COUNTED = 1_000;

const listQuery = z.object({
  q: z.string().max(100, "too-long").optional().meta({ description: "名称的一部分 / Part of a name" }),
  class: z.enum(codesOf(INSTITUTION_CLASSES)).optional(),
  status: z.enum(["registered", "deregistered"]).optional(),
  cursor: z.string().max(600, "too-long").optional(),
  limit: z.coerce.number("wrong-type").int("not-whole").min(1, "too-small").max(200, "too-big").default(50),
});

const oneQuery = z.object({
  region: z
    .string()
    .refine(isRegionCode, { error: "bad-region" })
    .optional()
    .meta({
      description: "借款人所在地，GB/T 2260 六位代码 / Where the borrower is, GB/T 2260",
      examples: ["330100"],
    }),
});

export function institutionRoutes(app: ApiInstance, { runtime }: Api): void {
  app.get(
    "/api/v1/institutions",
    {
      config: { access: LOOK_UP },
      schema: {
        tags: ["institutions"],
        operationId: "listInstitutions",
        summary: "机构名录 · The register of institutions",
        description:
          "只有登记过的机构；举报里提到、还没有核实的名称不在其中。 / Registered institutions only; names that reports mention and nobody has established are not among them.",
        querystring: listQuery,
        response: { 200: described(institutionList) },
      },
    },
    (request, reply) => {
      if (!runtime.register.isReady) throw new AppError("unavailable", "registry-loading");
      const { q, class: wanted, status, cursor, limit } = request.query;
      const folded = q ? foldName(q) : "";
      const after = cursor === undefined ? null : readCursor(cursor);
      const items: RegisterInstitution[] = [];
      let total = 0;
      for (const institution of runtime.register.all()) {
        if (wanted && institution.class !== wanted) continue;
        if (status && institution.status !== status) continue;
        if (q && !isNamed(institution, folded, q)) continue;
        total += 1;
        if (items.length <= limit && (!after || isAfter(institution, after))) items.push(institution);
      }
      const last = items.length > limit ? items[limit - 1] : undefined;
      const next = last ? writeCursor(last) : null;
      if (next) reply.header("link", `<${nextHref(request.query, next)}>; rel="next"`);
      return reply.send({
        items: items.slice(0, limit).map((institution) => {
          const { verdict } = judgeInstitution(runtime, institution);
          return {
            id: institution.id,
            code: institution.code,
            name: institution.legalName,
            englishName: institution.englishName,
            class: institution.class,
            status: institution.status,
            region: institution.region,
            verdict: verdict.verdict,
            listed: verdict.listed,
          };
        }),
        total:
          total > COUNTED
            ? { value: COUNTED, relation: "gte" as const }
            : { value: total, relation: "eq" as const },
        next,
      });
    },
  );

  app.get(
    "/api/v1/institutions/:id",
    {
      config: { access: LOOK_UP },
      schema: {
        tags: ["institutions"],
        operationId: "getInstitution",
        summary: "一家机构的公开信息 · The public facts of an institution",
        description:
          "名称、许可证、官方号码，能不能办理每种贷款，以及是否在名录中。 / Names, licences, official numbers, whether it may offer each product, and whether it is listed.",
        params: z.object({ id: z.uuid("bad-id") }),
        querystring: oneQuery,
        response: { 200: described(institutionAnswer) },
      },
    },
    (request, reply) => {
      if (!runtime.register.isReady) throw new AppError("unavailable", "registry-loading");
      const institution = runtime.register.byId(request.params.id);
      if (!institution) throw new AppError("not-found", "no-such-institution");
      return reply.send(answerOf(institution, request.query.region ?? null));
    },
  );

  const answerOf = (institution: RegisterInstitution, region: string | null) => {
    const { verdict, entry } = judgeInstitution(runtime, institution);
    const on = runtime.clock.now().toISOString().slice(0, 10);
    const {
      legalName,
      names,
      contacts,
      licences,
      principals,
      agents,
      source: _source,
      ...facts
    } = institution;
    return {
      ...facts,
      name: legalName,
      verdict: verdict.verdict,
      listed: verdict.listed,
      advice: verdict.advice,
      reasons: [...verdict.reasons],
      entry: entry && { ...entry, grounds: [...entry.grounds] },
      names: [...names],
      contacts: [...contacts],
      licences: [...licences],
      mayOffer: LOAN_PRODUCTS.map(({ code }) => {
        const found = licensedFor({ institution, product: code, region, on });
        return {
          product: code,
          answer: found.answer,
          reason: found.reasonCode,
          words: { zh: explainLicensedFor(found, "zh-CN"), en: explainLicensedFor(found, "en") },
        };
      }),
      principals: [...principals],
      agents: [...agents],
    };
  };
}

function isNamed(institution: RegisterInstitution, folded: string, asked: string): boolean {
  if (institution.code === asked || institution.uscc === asked || institution.regulatorCode === asked)
    return true;
  if (folded === "") return false;
  return foldedNames(institution).some((name) => name.includes(folded));
}

const folds = new WeakMap<RegisterInstitution, readonly string[]>();

function foldedNames(institution: RegisterInstitution): readonly string[] {
  const known = folds.get(institution);
  if (known) return known;
  const names = [institution.legalName, ...institution.names.map(({ name }) => name)].map((name) =>
    foldName(name),
  );
  folds.set(institution, names);
  return names;
}

type Place = { readonly name: string; readonly id: string };

/** The register is in the order of names and ids, so a place is the row it stands at. */
function isAfter(institution: RegisterInstitution, after: Place): boolean {
  if (institution.legalName !== after.name) return institution.legalName > after.name;
  return institution.id > after.id;
}

function writeCursor({ legalName, id }: RegisterInstitution): string {
  return Buffer.from(JSON.stringify([legalName, id])).toString("base64url");
}

function readCursor(cursor: string): Place {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (Array.isArray(place) && typeof place[0] === "string" && typeof place[1] === "string") {
      return { name: place[0], id: place[1] };
    }
  } catch {
    // Not one of ours; said below.
  }
  throw new AppError("invalid-request", "fields", [{ pointer: "/cursor", code: "bad-cursor" }]);
}

function nextHref(query: z.output<typeof listQuery>, cursor: string): string {
  const next = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, cursor }))
    if (value !== undefined) next.set(name, String(value));
  return `/api/v1/institutions?${next}`;
}

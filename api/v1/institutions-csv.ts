import * as z from "zod";
import { judgeInstitution } from "#commands/registry/look-up-institution.ts";
import { findRatingBoard } from "#commands/registry/rating-board.ts";
import type { RatingBatch, StoredRating } from "#db/queries/ratings.ts";
import type { RegisterInstitution } from "#db/register-memory.ts";
import { codesOf } from "#domain/complaints/label.ts";
import { PROVINCES } from "#domain/complaints/regions.ts";
import { type CsvCell, csvLine } from "#domain/csv.ts";
import { AppError } from "#domain/errors.ts";
import { browseRegister, LICENCE_FILTERS } from "#domain/institutions/browse-register.ts";
import { INSTITUTION_CLASSES } from "#domain/institutions/classes.ts";
import { licenceStanding } from "#domain/institutions/licence-standing.ts";
import { RATING_WORDS, ratingWord } from "#domain/rating/browse-ratings.ts";
import { SEVERITY_CLASSES, type Share } from "#domain/rating/bundle.ts";
import type { Api, ApiInstance } from "../app.ts";
import type { Access } from "../guard.ts";
import { described } from "./schemas.ts";

const LOOK_UP: Access = { key: "optional", scope: null, limit: "lookups", items: "one" };
/** Spreadsheets take a file without it for the system's own encoding and show Chinese as rubbish. */
const BYTE_ORDER_MARK = "\uFEFF";

/** The parameters of the page /institutions; an empty one is no filter, as a form sends it. */
const filter = <const Codes extends readonly [string, ...string[]]>(codes: Codes) =>
  z.union([z.enum(codes), z.literal("")]).optional();
const query = z.object({
  q: z
    .string()
    .max(60, "too-long")
    .optional()
    .meta({ description: "名称的一部分或代码 / Part of a name, or a code" }),
  class: filter(codesOf(INSTITUTION_CLASSES) as readonly [string, ...string[]]),
  region: filter(codesOf(PROVINCES) as readonly [string, ...string[]]).meta({
    description: "省级区划代码 / A province, GB/T 2260",
    examples: ["330000"],
  }),
  licence: filter(LICENCE_FILTERS),
  rating: filter(RATING_WORDS).meta({ description: "等级，或没有等级 / A letter, or none" }),
});

type Row = {
  readonly institution: RegisterInstitution;
  readonly verdict: string;
  readonly licence: string;
  readonly batch: RatingBatch | null;
  readonly rating: StoredRating | null;
};
type Column = readonly [name: string, cell: (row: Row) => CsvCell | undefined];

const result =
  (read: (result: StoredRating["result"]) => CsvCell | undefined): Column[1] =>
  ({ rating }) =>
    rating ? read(rating.result) : null;
const basis =
  (read: (basis: StoredRating["basis"]) => CsvCell | undefined): Column[1] =>
  ({ rating }) =>
    rating ? read(rating.basis) : null;
const shareColumns = (name: "timely" | "resolved"): Column[] =>
  (["mean", "low", "high", "letter"] as const satisfies readonly (keyof Share)[]).map((field) => [
    `${name}_${field}`,
    result(({ handling }) => handling?.[name]?.[field]),
  ]);

const COLUMNS: readonly Column[] = [
  ["id", ({ institution }) => institution.id],
  ["code", ({ institution }) => institution.code],
  ["name", ({ institution }) => institution.legalName],
  ["english_name", ({ institution }) => institution.englishName],
  ["class", ({ institution }) => institution.class],
  ["status", ({ institution }) => institution.status],
  ["region", ({ institution }) => institution.region],
  ["uscc", ({ institution }) => institution.uscc],
  ["regulator_code", ({ institution }) => institution.regulatorCode],
  ["verdict", ({ verdict }) => verdict],
  ["licence", ({ licence }) => licence],
  ["rating", ({ rating }) => ratingWord(rating?.result ?? null)],
  ["month", ({ batch }) => batch?.month ?? null],
  ["method", ({ batch }) => batch?.method ?? null],
  ["batch", ({ batch }) => batch?.id ?? null],
  ["letter", result(({ letter }) => letter)],
  ["ruled", result(({ ruled }) => ruled)],
  ["reasons", result(({ reasons }) => reasons.join(" "))],
  ["steps", result(({ steps }) => steps.map(({ step, letter }) => `${step}:${letter}`).join(" "))],
  ["peers", result(({ peers }) => peers)],
  ["harm_letter", result(({ harm }) => harm?.letter)],
  ["ratio", result(({ harm }) => harm?.estimate.ratio)],
  ["ratio_low", result(({ harm }) => harm?.estimate.low)],
  ["ratio_high", result(({ harm }) => harm?.estimate.high)],
  ["p_below_half", result(({ harm }) => harm?.probability.belowHalf)],
  ["p_below_four_fifths", result(({ harm }) => harm?.probability.belowFourFifths)],
  ["p_above_one_and_half", result(({ harm }) => harm?.probability.aboveOneAndHalf)],
  ["p_above_two_and_half", result(({ harm }) => harm?.probability.aboveTwoAndHalf)],
  ["p_worst_tenth", result(({ harm }) => harm?.probability.worstTenth)],
  ...SEVERITY_CLASSES.flatMap((name, index): Column[] => [
    [`${name}_observed`, result(({ harm }) => harm?.classes[index]?.observed)],
    [`${name}_expected`, result(({ harm }) => harm?.classes[index]?.expected)],
    [`${name}_ratio`, result(({ harm }) => harm?.classes[index]?.mean)],
  ]),
  ["fragile", result(({ isFragile, letter }) => (letter === null ? null : isFragile))],
  ["handling_letter", result(({ handling }) => handling?.letter)],
  ...shareColumns("timely"),
  ...shareColumns("resolved"),
  ["uphold_rate", result(({ upholdRate }) => upholdRate)],
  ["funnel_ratio", result(({ funnel }) => funnel?.ratio)],
  ["funnel_precision", result(({ funnel }) => funnel?.precision)],
  ["funnel_z", result(({ funnel }) => funnel?.z)],
  ["size_source", basis(({ exposureSource }) => exposureSource)],
  ["months", basis(({ months }) => months)],
  ["persons", basis(({ persons }) => persons)],
  ["received", basis(({ counts }) => counts.received)],
  ["decided", basis(({ counts }) => counts.decided)],
  ["upheld", basis(({ counts }) => counts.upheld)],
  ...SEVERITY_CLASSES.map((name, index): Column => [`held_${name}`, basis(({ held }) => held[index])]),
  ["held_overdue", basis(({ overdue }) => overdue)],
  ["serious_sanction", basis(({ sanctions }) => sanctions.serious)],
  ["licence_revoked", basis(({ sanctions }) => sanctions.revoked)],
  ["integrity_hold", basis(({ integrityHold }) => integrityHold !== null)],
];

/** The register as a table, a row an institution, with every figure of the newest ratings. */
export function institutionCsvRoutes(app: ApiInstance, { runtime }: Api): void {
  app.get(
    "/api/v1/institutions.csv",
    {
      config: { access: LOOK_UP },
      schema: {
        tags: ["institutions"],
        operationId: "downloadInstitutions",
        summary: "机构与评级的表格 · Institutions and ratings as a table",
        description: `一家机构一行，筛选与页面 /institutions 相同。UTF-8，以字节顺序标记开头，电子表格可以直接打开；程序读时去掉它。会被电子表格当作公式的文字前加一个撇号，没有公布的为空。各列 / One row an institution, with the filters of the page /institutions. UTF-8 that begins with a byte order mark, so that spreadsheets open it as it is; programs strip it. A text that a spreadsheet would run as a formula has an apostrophe in front; what is not published is empty. Columns: ${COLUMNS.map(([name]) => `\`${name}\``).join(", ")}.`,
        querystring: query,
        produces: ["text/csv"],
        response: { 200: described(z.string().meta({ description: "表格 / The table" })) },
      },
    },
    async (request, reply) => {
      if (!runtime.register.isReady) throw new AppError("unavailable", "registry-loading");
      const found = await findRatingBoard(runtime);
      // A table without its ratings would be taken for one in which nobody is rated.
      if (found.state === "away") throw new AppError("unavailable", "registry-loading");
      const board = found.state === "known" ? found.board : null;
      const on = runtime.clock.now().toISOString().slice(0, 10);
      const { q = "", class: wanted, region, licence, rating } = request.query;
      const institutions = browseRegister(runtime.register.all(), {
        text: q,
        class: INSTITUTION_CLASSES.find(({ code }) => code === wanted)?.code ?? null,
        region: region || null,
        licence: licence || null,
        on,
      });
      const rows = institutions
        .map((institution): Row => {
          return {
            institution,
            verdict: judgeInstitution(runtime, institution).verdict.verdict,
            licence: licenceStanding(institution.licences, on),
            batch: board?.batch ?? null,
            rating: board?.ratings.get(institution.id) ?? null,
          };
        })
        .filter((row) => !rating || ratingWord(row.rating?.result ?? null) === rating);
      return reply
        .header("content-type", "text/csv; charset=utf-8; header=present")
        .header(
          "content-disposition",
          `attachment; filename="institutions${board ? `-${board.batch.month}` : ""}.csv"`,
        )
        .header("cache-control", "public, max-age=60")
        .header("access-control-allow-origin", "*")
        .send(
          [
            BYTE_ORDER_MARK,
            csvLine(COLUMNS.map(([name]) => name)),
            ...rows.map((row) => csvLine(COLUMNS.map(([, cell]) => cell(row) ?? null))),
          ].join(""),
        );
    },
  );
}

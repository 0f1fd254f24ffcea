import type { Storage } from "#adapters/storage.ts";
import { type ComplaintMix, findComplaintMix } from "#db/queries/rating-pages.ts";
import {
  findInstitutionStatement,
  listInstitutionRatings,
  type RatedMonth,
  type RatingBasis,
  type RatingBatch,
} from "#db/queries/ratings.ts";
import type { RegisterMemory } from "#db/register-memory.ts";
import type {
  Estimate,
  InstitutionInput,
  InstitutionResult,
  Letter,
  NotRatedReason,
  Population,
  RatingBundle,
} from "#domain/rating/bundle.ts";
import { monthIndex, monthName } from "#domain/rating/evidence/months.ts";
import { bundlePath } from "../rating/bundle-files.ts";
import { monthStart } from "../rating/gather-evidence.ts";
import type { Runtime } from "../runtime.ts";
import { logVkey } from "../transparency/log-identity.ts";
import { findRatingBoard, type RatingBoard, SHOWN_METHOD } from "./rating-board.ts";
import { readPublished } from "./read-published.ts";

/** Months of complaints that the kinds are counted over. */
const MIX_MONTHS = 12;

/** What of an institution's input a page tells beside its result. */
export type RatingInput = Pick<InstitutionInput, "cells" | "handling"> & {
  /** Account-months, decayed. */
  readonly accountMonths: number;
};
export type RatingMonth = {
  readonly month: string;
  readonly result: InstitutionResult;
  readonly basis: RatingBasis;
  /** Null where the bundle cannot be read. */
  readonly input: RatingInput | null;
};
export type RatingPeer = {
  readonly id: string;
  readonly legalName: string;
  readonly englishName: string | null;
  readonly ratio: number;
  readonly precision: number;
};
export type RatingHistory = {
  readonly month: string;
  readonly method: string;
  readonly status: InstitutionResult["status"];
  readonly letter: Letter | null;
  readonly reasons: readonly NotRatedReason[];
  readonly estimate: Estimate | null;
};
export type RatingBeside = {
  readonly method: string;
  readonly batchId: string;
  readonly status: InstitutionResult["status"];
  readonly letter: Letter | null;
};
export type RatingStatement = { readonly zh: string; readonly en: string | null; readonly at: string };

export type InstitutionRating =
  | { readonly state: "away" | "none" }
  | {
      readonly state: "known";
      readonly batch: Pick<RatingBatch, "id" | "month" | "method" | "kind" | "reason" | "publishedAt">;
      /** What other methods that the month was published with say. */
      readonly beside: readonly RatingBeside[];
      /** Null for who is in no batch: neither its size nor a complaint is known. */
      readonly current: RatingMonth | null;
      readonly previous: RatingMonth | null;
      /** Oldest first. */
      readonly history: readonly RatingHistory[];
      /** All that were compared with the same peers, itself among them, the smallest first. */
      readonly peers: readonly RatingPeer[];
      readonly population: Pick<Population, "overDispersion" | "rankability">;
      readonly mix: ComplaintMix;
      readonly statement: RatingStatement | null;
      readonly vkey: string;
    };

type RatingRuntime = Pick<
  Runtime,
  "db" | "storage" | "keys" | "publicUrl" | "register" | "registry" | "clock"
>;

/** Everything that the page of an institution tells of its rating. Never throws because the database is away. */
export async function describeRating(runtime: RatingRuntime, id: string): Promise<InstitutionRating> {
  const found = await findRatingBoard(runtime);
  if (found.state !== "known") return { state: found.state };
  const read = await readPublished(runtime, () => readRating(runtime, found.board, id));
  return read ? read.value : { state: "away" };
}

async function readRating(
  runtime: RatingRuntime,
  { batch, ratings }: RatingBoard,
  id: string,
): Promise<InstitutionRating> {
  const sql = runtime.db.system;
  const [stood, statement, mix, vkey] = await Promise.all([
    listInstitutionRatings(sql, id),
    findInstitutionStatement(sql, id),
    findComplaintMix(sql, id, {
      from: monthStart(monthName(monthIndex(batch.month) - MIX_MONTHS + 1)),
      to: monthStart(monthName(monthIndex(batch.month) + 1)),
      leastPersons: SHOWN_METHOD.gates.leastPersons,
    }),
    logVkey(runtime),
  ]);
  const months = stood.filter((one) => one.batch.method === SHOWN_METHOD.version);
  const [current, previous] = [months.find((one) => one.batch.id === batch.id), months.find(isBefore(batch))];
  const isHeld = (current?.basis.integrityHold ?? null) !== null;
  return {
    state: "known",
    batch,
    current: current ? await monthOf(runtime, id, current) : null,
    previous: previous ? await monthOf(runtime, id, previous) : null,
    beside: stood
      .filter((one) => one.batch.month === batch.month && one.batch.method !== SHOWN_METHOD.version)
      .map(({ batch: { id: batchId, method }, result: { status, letter } }) => ({
        method,
        batchId,
        status,
        letter,
      })),
    history: onePerMonth(stood)
      .map(({ batch: { month, method }, result: { status, letter, reasons, harm } }) => ({
        month,
        method,
        status,
        letter,
        reasons,
        estimate: harm?.estimate ?? null,
      }))
      .reverse(),
    peers: current ? peersOf(runtime, ratings, current.result) : [],
    population: batch.population,
    mix: isHeld ? { matters: [], channels: [] } : mix,
    statement,
    vkey,
  };
}

/** The shown method's where the month was published with it, else that of the method before. */
function onePerMonth(stood: readonly RatedMonth[]): RatedMonth[] {
  const months = Map.groupBy(stood, ({ batch }) => batch.month);
  return [...months.values()].flatMap(
    (own) => own.find(({ batch }) => batch.method === SHOWN_METHOD.version) ?? own[0] ?? [],
  );
}

const isBefore = (batch: RatingBatch) => (one: RatedMonth) =>
  one.batch.month === monthName(monthIndex(batch.month) - 1);

async function monthOf(
  { storage }: RatingRuntime,
  id: string,
  { batch, result, basis }: RatedMonth,
): Promise<RatingMonth> {
  const inputs = await inputsOf(storage, batch.id);
  return { month: batch.month, result, basis, input: inputs?.get(id) ?? null };
}

function peersOf(
  { register }: { readonly register: RegisterMemory },
  ratings: RatingBoard["ratings"],
  own: InstitutionResult,
): readonly RatingPeer[] {
  if (!own.funnel) return [];
  return [...ratings.values()]
    .flatMap(({ institutionId, result: { funnel, peers } }) => {
      const institution = register.byId(institutionId);
      if (!funnel || !institution || peers !== own.peers) return [];
      const { legalName, englishName } = institution;
      const { ratio, precision } = funnel;
      return [{ id: institutionId, legalName, englishName, ratio, precision }];
    })
    .sort((a, b) => a.precision - b.precision);
}

type Inputs = ReadonlyMap<string, RatingInput>;
/** This month and the one before. */
const MOST_KEPT = 2;
const kept = new WeakMap<Storage, Map<string, Promise<Inputs | null>>>();

/** A published bundle never changes, so it is read once; one that could not be read is tried again. */
function inputsOf(storage: Storage, batchId: string): Promise<Inputs | null> {
  const own = kept.get(storage) ?? new Map<string, Promise<Inputs | null>>();
  kept.set(storage, own);
  const known = own.get(batchId);
  if (known) return known;
  const reading = readInputs(storage, batchId).then(
    (inputs) => {
      if (inputs === null) own.delete(batchId);
      return inputs;
    },
    (error: unknown) => {
      own.delete(batchId);
      throw error;
    },
  );
  for (const oldest of [...own.keys()].sort().slice(0, Math.max(0, own.size + 1 - MOST_KEPT)))
    own.delete(oldest);
  own.set(batchId, reading);
  return reading;
}

async function readInputs(storage: Storage, batchId: string): Promise<Inputs | null> {
  const bytes = await storage.read(bundlePath(batchId, "identity"));
  if (!bytes) return null;
  const { institutions } = JSON.parse(bytes.toString()) as RatingBundle;
  return new Map(
    institutions.map(({ id, cells, handling, strata }) => [
      id,
      { cells, handling, accountMonths: strata.reduce((sum, { exposure }) => sum + exposure.base, 0) },
    ]),
  );
}

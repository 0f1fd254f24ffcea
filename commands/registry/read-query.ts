import type { RegisterInstitution } from "#db/register-memory.ts";
import { AppError } from "#domain/errors.ts";
import { buildNameScan, institutionsNamedIn, type NameScan } from "#domain/institutions/names-in-text.ts";
import { classifyQuery, type QueryFacts, type QueryProblem } from "#domain/registry/classify-query.ts";
import type { Runtime } from "../runtime.ts";
import { type LookUpRuntime, lookUpNumber } from "./look-up-number.ts";
import { sealQuery } from "./query-token.ts";

export type ReadQuery =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly problem: QueryProblem };

/**
 * Where what somebody pasted is answered, as a path without its locale. Only what is public anyway is named in it: a
 * public number or an institution; everything else travels sealed. Nothing about the query is stored or logged.
 * Throws `unavailable` until registry and register have been loaded once.
 */
export function readQuery(runtime: LookUpRuntime & Pick<Runtime, "keys">, raw: string): ReadQuery {
  if (!runtime.register.isReady) throw new AppError("unavailable", "registry-loading");
  const read = classifyQuery(raw);
  if (!read.ok) return read;
  const { facts } = read;
  const path =
    pathOfNumber(runtime, facts) ??
    pathOfName(runtime, facts) ??
    `/check?t=${sealQuery(runtime, { ...facts, named: namedIn(runtime, facts, raw) })}`;
  return { ok: true, path };
}

function pathOfNumber(
  runtime: LookUpRuntime,
  { shape, numbers: [key], extension }: QueryFacts,
): string | null {
  if (shape !== "number" || key === undefined) return null;
  const found = lookUpNumber(runtime, key);
  return found.ok && found.answer.visibility === "public" ? numberPath(key, extension) : null;
}

function pathOfName({ register }: LookUpRuntime, { shape, name }: QueryFacts): string | null {
  if (shape !== "name" || name === null) return null;
  const match = register.match(name);
  return match.outcome === "match" ? `/institutions/${match.institutionId}` : null;
}

/** The page of a public number. Never for a restricted one: addresses are kept in histories and logs. */
export function numberPath(key: string, extension: string | null = null): string {
  const path = `/numbers/${encodeURIComponent(key)}`;
  return extension === null ? path : `${path}?ext=${encodeURIComponent(extension)}`;
}

function namedIn({ register }: LookUpRuntime, { shape }: QueryFacts, raw: string): readonly string[] {
  return shape === "message" ? institutionsNamedIn(scanOf(register.all()), raw).slice(0, 10) : [];
}

/** The register is read anew as a whole, so its list is the key. */
const scans = new WeakMap<readonly RegisterInstitution[], NameScan>();

function scanOf(institutions: readonly RegisterInstitution[]): NameScan {
  const known = scans.get(institutions);
  if (known) return known;
  const scan = buildNameScan(institutions);
  scans.set(institutions, scan);
  return scan;
}

import type { RegisterInstitution } from "#db/register-memory.ts";
import { AppError } from "#domain/errors.ts";
import { buildNameScan, institutionsNamedIn, type NameScan } from "#domain/institutions/names-in-text.ts";
import {
  type ClassifiedQuery,
  classifyQuery,
  QUERY_LIMIT,
  type QueryFacts,
  type QueryProblem,
} from "#domain/registry/classify-query.ts";
import { appKey, appKeysIn } from "#domain/registry/subject-keys.ts";
import type { Runtime } from "../runtime.ts";
import { type LookUpRuntime, lookUpNumber } from "./look-up-number.ts";
import { lookUpApp, lookUpLink, type SubjectLookUp } from "./look-up-subject.ts";
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
  const apps = appsIn(runtime, raw);
  const read = withApps(runtime, classifyQuery(raw), apps, raw);
  if (!read.ok) return read;
  const { facts } = read;
  const path =
    pathOfNumber(runtime, facts) ??
    pathOfName(runtime, facts) ??
    `/check?t=${sealQuery(runtime, { ...facts, apps, named: namedIn(runtime, facts, raw) })}`;
  return { ok: true, path };
}

/** Package names look like host names and file names, so only what an entry or an institution names is one. */
function appsIn(runtime: LookUpRuntime, raw: string): readonly string[] {
  if (raw.length > QUERY_LIMIT) return [];
  const known = appKeysIn(raw).filter((name) => isKnown(lookUpApp(runtime, name)));
  return known.slice(0, MOST_APPS);
}

const MOST_APPS = 10;
const NOTHING_ELSE = { numbers: [], extension: null, signature: null, hosts: [], name: null } as const;
const isKnown = (found: SubjectLookUp | null) => found !== null && (found.entry ?? found.official) !== null;

/** A known app alone is asked about as such; a text with one in it is no name, and the app is no link of it. */
function withApps(
  runtime: LookUpRuntime,
  read: ClassifiedQuery,
  apps: readonly string[],
  raw: string,
): ClassifiedQuery {
  const [app] = apps;
  if (app === undefined) return read;
  if (appKey(raw) === app) return { ok: true, facts: { ...NOTHING_ELSE, shape: "app" } };
  if (!read.ok) return { ok: true, facts: { ...NOTHING_ELSE, shape: "message" } };
  const { facts } = read;
  const hosts = facts.hosts.filter((host) => !apps.includes(host) || isKnown(lookUpLink(runtime, host)));
  return facts.shape === "name"
    ? { ok: true, facts: { ...facts, shape: "message", name: null } }
    : { ok: true, facts: { ...facts, hosts } };
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

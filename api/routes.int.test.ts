import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { API_SCOPES, type ApiScope } from "#domain/access/api-key.ts";
import { openTestPortal, type TestPortal } from "./testing/portal.ts";
import { COMPLAINT_EXAMPLE } from "./v1/complaints.ts";
import { OBJECTION_EXAMPLE } from "./v1/objections.ts";

/** Who comes. `revoked` is a key of every scope that was ended. */
const CALLERS = ["anonymous", "check", "intake", "both", "revoked"] as const;
type CallerName = (typeof CALLERS)[number];
type Row = Readonly<Record<CallerName, number>>;

const everyone = (status: number): Row => ({
  anonymous: status,
  check: status,
  intake: status,
  both: status,
  revoked: status,
});
/** Open to all; a key that is given still has to be good. */
const open: Row = { ...everyone(200), revoked: 401 };
const ID = "0198a0a0-0000-7000-8000-000000000001";

/** Every route with what each caller gets. A route that is not here fails the suite, and so does a row without a route. */
const MATRIX: Readonly<
  Record<string, { readonly row: Row; readonly url?: string; readonly payload?: object }>
> = {
  "GET /livez": { row: everyone(200) },
  "GET /readyz": { row: everyone(200) },
  "GET /api/v1/openapi.json": { row: everyone(200) },
  "GET /api/v1/numbers/:number": { row: open, url: "/api/v1/numbers/95588" },
  "GET /api/v1/numbers/:number/record": { row: open, url: "/api/v1/numbers/95588/record" },
  "POST /api/v1/numbers": { row: open, payload: { number: "95588" } },
  "POST /api/v1/check": {
    row: { anonymous: 401, check: 200, intake: 403, both: 200, revoked: 401 },
    payload: { items: [] },
  },
  "POST /api/v1/complaints": {
    row: { anonymous: 201, check: 403, intake: 201, both: 201, revoked: 401 },
    payload: COMPLAINT_EXAMPLE,
  },
  "POST /api/v1/receipts/proof": {
    row: { ...everyone(404), revoked: 401 },
    payload: { receipt: "MJ-0000-0000-0000-0000-0000-0000-0000" },
  },
  "GET /api/v1/institutions": { row: open },
  "GET /api/v1/institutions.csv": { row: open },
  "GET /api/v1/trends.csv": { row: open },
  "GET /api/v1/institutions/:id": {
    row: { ...everyone(404), revoked: 401 },
    url: `/api/v1/institutions/${ID}`,
  },
  "GET /api/v1/entries/:id": { row: { ...everyone(404), revoked: 401 }, url: `/api/v1/entries/${ID}` },
  "GET /api/v1/entries/:id/history": {
    row: { ...everyone(404), revoked: 401 },
    url: `/api/v1/entries/${ID}/history`,
  },
  // Nothing is listed in this portal, so there is nothing to object to.
  "POST /api/v1/objections": { row: { ...everyone(400), revoked: 401 }, payload: OBJECTION_EXAMPLE },
  "POST /api/v1/objections/status": {
    row: { ...everyone(404), revoked: 401 },
    payload: { receipt: "MJ-0000-0000-0000-0000-0000-0000-0000" },
  },
  // No key opens the desk; desk/case-evidence.int.test.ts comes with sessions.
  "GET /api/desk/cases/:id/members/:complaintId/evidence": {
    row: everyone(401),
    url: `/api/desk/cases/${ID}/members/${ID}/evidence`,
  },
  "GET /api/desk/cases/:id/path": {
    row: everyone(401),
    url: `/api/desk/cases/${ID}/path?from=${ID}&to=${ID}`,
  },
  "GET /api/v1/call/:number": { row: open, url: "/api/v1/call/95588" },
  "GET /api/v1/redress/:file": { row: everyone(200), url: `/api/v1/redress/${ID}.jcard` },
  "GET /api/v1/keys": { row: everyone(200) },
  "POST /api/v1/oprf/:list/evaluate": {
    row: { ...everyone(403), anonymous: 401, both: 200, revoked: 401 },
    url: "/api/v1/oprf/numbers-restricted/evaluate",
    // A blinded point of RFC 9497, A.1.2.
    payload: { epoch: 1, blinded: ["hj8zDMGhJZ7VpZmKI6z9N/tDUaeTpbPAkLZC3cQ5uUU="] },
  },
  "GET /api/v1/oprf/:list/range/:prefix": {
    row: everyone(200),
    url: "/api/v1/oprf/numbers-restricted/range/0ff",
  },
  // The portal of this suite has published no lists; lists.int.test.ts has.
  "GET /api/v1/lists": { row: everyone(200) },
  "GET /api/v1/lists/:name/snapshots/:version/:file": {
    row: everyone(404),
    url: "/api/v1/lists/numbers/snapshots/1/entities.ndjson",
  },
  "GET /api/v1/lists/:name/delta": { row: everyone(503), url: "/api/v1/lists/numbers/delta?from=1" },
  "GET /api/v1/range/:list/:prefix": { row: everyone(503), url: "/api/v1/range/numbers/03AF" },
  // The portal of this suite has published no ratings; ratings.int.test.ts has.
  "GET /api/v1/ratings": { row: everyone(200) },
  "GET /api/v1/ratings/:batch": { row: everyone(404), url: `/api/v1/ratings/${ID}` },
  "GET /api/v1/ratings/:batch/bundle": { row: everyone(404), url: `/api/v1/ratings/${ID}/bundle` },
  "GET /api/v1/ratings/:batch/proof": { row: everyone(404), url: `/api/v1/ratings/${ID}/proof` },
  "GET /api/v1/ratings/:batch/diff": { row: everyone(404), url: `/api/v1/ratings/${ID}/diff` },
  "GET /api/v1/institutions/:id/rating": {
    row: { ...everyone(404), revoked: 401 },
    url: `/api/v1/institutions/${ID}/rating`,
  },
  "GET /feeds/:file": { row: everyone(503), url: "/feeds/spamblocker.csv" },
  "GET /feeds/carddav/*": { row: everyone(503), url: "/feeds/carddav/x" },
  "OPTIONS /feeds/carddav": { row: everyone(200) },
  "OPTIONS /feeds/carddav/*": { row: everyone(200), url: "/feeds/carddav/books/" },
  "PROPFIND /feeds/carddav": { row: everyone(503) },
  "PROPFIND /feeds/carddav/*": { row: everyone(503), url: "/feeds/carddav/books/" },
  "REPORT /feeds/carddav": { row: everyone(503) },
  "REPORT /feeds/carddav/*": { row: everyone(503), url: "/feeds/carddav/books/numbers/" },
  "GET /.well-known/carddav": { row: everyone(301), url: "/.well-known/carddav" },
  "PROPFIND /.well-known/carddav": { row: everyone(301), url: "/.well-known/carddav" },
  // Nothing has been published on this portal: see log.int.test.ts.
  "GET /log/checkpoint": { row: everyone(404) },
  "GET /log/tile/*": { row: everyone(404), url: "/log/tile/0/000" },
  "GET /log/tile/entries/*": { row: everyone(404), url: "/log/tile/entries/000" },
  "GET /log/vkey": { row: everyone(200) },
  "GET /log/policy": { row: everyone(200) },
  "GET /api/v1/entries/:id/proof": {
    row: { ...everyone(404), revoked: 401 },
    url: `/api/v1/entries/${ID}/proof`,
  },
  "GET /witness/vkey": { row: everyone(200) },
  "POST /witness/add-checkpoint": { row: everyone(400), payload: {} },
  "GET /api/v1/me": { row: { anonymous: 401, check: 200, intake: 200, both: 200, revoked: 401 } },
};

let portal: TestPortal;
const tokens = new Map<CallerName, string>();
beforeAll(async () => {
  portal = await openTestPortal({ limits: { lookups: null, filings: null } });
  const scopes: Record<Exclude<CallerName, "anonymous">, ApiScope[]> = {
    check: ["check"],
    intake: ["intake"],
    both: Object.keys(API_SCOPES) as ApiScope[],
    revoked: Object.keys(API_SCOPES) as ApiScope[],
  };
  for (const [caller, granted] of Object.entries(scopes)) {
    const key = await portal.issueKey(granted);
    tokens.set(caller as CallerName, key.token);
    if (caller === "revoked")
      await portal.database.owner`update api_keys set revoked_at = now() where id = ${key.id}`;
  }
});
afterAll(() => portal.close());

const routes = () =>
  portal.api.routeAccess
    .filter(({ method }) => method !== "HEAD")
    .map(({ method, url }) => `${method} ${url}`);

describe("route matrix", () => {
  it("has a row for every route and a route for every row", () => {
    expect(routes().sort()).toEqual(Object.keys(MATRIX).sort());
  });

  it.each(
    Object.entries(MATRIX).flatMap(([route, cell]) => CALLERS.map((caller) => ({ route, caller, cell }))),
  )("$route as $caller", async ({ route, caller, cell }) => {
    const [method = "", pattern = ""] = route.split(" ");
    const token = tokens.get(caller);
    const answer = await portal.api.inject({
      method: method as "GET",
      url: cell.url ?? pattern,
      payload: cell.payload,
      headers: token ? { authorization: `Bearer ${token}` } : {},
    });
    expect(answer.statusCode).toBe(cell.row[caller]);
    const isDesk = pattern.startsWith("/api/desk/");
    if (caller === "revoked" && cell.row.revoked === 401)
      expect(answer.json().code).toBe(isDesk ? "not-signed-in" : "key-revoked");
  });
});

describe("GET /api/v1/openapi.json", () => {
  type Document = {
    openapi: string;
    paths: Record<
      string,
      Record<string, { summary?: string; responses: Record<string, unknown>; security?: unknown }>
    >;
    components: Record<string, Record<string, unknown>>;
  };

  it("describes every route of the API, in both languages, with its problems", async () => {
    const document = (await portal.api.inject({ url: "/api/v1/openapi.json" })).json() as Document;
    expect(document.openapi).toBe("3.1.0");
    for (const { method, url, access } of portal.api.routeAccess) {
      if (method === "HEAD" || url === "/api/v1/openapi.json" || /carddav/.test(url)) continue;
      const operation =
        document.paths[url.replace(/:(\w+)/g, "{$1}").replace("*", "{*}")]?.[method.toLowerCase()];
      expect(operation?.summary, url).toMatch(/\p{Script=Han}.* · [A-Z]/u);
      expect(operation?.security, url).toBeDefined();
      if (access.key !== "none")
        expect(Object.keys(operation?.responses ?? {})).toEqual(
          expect.arrayContaining(["400", "401", "429", "503"]),
        );
    }
  });

  it("refers to nothing that is not in it", async () => {
    const { body } = await portal.api.inject({ url: "/api/v1/openapi.json" });
    const document = JSON.parse(body) as Document;
    const refs = [...body.matchAll(/"\$ref":"#\/components\/([^/"]+)\/([^"]+)"/g)];
    expect(refs.length).toBeGreaterThan(20);
    for (const [, section = "", name = ""] of refs) expect(document.components[section]).toHaveProperty(name);
  });
});

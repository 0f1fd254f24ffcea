import { describe, expect, it } from "vitest";
import { checkBatch, checkNumber } from "./check.ts";
import { ClientError } from "./errors.ts";
import { openPortal, request } from "./http.ts";
import { type Answer, fakePortal } from "./testing/fake-portal.ts";

const get = { path: "/x" };
const sequence = (answers: readonly (Answer | Error)[]) => {
  const left = [...answers];
  return () => {
    const next = left.shift() ?? { status: 500 };
    if (next instanceof Error) throw next;
    return next;
  };
};
const failure = async (promise: Promise<unknown>): Promise<ClientError> => {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ClientError)) throw new Error(`not refused: ${String(error)}`);
  return error;
};

describe("requests", () => {
  it("wait as long as Retry-After says and ask again", async () => {
    const portal = fakePortal(sequence([{ status: 429, headers: { "retry-after": "40" } }, { body: "ok" }]));
    expect(await (await request(portal, get)).text()).toBe("ok");
    expect(portal.waited).toEqual([40_000]);
  });

  it("do not wait for a quota of the day: they say when to come back", async () => {
    const body = JSON.stringify({ code: "quota", title: "配额用完", detail: "…" });
    const portal = fakePortal(sequence([{ status: 429, headers: { "retry-after": "20000" }, body }]));
    const refused = await failure(request(portal, get));
    expect([refused.code, refused.retryAfterSeconds, refused.problem]).toEqual(["quota", 20_000, "quota"]);
    expect(portal.waited).toEqual([]);
  });

  it("pause before they would be refused", async () => {
    const headers = { ratelimit: '"burst";r=0;t=30, "daily";r=0;t=9000' };
    const portal = fakePortal(sequence([{ headers }, { body: "next" }]));
    await request(portal, get);
    await request(portal, get);
    expect(portal.waited).toEqual([30_000]);
  });

  it("are tried again when the network or the server fails, with growing pauses, and end", async () => {
    const portal = fakePortal(sequence([new TypeError("reset"), { status: 503 }, { body: "ok" }]));
    expect((await request(portal, get)).status).toBe(200);
    const broken = fakePortal(sequence(Array.from({ length: 9 }, () => new TypeError("reset"))));
    expect((await failure(request(broken, get))).code).toBe("unreachable");
    expect(broken.asked).toHaveLength(5);
    expect(broken.waited).toHaveLength(4);
  });

  it("are not tried again when they are refused for good", async () => {
    const body = JSON.stringify({ code: "scope", title: "no" });
    const portal = fakePortal(sequence([{ status: 403, body }]));
    expect(await failure(request(portal, get))).toMatchObject({
      code: "refused",
      status: 403,
      problem: "scope",
    });
    expect(portal.asked).toHaveLength(1);
  });

  it("send the key only where it is needed, and never follow a redirect with it", async () => {
    const portal = fakePortal(() => ({}), { token: "mj_secret" });
    await request(portal, get);
    await request(portal, { ...get, isPublic: true });
    const headers = portal.asked.map(({ init }) => new Headers(init.headers).get("authorization"));
    expect(headers).toEqual(["Bearer mj_secret", null]);
    expect(portal.asked.every(({ init }) => init.redirect === "error")).toBe(true);
  });

  it("go nowhere but to http and https", () => {
    for (const url of ["ftp://x", "javascript:1", "", "x"]) expect(() => openPortal({ url })).toThrow("url");
  });
});

describe("checks", () => {
  const unknown = { verdict: "unknown", listed: false, advice: "none", reasons: [] };

  it("ask about one number in the body, never in the address", async () => {
    const portal = fakePortal(() => ({ body: JSON.stringify({ ...unknown, canonical: "+8613800138000" }) }));
    expect((await checkNumber(portal, "138 0013 8000")).canonical).toBe("+8613800138000");
    expect(portal.asked[0]).toMatchObject({
      path: "/api/v1/numbers",
      init: { body: '{"number":"138 0013 8000"}' },
    });
  });

  it("give each item its answer or its problem, and take no answer that is out of order", async () => {
    const results = [
      { ref: 0, ...unknown },
      { ref: 1, problem: { code: "invalid-number", detail: "短" } },
    ];
    const items = [
      { kind: "number", value: "1" },
      { kind: "number", value: "2" },
    ] as const;
    const answer = (body: object) =>
      checkBatch(
        fakePortal(() => ({ body: JSON.stringify(body) })),
        items,
      );
    const stamp = { asOf: "2026-03-02T00:00:00Z", listVersion: 7 };
    expect((await answer({ ...stamp, results })).results[1]).toEqual({
      problem: { code: "invalid-number", detail: "短" },
    });
    expect((await failure(answer({ ...stamp, results: results.toReversed() }))).code).toBe("bad-answer");
    expect((await failure(answer({ ...stamp, results: results.slice(1) }))).code).toBe("bad-answer");
  });
});

import { ristretto255_oprf } from "@noble/curves/ed25519.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openOprf } from "#adapters/oprf.ts";
import { refreshOprf } from "#commands/registry/refresh-oprf.ts";
import { oprfInput } from "#domain/registry/oprf.ts";
import { openTestPortal, type TestPortal } from "../testing/portal.ts";

const { voprf } = ristretto255_oprf;
const LIST = "numbers-restricted";
let portal: TestPortal;
let token = "";
let epoch = 0;
beforeAll(async () => {
  portal = await openTestPortal();
  token = (await portal.issueKey(["oprf"])).token;
  epoch = portal.runtime.keys.version;
});
afterAll(() => portal.close());

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const bytes = (text: string) => Uint8Array.from(Buffer.from(text, "base64"));
const evaluate = (payload: object, bearer: string | null = token, list = LIST) =>
  portal.api.inject({
    method: "POST",
    url: `/api/v1/oprf/${list}/evaluate`,
    payload,
    headers: bearer ? { authorization: `Bearer ${bearer}` } : {},
  });
const blind = (number: string) => voprf.blind(oprfInput(LIST, number));
const range = (prefix: string, headers: Record<string, string> = {}) =>
  portal.api.inject({ url: `/api/v1/oprf/${LIST}/range/${prefix}`, headers });
const refresh = async () => {
  const oprf = openOprf(portal.runtime.keys);
  const done = await refreshOprf(portal.runtime, portal.runtime.db, oprf, portal.clock.now());
  await oprf.close();
  return done;
};
/** Asks as a client does; the four bytes of the row, or null when there is none. */
const look = async (number: string) => {
  const { publicKey } = (await portal.api.inject({ url: "/api/v1/keys" })).json().oprf[0];
  const { blind: scalar, blinded } = blind(number);
  const answer = (await evaluate({ epoch, blinded: [base64(blinded)] })).json();
  const item = {
    input: oprfInput(LIST, number),
    blind: scalar,
    blinded,
    evaluated: bytes(answer.evaluated[0]),
  };
  const [output] = voprf.finalizeBatch([item], bytes(publicKey), bytes(answer.proof));
  const hex = Buffer.from(output ?? []).toString("hex");
  const { body } = await range(hex.slice(0, 3));
  const row = body.split("\n").find((line) => line.startsWith(hex.slice(0, 32)));
  if (!row) return null;
  return [...Buffer.from(row.slice(33), "hex")].map((byte, at) => byte ^ (output?.[60 + at] ?? 0));
};

describe("private look-ups", () => {
  it("find a listed private number without naming it, until its listing is over", async () => {
    await portal.list("13900139000", { tier: "serious" });
    await portal.list("952123");
    expect(await refresh()).toEqual({ added: 1, removed: 0 });
    expect(await look("+8613900139000")).toEqual([1, 3, 0, 0]);
    expect(await look("+8613900139001")).toBeNull();
    expect(await look("cn:952123")).toBeNull();
    await portal.list("13900139000", { status: "under_appeal", kind: "warning" });
    expect(await look("+8613900139000")).toEqual([2, 2, 1, 0]);
    await portal.list("13900139000", { status: "withdrawn" });
    expect(await look("+8613900139000")).toBeNull();
    expect(await refresh()).toEqual({ added: 0, removed: 1 });
  });

  it("answer buckets of one size, from a cache, with the same rows each time", async () => {
    const [first, second, again] = [await range("000"), await range("fff"), await range("000")];
    expect(first.body.length).toBe(second.body.length);
    expect(again.body).toBe(first.body);
    expect(first.headers).toMatchObject({
      "cache-control": "public, max-age=60",
      "oprf-epoch": String(epoch),
    });
    const unchanged = await range("000", { "if-none-match": String(first.headers.etag) });
    expect([unchanged.statusCode, unchanged.body]).toEqual([304, ""]);
    expect((await range("0000")).json().code).toBe("prefix-length");
    expect((await range("xyz")).statusCode).toBe(400);
    const { json, statusCode } = await portal.api.inject({ url: "/api/v1/oprf/numbers/range/000" });
    expect([statusCode, json().code]).toEqual([404, "unknown-list"]);
  });

  it("refuse whoever has no key or scope, another list, another epoch, and what is no point", async () => {
    const payload = { epoch, blinded: [base64(blind("+8613900139000").blinded)] };
    const { token: other } = await portal.issueKey(["check"]);
    const got = async (answer: ReturnType<typeof evaluate>) => {
      const { statusCode, json } = await answer;
      return [statusCode, json().code];
    };
    expect(await got(evaluate(payload, null))).toEqual([401, "unauthenticated"]);
    expect(await got(evaluate(payload, other))).toEqual([403, "scope"]);
    expect(await got(evaluate(payload, token, "numbers"))).toEqual([404, "unknown-list"]);
    expect(await got(evaluate({ ...payload, epoch: epoch + 1 }))).toEqual([409, "conflict"]);
    for (const blinded of [[], ["x"], [base64(new Uint8Array(31))], [base64(new Uint8Array(32).fill(255))]])
      expect(await got(evaluate({ epoch, blinded }))).toEqual([400, "invalid-request"]);
    const many = Array.from({ length: 129 }, () => payload.blinded[0]);
    expect(await got(evaluate({ epoch, blinded: many }))).toEqual([400, "invalid-request"]);
  });

  it("count points as items and as different numbers", async () => {
    const { token: small } = await portal.issueKey(["oprf"], { itemsPerDay: 10, subjectsPerDay: 2 });
    const blinded = ["+8613900139000", "+8613900139001"].map((number) => base64(blind(number).blinded));
    const first = await evaluate({ epoch, blinded }, small);
    expect(first.statusCode).toBe(200);
    expect(first.headers["ratelimit-policy"]).toMatch(/"daily";q=10.*"subjects";q=2.*"points";q=2560;w=60/);
    expect((await evaluate({ epoch, blinded }, small)).statusCode).toBe(200);
    const other = [base64(blind("+8613900139000").blinded)];
    expect((await evaluate({ epoch, blinded: other }, small)).statusCode).toBe(429);
  });

  it("put every key on the log once", async () => {
    await refresh();
    await refresh();
    const rows = await portal.database.owner`select record from log_records where type = 'key'`;
    const { publicKey } = (await portal.api.inject({ url: "/api/v1/keys" })).json().oprf[0];
    expect(rows.map(({ record }) => JSON.parse(record))).toEqual([
      { list: LIST, suite: "ristretto255-SHA512", epoch, publicKey },
    ]);
  });

  it("publish a key that the log's key has signed", async () => {
    const { log, oprf } = (await portal.api.inject({ url: "/api/v1/keys" })).json();
    expect(oprf[0]).toMatchObject({
      list: LIST,
      suite: "ristretto255-SHA512",
      mode: "VOPRF",
      epoch,
      prefixBits: 12,
    });
    expect(oprf[0].signature.split("\n").slice(0, 3)).toEqual([
      `${log.origin}/oprf/${LIST}`,
      String(epoch),
      oprf[0].publicKey,
    ]);
  });
});

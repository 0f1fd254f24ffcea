import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RATING_1 } from "#domain/rating/method.ts";
import { grow, LOG, plain, receiptOf, testFolder, uuid } from "./testing/published-portal.ts";
import { bundleOf, canonical, institutionsFrom, sealed } from "./testing/rating-bundles.ts";
import { readBundle } from "./verify-rating/form.ts";
import { recompute } from "./verify-rating/recompute.ts";
import { failed, verifyRating } from "./verify-rating.ts";

type Bundle = ReturnType<typeof readBundle>;
type Path = readonly (string | number)[];
const inFolder = testFolder();
const files = { written: 0 };
const NOW = new Date("2026-11-22T08:00:00Z");

/** What the verifier says of a file with this content. */
/** Objects are given the digest that belongs to them, so that what is found is found by their figures. */
function verify(content: unknown, ...args: string[]) {
  const text = typeof content === "string" ? content : canonical(sealed(content));
  const file = inFolder(`bundle-${++files.written}.json`, text);
  return verifyRating([file, ...args], NOW).catch(failed);
}
const pointerOf = (way: Path): string => way.map((name) => `/${name}`).join("");

/** A copy in which what stands at the end of the way is another. */
function changed<T>(value: T, [name, ...rest]: Path, change: (old: unknown) => unknown): T {
  if (name === undefined) return change(value) as T;
  const copy: unknown = Array.isArray(value) ? [...value] : { ...Object(value) };
  return Object.assign(copy as object, { [name]: changed(Object(value)[name], rest, change) }) as T;
}
/** The way to everything that is not an object or a list. */
function leavesOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [at];
  return Object.entries(value).flatMap(([name, item]) => leavesOf(item, [...at, name]));
}
const valueAt = (value: unknown, way: Path): unknown => way.reduce((at, name) => Object(at)[name], value);

/** The inputs with population and results as the verifier itself has them. */
function completed(inputs: Bundle): Bundle {
  return { ...inputs, ...recompute(inputs, inputs) };
}
const FEW_PEERS = { ...RATING_1, gates: { ...RATING_1.gates, leastPeers: 3 } };
const SMALL = completed(readBundle(Buffer.from(canonical(bundleOf(institutionsFrom(28, 18), FEW_PEERS)))));

describe("figures that can be had with a pencil", () => {
  // Two lenders of the same size, one class of complaints in use, two values of alpha, no drift, no decay to speak of.
  const sums = (count: number) => [count, 0, 0] as const;
  const one = (id: string, count: number) => ({
    ...SMALL.institutions[0],
    id,
    exposureSource: "regulator_filing" as const,
    months: 36,
    strata: [
      {
        stratum: "bank",
        exposure: { base: 100, shorter: 100, longer: 100 },
        complaints: {
          base: sums(count),
          shorter: sums(count),
          longer: sums(count),
          uniform: sums(count),
          withoutCluster: sums(count),
        },
      },
    ],
    halves: {
      older: { accountMonths: 50, complaints: sums(count) },
      newer: { accountMonths: 50, complaints: sums(0) },
    },
    persons: 30,
    counts: { received: 40, decided: 32, upheld: 8 },
    handling: { asked: 0, inTime: 0, answered: 0, resolved: 0, reopened: 0 },
    sanctions: { serious: false, revoked: false },
    integrityHold: null,
    previous: { letter: null, ruled: null },
    cells: [],
  });
  const bundle = completed({
    ...SMALL,
    method: {
      ...SMALL.method,
      halfLifeMonths: 1e12,
      otherHalfLives: [1e12, 1e12],
      weights: [1, 1e-9, 1e-9],
      otherWeights: [
        [1, 1e-9, 1e-9],
        [1, 1e-9, 1e-9],
      ],
      alphaGrid: { from: 1, to: 4, points: 2 },
      driftFallback: 0,
      gates: { ...SMALL.method.gates, leastPeers: 2, leastExpected: 1, widestRatio: 100 },
    },
    institutions: [one("a", 6), one("b", 12)],
  } as Bundle);
  const [a, b] = bundle.results;

  test("each is expected to have what the other has, and half of the half complaint that is thought before", () => {
    expect(a?.harm?.classes[0]).toMatchObject({ observed: 6, expected: 12.25 });
    expect(b?.harm?.classes[0]).toMatchObject({ observed: 12, expected: 6.25 });
    expect(a?.harm?.classes[1]).toMatchObject({ observed: 0, expected: 0.25 });
    expect(a?.funnel).toMatchObject({ ratio: Number((6 / 12.25).toPrecision(6)) });
    expect(a?.upholdRate).toBe(0.25);
  });

  test("complaints where it says it has no accounts count all the same", () => {
    const first = bundle.institutions[0];
    const none = { base: 0, shorter: 0, longer: 0 };
    const more = { stratum: "micro", exposure: none, complaints: first?.strata[0]?.complaints };
    const strata = [...(first?.strata ?? []), more];
    const [hidden] = completed(changed(bundle, ["institutions", 0, "strata"], () => strata)).results;
    expect(hidden?.harm?.classes[0]).toMatchObject({ observed: 12, expected: 12.25 });
  });

  test("alpha 1 and 4 are weighed by prior and products, and the mean is the mixture's", () => {
    // Γ(y + α)/Γ(α) · α^α / (α + e)^(y + α): with α 1 it is y!/(1 + e)^(y + 1). No decay: counts are halved twice over.
    const spread = (1 + 1) / (1 + 1);
    const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
    const nb = (alpha: number, y: number, e: number): number =>
      ((factorial(y + alpha - 1) / factorial(alpha - 1)) * alpha ** alpha) / (alpha + e) ** (y + alpha);
    const prior = (alpha: number): number => alpha ** -0.5 / 2 / (1 + 1 / alpha);
    const weight = (alpha: number): number =>
      prior(alpha) * nb(alpha, 6 / spread, 12.25) * nb(alpha, 12 / spread, 6.25);
    const share = weight(1) / (weight(1) + weight(4));
    expect(bundle.population.alpha[0]).toBe(Number((share + 4 * (1 - share)).toPrecision(6)));
    const [m1, m4] = [7 / 13.25, 10 / 16.25];
    const mean = share * m1 + (1 - share) * m4;
    const variance = share * (m1 / 13.25 + (m1 - mean) ** 2) + (1 - share) * (m4 / 16.25 + (m4 - mean) ** 2);
    expect(a?.harm?.classes[0]?.mean).toBe(Number(mean.toPrecision(6)));
    expect(a?.harm?.classes[0]?.variance).toBe(Number(variance.toPrecision(6)));
  });

  test("and the whole is equal, said in words and as JSON", async () => {
    const { exitCode, report, sentences } = await verify(bundle);
    expect({ exitCode, ...report }).toMatchObject({ exitCode: 0, ok: true, institutions: 2, first: null });
    expect(sentences.join()).toContain("All are equal");
  });
});

describe("one change", () => {
  const text = canonical(sealed(SMALL));
  test("of any byte is found, also where no figure rests on it", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(text.length - 1),
        fc.constantFrom("0", "1", "7", "a", '"', ","),
        async (at, byte) => {
          fc.pre(text[at] !== byte);
          const { exitCode } = await verify(text.slice(0, at) + byte + text.slice(at + 1));
          expect(exitCode).toBeGreaterThan(0);
        },
      ),
      { numRuns: 60 },
    );
    const held = canonical(changed(sealed(SMALL), ["institutions", 0, "held"], () => [1, 2, 3]));
    expect(await verify(held)).toMatchObject({ exitCode: 1, report: { first: { pointer: "/digest" } } });
  }, 30_000);

  const leaves = leavesOf({ population: SMALL.population, results: SMALL.results });
  test("of a published figure, letter, reason or step is found and named", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...leaves), fc.boolean(), async (way, up) => {
        const bundle = changed(SMALL, way, (old) => {
          if (typeof old === "number")
            return (
              Number((old * (up ? 1.00002 : 0.99998) || 1e-9).toPrecision(6)) +
              (Number.isInteger(old) ? 1 : 0)
            );
          if (typeof old === "boolean") return !old;
          if (/^[A-E]$/.test(String(old))) return old === "C" ? "B" : "C";
          return `${old}x`;
        });
        const { exitCode, report, sentences } = await verify(bundle);
        expect(exitCode).toBe(1);
        const found = Object(report.first ?? report.problem).pointer;
        expect(pointerOf(way).startsWith(found) || found.startsWith(pointerOf(way))).toBe(true);
        const id = way[0] === "results" ? SMALL.results[Number(way[1])]?.id : "population";
        if (report.first) expect(sentences.join()).toContain(`First: ${id} ${found}`);
      }),
      { numRuns: 60 },
    );
  }, 30_000);

  const rated = SMALL.results.flatMap(({ status, handling }, at) =>
    status === "rated" && handling ? [at] : [],
  );
  const inputs = rated.flatMap((at) => {
    const { strata, handling } = SMALL.institutions[at] ?? { strata: [], handling: {} };
    const ways = [
      ...leavesOf(strata, ["institutions", at, "strata"]),
      ...leavesOf(handling, ["institutions", at, "handling"]),
    ];
    const result = SMALL.results[at];
    return ways.filter((way) => {
      if (typeof valueAt(SMALL, way) !== "number") return false;
      if (way.includes("handling"))
        return /asked|inTime/.test(String(way.at(-1)))
          ? result?.handling?.timely
          : result?.handling?.resolved;
      return true;
    });
  });
  test("of a sum that a rating is computed from is found", async () => {
    expect(rated.length).toBeGreaterThan(5);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...inputs), async (way) => {
        const more = /inTime|resolved/.test(String(way.at(-1))) ? 0.9 : 1.1;
        const bundle = changed(SMALL, way, (old) => (Number(old) + 0.01) * more);
        const { exitCode } = await verify(bundle);
        expect(exitCode).toBe(1);
      }),
      { numRuns: 40 },
    );
  }, 30_000);

  test.each([
    ["persons", (at: number) => ["institutions", at, "persons"], 3],
    ["months", (at: number) => ["institutions", at, "months"], 5],
    ["sanctions", (at: number) => ["institutions", at, "sanctions", "serious"], true],
    ["a licence", (at: number) => ["institutions", at, "sanctions", "revoked"], true],
    ["a hold", (at: number) => ["institutions", at, "integrityHold"], "waves of praise"],
    ["the source of a size", (at: number) => ["institutions", at, "exposureSource"], "proxy"],
  ] as const)("of %s is found where a letter hangs on it", async (_, way, value) => {
    // Few persons change an adverse letter; the rest is tried where there is neither sanction nor hold.
    const ruled = value === 3 ? /[DE]/ : /[BC]/;
    const at = SMALL.results.findIndex(
      ({ ruled: letter, status }) => status === "rated" && ruled.test(letter ?? ""),
    );
    const { exitCode } = await verify(changed(SMALL, way(at), () => value));
    expect(exitCode).toBe(1);
  });

  test.each([
    ["driftLeastPairs", 1_000],
    ["benchmarkPrior", 0.6],
    ["halfLifeMonths", 11],
    ["weights", [1, 3, 9]],
  ])("of the method's %s is found", async (name, value) => {
    const { exitCode } = await verify(changed(SMALL, ["method", name], () => value));
    expect(exitCode).toBe(1);
  });
});

describe("a file that is not as it has to be is named", () => {
  const at = (way: Path, change: (old: unknown) => unknown) => canonical(changed(SMALL, way, change));
  const text = canonical(SMALL);
  test.each([
    ["an unknown field", at(["results", 0], (old) => ({ ...Object(old), note: 1 })), "/results/0/note"],
    ["a missing field", at(["institutions", 0, "held"], () => undefined), "/institutions/0/held"],
    ["a number as text", at(["institutions", 0, "months"], String), "/institutions/0/months"],
    ["a negative sum", at(["institutions", 1, "held", 2], () => -1), "/institutions/1/held/2"],
    ["too many months", at(["institutions", 2, "months"], () => 37), "/institutions/2/months"],
    [
      "a month outside",
      at(["institutions", 0, "cells", 0, "month"], () => "2023-10"),
      "/institutions/0/cells/0/month",
    ],
    [
      "months out of order",
      at(["institutions", 0, "cells", 1, "month"], () => "2026-08"),
      "/institutions/0/cells/1/month",
    ],
    ["an id twice", at(["institutions", 1, "id"], () => SMALL.institutions[0]?.id), "/institutions/1/id"],
    ["ids out of order", at(["institutions", 1, "id"], () => "0"), "/institutions/1/id"],
    ["a result of another", at(["results", 1, "id"], () => "0"), "/results/1/id"],
    [
      "a result too few",
      at(["results"], (old) => (old as unknown[]).slice(0, -1)),
      `/results/${SMALL.results.length - 1}`,
    ],
    [
      "an unknown stratum",
      at(["institutions", 0, "strata", 0, "stratum"], () => "~/x"),
      "/institutions/0/strata/0/stratum",
    ],
    ["a stratum in itself", at(["strata", 0, "parent"], () => "bank/card"), "/strata/0/parent"],
    [
      "more in time than asked",
      at(["institutions", 0, "handling", "inTime"], () => 1e9),
      "/institutions/0/handling/inTime",
    ],
    ["a letter F", at(["results", 0, "letter"], () => "F"), "/results/0/letter"],
    ["another version", at(["v"], () => 2), "/v"],
    ["a space", text.replace('"id":"bank/card"', '"id": "bank/card"'), "/strata/1/id"],
    ["a number written otherwise", text.replace('"v":1', '"v":1.0'), ""],
    ["members out of order", JSON.stringify({ v: 1, ...JSON.parse(text) }), "/asOf"],
    ["a member twice", text.replace('"v":1', '"v":1,"v":1'), ""],
    ["a line's end", `${text}\n`, ""],
  ])("%s", async (_, content, pointer) => {
    const { exitCode, report } = await verify(content);
    expect({ exitCode, pointer: Object(report.problem).pointer }).toEqual({ exitCode: 1, pointer });
  });

  test.each([
    ["empty", ""],
    ["cut short", text.slice(0, -9)],
    ["not JSON", "A,B,C"],
  ])("and one that is %s cannot be read", async (_, content) => {
    expect((await verify(content)).exitCode).toBe(2);
  });
});

test("a file that is not there, two files and a proof without a key are refused as asked wrongly", async () => {
  const ask = (...args: string[]) => verifyRating(args, NOW).catch(failed);
  for (const args of [[inFolder("none.json")], [], ["a", "b"], ["a", "--proof", "b"], ["a", "--what"]])
    expect(await ask(...args)).toMatchObject({ exitCode: 2, report: { ok: false } });
});

describe("a proof", () => {
  const text = canonical(SMALL);
  const sha = (data: string | Buffer) => createHash("sha256").update(data).digest("hex");
  const { nonce } = JSON.parse(receiptOf(plainLeaves(), 0));
  function plainLeaves() {
    return grow([], plain(5));
  }
  const proofOf = (record: Record<string, unknown>, type = "rating-batch") => {
    const commit = sha(Buffer.concat([Buffer.from(nonce, "base64"), Buffer.from(canonical(record))]));
    const leaves = grow(plainLeaves(), [{ type, entry: uuid(77), commit }]);
    return inFolder(`proof-${++files.written}.json`, receiptOf(leaves, 5, "entry", record as never));
  };
  const check = (proof: string) => verify(text, "--proof", proof, "--vkey", LOG.vkey);
  const record = { id: SMALL.id, sha256: sha(text) };

  test("for these bytes is good", async () => {
    expect(await check(proofOf(record))).toMatchObject({
      exitCode: 0,
      report: { receipt: { index: 5, size: 6 } },
    });
  });

  test("of other bytes, another batch, another type of leaf or another log is bad", async () => {
    for (const proof of [
      proofOf({ ...record, sha256: sha("x") }),
      proofOf({ ...record, id: "other" }),
      proofOf(record, "snapshot"),
    ])
      expect(await check(proof)).toMatchObject({ exitCode: 1, report: { proof: { where: proof } } });
    const good = proofOf(record);
    const other = `${LOG.vkey.slice(0, -4)}AAAA`;
    expect((await verify(text, "--proof", good, "--vkey", other)).exitCode).toBe(2);
  });
});

test("the portal's ratings and the verifier's agree in every figure and letter", async () => {
  for (const [seed, count] of [
    [21, 12],
    [22, 60],
    [23, 250],
  ] as const) {
    const { report } = await verify(bundleOf(institutionsFrom(seed, count)));
    expect(report).toMatchObject({ ok: true, first: null, institutions: count });
  }
}, 30_000);

test("the command reads standard input and says how it ended in its last line and exit code", () => {
  const run = (input: string, ...args: string[]) =>
    spawnSync(process.execPath, [path.join(import.meta.dirname, "verify-rating.ts"), "-", ...args], {
      input,
      encoding: "utf8",
    });
  const good = run(canonical(sealed(SMALL)));
  expect([good.status, JSON.parse(good.stdout.trim().split("\n").at(-1) ?? "").ok]).toEqual([0, true]);
  const bad = run(canonical(changed(SMALL, ["population", "rated"], () => 1)), "--json");
  expect([bad.status, JSON.parse(bad.stdout).first.pointer]).toEqual([1, "/population/rated"]);
  expect(run("{").status).toBe(2);
});

import { beforeEach, expect, it, vi } from "vitest";
import { mayAnswer } from "./page-budget.ts";

let address: string | null = "192.0.2.1";
vi.mock("next/headers", () => ({ headers: async () => ({ get: () => address }) }));
vi.mock("./locale.ts", () => ({ pageWords: async () => ({}) }));

const response = { statusCode: 200, headersSent: false, setHeader: vi.fn() };
const number = (at: number) => ({ canonical: `+8613800${at}`, visibility: "restricted" as const });

beforeEach(() => {
  const seen = new Map<string, Set<string>>();
  // As api/limits/network-budget.ts counts, with room for two.
  const take = (network: string, subjects: readonly string[]) => {
    const all = new Set([...(seen.get(network) ?? []), ...subjects]);
    if (all.size <= 2) seen.set(network, all);
    return all.size <= 2;
  };
  Reflect.set(globalThis, Symbol.for("mingjian.networks"), { take, secondsLeft: () => 86_400 });
  Reflect.set(globalThis, Symbol.for("mingjian.response"), { getStore: () => response });
  address = "192.0.2.1";
  response.statusCode = 200;
});

it("counts private numbers of pages for the network, and answers 429 with a time when they are too many", async () => {
  expect(await mayAnswer([number(1), number(2)])).toBe(true);
  expect(await mayAnswer([number(1)])).toBe(true);
  expect(await mayAnswer([{ canonical: "95588", visibility: "public" }])).toBe(true);
  expect(await mayAnswer([number(3)], { isPart: true })).toBe(false);
  expect(response.statusCode).toBe(200);
  expect(await mayAnswer([number(3)])).toBe(false);
  expect(response.statusCode).toBe(429);
  expect(response.setHeader).toHaveBeenCalledWith("retry-after", "86400");
  address = "192.0.2.2";
  expect(await mayAnswer([number(3)])).toBe(true);
});

it("limits nothing where no server counts", async () => {
  Reflect.deleteProperty(globalThis, Symbol.for("mingjian.networks"));
  expect(await mayAnswer([number(1), number(2), number(3)])).toBe(true);
});

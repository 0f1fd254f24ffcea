import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { RESPONSE_STORE } from "./answer-status.ts";
import { chargeNetwork } from "./charge-network.ts";

const HERE = "192.0.2.1";
const NETWORKS = Symbol.for("mingjian.networks");
let response: ServerResponse;
const number = (at: number) => ({ canonical: `+8613800${at}`, visibility: "restricted" as const });

beforeEach(() => {
  response = new ServerResponse(new IncomingMessage(new Socket()));
  const seen = new Map<string, Set<string>>();
  // As api/limits/network-budget.ts counts, with room for two.
  const take = (network: string, subjects: readonly string[]) => {
    const all = new Set([...(seen.get(network) ?? []), ...subjects]);
    if (all.size <= 2) seen.set(network, all);
    return all.size <= 2;
  };
  Reflect.set(globalThis, NETWORKS, { take, secondsLeft: () => 86_400 });
  Reflect.set(globalThis, RESPONSE_STORE, { getStore: () => response });
});
// Test files share their modules and globals.
afterEach(() => {
  Reflect.deleteProperty(globalThis, NETWORKS);
  Reflect.deleteProperty(globalThis, RESPONSE_STORE);
});

it("counts private numbers of pages for the network, and answers 429 with a time when they are too many", () => {
  expect(chargeNetwork(HERE, [number(1), number(2)])).toBe(true);
  expect(chargeNetwork(HERE, [number(1)])).toBe(true);
  expect(chargeNetwork(HERE, [{ canonical: "95588", visibility: "public" }])).toBe(true);
  expect(chargeNetwork(HERE, [number(3)], { isPart: true })).toBe(false);
  expect(response.statusCode).toBe(200);
  expect(chargeNetwork(HERE, [number(3)])).toBe(false);
  expect(response.statusCode).toBe(429);
  expect(response.getHeader("retry-after")).toBe("86400");
  expect(chargeNetwork("192.0.2.2", [number(3)])).toBe(true);
});

it("limits nothing where no server counts", () => {
  Reflect.deleteProperty(globalThis, NETWORKS);
  expect(chargeNetwork(HERE, [number(1), number(2), number(3)])).toBe(true);
});

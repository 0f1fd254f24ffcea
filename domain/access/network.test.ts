import { expect, test } from "vitest";
import { networkOf } from "./network.ts";

test.each([
  ["203.0.113.9", "203.0.113.9"],
  ["::ffff:203.0.113.9", "203.0.113.9"],
  ["2001:db8:1:2ff::1", "2001:db8:1:200::/56"],
  ["2001:0db8:0001:02aa:1:2:3:4", "2001:db8:1:200::/56"],
  ["2001:db8::1", "2001:db8:0:0::/56"],
  ["::1", "0:0:0:0::/56"],
  ["fe80::1%eth0", "fe80:0:0:0::/56"],
])("%s belongs to %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

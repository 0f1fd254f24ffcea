import { BlockList, isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { networkOf } from "#domain/access/network.ts";
import { clientAddress, clientNetwork, trustedList } from "./client-address.ts";

const proxies = ["10.0.0.0/8", "2001:db8::/32", "192.0.2.7"];

describe("client address", () => {
  it.each([
    ["203.0.113.5", undefined, "203.0.113.5"],
    ["203.0.113.5", "1.2.3.4", "203.0.113.5"],
    ["10.1.2.3", undefined, "10.1.2.3"],
    ["10.1.2.3", "198.51.100.9", "198.51.100.9"],
    ["10.1.2.3", "6.6.6.6, 198.51.100.9", "198.51.100.9"],
    ["10.1.2.3", "6.6.6.6, 198.51.100.9, 192.0.2.7", "198.51.100.9"],
    ["10.1.2.3", "10.9.9.9, 10.8.8.8", "10.9.9.9"],
    ["10.1.2.3", "unknown", "10.1.2.3"],
    ["10.1.2.3", "198.51.100.09", "10.1.2.3"],
    ["10.1.2.3", "198.51.100.256", "10.1.2.3"],
    ["11.1.2.3", "198.51.100.9", "11.1.2.3"],
    ["192.0.2.8", "198.51.100.9", "192.0.2.8"],
    ["::ffff:10.1.2.3", "198.51.100.9:4711", "198.51.100.9"],
    ["2001:db8::1", "[2400::1]:80", "2400::1"],
  ] as const)("%s with %s is %s", (socket, forwarded, expected) => {
    expect(clientAddress(socket, forwarded, proxies)).toBe(expected);
  });

  it("reads networks of every width as Node's own list does", () => {
    const address = fc.ipV4();
    fc.assert(
      fc.property(address, address, fc.integer({ min: 0, max: 32 }), (base, asked, width) => {
        const list = new BlockList();
        list.addSubnet(base, width, "ipv4");
        const got = clientAddress(asked, "198.51.100.9", [`${base}/${width}`]);
        const isTrusted = list.check(asked, "ipv4");
        expect(got === asked).toBe(!isTrusted || asked === "198.51.100.9");
      }),
    );
  });

  it("reads the hops from the right, however they are separated", () => {
    const hop = fc.oneof(fc.ipV4(), fc.constantFrom("10.1.1.1", " 10.2.2.2 ", "", " ", "unknown", "2400::1"));
    fc.assert(
      fc.property(fc.array(hop, { maxLength: 5 }), (hops) => {
        let expected = "10.9.9.9";
        for (const one of hops.toReversed()) {
          if (!expected.startsWith("10.") || isIP(one.trim()) === 0) break;
          expected = one.trim();
        }
        expect(clientAddress("10.9.9.9", hops.join(","), ["10.0.0.0/8"])).toBe(expected);
      }),
    );
  });

  it("tells the network of it, as any address's", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), (address) => {
        expect(clientNetwork(address, undefined, [])).toBe(networkOf(address));
      }),
    );
  });

  it("believes nobody when no proxy is named", () => {
    expect(clientAddress("127.0.0.1", "1.2.3.4", [])).toBe("127.0.0.1");
  });

  it.each(["example.org", "10.0.0.0/33", "10.0.0.0/x"])("says what to set instead of %s", (proxy) => {
    expect(() => trustedList([proxy])).toThrow("TRUSTED_PROXIES");
  });
});

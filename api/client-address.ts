import { BlockList, isIP } from "node:net";
import { networkOf } from "#domain/access/network.ts";

/** IPv4 networks as numbers, because every request asks; IPv6 as Node's own list. */
type Trusted = {
  readonly v4: readonly { readonly base: number; readonly mask: number }[];
  readonly v6: BlockList;
};
const lists = new WeakMap<readonly string[], Trusted>();

/**
 * Who is really calling: the socket's address, unless that is a proxy we trust; then the rightmost address of
 * X-Forwarded-For that is not. What stands further left was written by the caller and is never believed.
 */
export function clientAddress(
  socketAddress: string,
  forwardedFor: string | readonly string[] | undefined,
  trustedProxies: readonly string[],
): string {
  if (trustedProxies.length === 0 || forwardedFor === undefined) return socketAddress;
  const trusted = trustedList(trustedProxies);
  const hops = typeof forwardedFor === "string" ? forwardedFor : forwardedFor.join(",");
  let address = socketAddress;
  let end = hops.length;
  while (isTrusted(trusted, address)) {
    const comma = end > 0 ? hops.lastIndexOf(",", end - 1) : -1;
    const before = end >= 0 ? plainAddress(hops.slice(comma + 1, end)) : "";
    end = comma;
    // A proxy that forwards something else than an address is where the trail ends.
    if (ipv4(before) < 0 && isIP(before) === 0) break;
    address = before;
  }
  return address;
}

/** The network of the client address, the unit of limits; a plain IPv4 address is its own. */
export function clientNetwork(
  socketAddress: string,
  forwardedFor: string | readonly string[] | undefined,
  trustedProxies: readonly string[],
): string {
  const address = clientAddress(socketAddress, forwardedFor, trustedProxies);
  return ipv4(address) >= 0 ? address : networkOf(address);
}

/** Addresses and networks ("10.0.0.0/8"); one that is neither throws a sentence that says what to set. */
export function trustedList(trustedProxies: readonly string[]): Trusted {
  const known = lists.get(trustedProxies);
  if (known) return known;
  const v4: { base: number; mask: number }[] = [];
  const v6 = new BlockList();
  for (const proxy of trustedProxies) {
    const [address = "", bits] = proxy.split("/");
    const base = ipv4(address);
    const widest = base >= 0 ? 32 : 128;
    const width = bits === undefined ? widest : Number(bits);
    if (isIP(address) === 0 || !Number.isInteger(width) || width < 0 || width > widest) {
      throw new Error(`TRUSTED_PROXIES has "${proxy}"; set addresses or networks such as 10.0.0.0/8.`);
    }
    const mask = width === 0 ? 0 : (0xffff_ffff << (32 - width)) >>> 0;
    if (base >= 0) v4.push({ base: (base & mask) >>> 0, mask });
    else v6.addSubnet(address, width, "ipv6");
  }
  const made = { v4, v6 };
  lists.set(trustedProxies, made);
  return made;
}

function isTrusted({ v4, v6 }: Trusted, address: string): boolean {
  const plain = plainAddress(address);
  const number = ipv4(plain);
  if (number >= 0) return v4.some(({ base, mask }) => (number & mask) >>> 0 === base);
  return isIP(plain) === 6 && v6.check(plain, "ipv6");
}

/** A dotted IPv4 address as a number of 32 bits, or -1. */
function ipv4(address: string): number {
  let value = 0;
  let part = -1;
  let dots = 0;
  for (let at = 0; at < address.length; at++) {
    const code = address.charCodeAt(at);
    if (code >= 48 && code <= 57) {
      // A leading zero would be read as octal elsewhere: such an address is none.
      if (part === 0) return -1;
      part = (part < 0 ? 0 : part * 10) + code - 48;
      if (part > 255) return -1;
    } else if (code === 46 && part >= 0 && dots < 3) {
      value = value * 256 + part;
      part = -1;
      dots += 1;
    } else return -1;
  }
  return dots === 3 && part >= 0 ? value * 256 + part : -1;
}

/** Without a port, brackets, or the IPv6 form of an IPv4 address. */
function plainAddress(address: string): string {
  const trimmed = address.trim();
  if (ipv4(trimmed) >= 0) return trimmed;
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(trimmed)?.[1];
  const plain =
    bracketed ?? (/^\d+\.\d+\.\d+\.\d+:\d+$/.test(trimmed) ? trimmed.replace(/:\d+$/, "") : trimmed);
  return plain.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
}

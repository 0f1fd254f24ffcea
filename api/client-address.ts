import { BlockList, isIP } from "node:net";

const lists = new WeakMap<readonly string[], BlockList>();

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
  const hops = (typeof forwardedFor === "string" ? forwardedFor : forwardedFor.join(",")).split(",");
  let address = socketAddress;
  while (isTrusted(trusted, address)) {
    const before = plainAddress(hops.pop() ?? "");
    // A proxy that forwards something else than an address is where the trail ends.
    if (isIP(before) === 0) break;
    address = before;
  }
  return address;
}

/** Addresses and networks ("10.0.0.0/8"); one that is neither throws a sentence that says what to set. */
export function trustedList(trustedProxies: readonly string[]): BlockList {
  const known = lists.get(trustedProxies);
  if (known) return known;
  const list = new BlockList();
  for (const proxy of trustedProxies) {
    const [address = "", bits] = proxy.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    const width = bits === undefined ? (family === "ipv6" ? 128 : 32) : Number(bits);
    if (
      isIP(address) === 0 ||
      !Number.isInteger(width) ||
      width < 0 ||
      width > (family === "ipv6" ? 128 : 32)
    ) {
      throw new Error(`TRUSTED_PROXIES has "${proxy}"; set addresses or networks such as 10.0.0.0/8.`);
    }
    list.addSubnet(address, width, family);
  }
  lists.set(trustedProxies, list);
  return list;
}

function isTrusted(list: BlockList, address: string): boolean {
  const plain = plainAddress(address);
  const version = isIP(plain);
  return version !== 0 && list.check(plain, version === 6 ? "ipv6" : "ipv4");
}

/** Without a port, brackets, or the IPv6 form of an IPv4 address. */
function plainAddress(address: string): string {
  const trimmed = address.trim();
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(trimmed)?.[1];
  const plain =
    bracketed ?? (/^\d+\.\d+\.\d+\.\d+:\d+$/.test(trimmed) ? trimmed.replace(/:\d+$/, "") : trimmed);
  return plain.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
}

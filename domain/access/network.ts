/**
 * The network an address belongs to, as the unit of limits and of anonymous sources: one IPv4 address, or the /56
 * of an IPv6 address (what a household or phone is given, RFC 6177).
 */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "").replace(/%.*$/, "");
  if (!plain.includes(":")) return plain;
  const [head = "", tail = ""] = plain.toLowerCase().split("::", 2);
  const left = head ? head.split(":") : [];
  const right = tail ? tail.split(":") : [];
  const groups = plain.includes("::")
    ? [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0"), ...right]
    : left;
  const [a = "0", b = "0", c = "0", d = "0"] = groups;
  const fourth = Number.parseInt(d, 16) & 0xff00;
  return `${[a, b, c].map((group) => Number.parseInt(group, 16).toString(16)).join(":")}:${fourth.toString(16)}::/56`;
}

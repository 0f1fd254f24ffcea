import { headers } from "next/headers";
import { networkOf } from "#domain/access/network.ts";

type HeaderBag = Readonly<Record<string, unknown>>;

/** server.ts sets this header on every request from the socket and the trusted proxies; a client's own is dropped. */
const CLIENT_ADDRESS_HEADER = "x-mingjian-client";

export function clientNetwork(bag: HeaderBag): string | null {
  const address = bag[CLIENT_ADDRESS_HEADER];
  return typeof address === "string" ? networkOf(address) : null;
}

/** The address block of the person asking, never stored in clear. */
export async function requestNetwork(): Promise<string | null> {
  const address = (await headers()).get(CLIENT_ADDRESS_HEADER);
  return address ? networkOf(address) : null;
}

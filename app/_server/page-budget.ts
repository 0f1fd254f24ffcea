import { chargeNetwork } from "./charge-network.ts";
import { requestNetwork } from "./network.ts";

/** The network has asked about as many different private numbers today as it may; the page says so with 429. */
export const USED_UP = "used-up";

/** Counts the private numbers of an answer for the network asking; false when the answer may not be given. */
export async function mayAnswer(
  answers: Parameters<typeof chargeNetwork>[1],
  options?: Parameters<typeof chargeNetwork>[2],
): Promise<boolean> {
  return chargeNetwork(await requestNetwork(), answers, options);
}

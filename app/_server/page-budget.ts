import type { NumberAnswer } from "#domain/registry/number-answer.ts";
import { requestNetwork } from "./network.ts";
import { answerWithStatus } from "./not-found.tsx";

/** Under this symbol the server keeps what every network has asked about today; the API counts into the same. */
const NETWORKS_SLOT = Symbol.for("mingjian.networks");
type Networks = { take(network: string, subjects: readonly string[]): boolean; secondsLeft(): number };

/** The network has asked about as many different private numbers today as it may; the page says so with 429. */
export const USED_UP = "used-up";

/** Counts the private numbers of an answer for the network asking; false when the answer may not be given. */
export async function mayAnswer(
  answers: readonly Pick<NumberAnswer, "canonical" | "visibility">[],
  { isPart = false }: { readonly isPart?: boolean } = {},
): Promise<boolean> {
  const asked = answers.filter(({ visibility }) => visibility !== "public").map(({ canonical }) => canonical);
  const networks = Reflect.get(globalThis, NETWORKS_SLOT) as Networks | undefined;
  if (asked.length === 0 || !networks) return true;
  const network = await requestNetwork();
  if (network === null || networks.take(network, asked)) return true;
  // A page that goes on without the answer is no refusal.
  if (!isPart) answerWithStatus(429, networks.secondsLeft());
  return false;
}

import type { NumberAnswer } from "#domain/registry/number-answer.ts";
import { answerWithStatus } from "./answer-status.ts";

/** Under this symbol the server keeps what every network has asked about today; the API counts into the same. */
const NETWORKS_SLOT = Symbol.for("mingjian.networks");
type Networks = { take(network: string, subjects: readonly string[]): boolean; secondsLeft(): number };

/**
 * Counts the private numbers of an answer for a network; false when the answer may not be given, and the page says so
 * with 429 unless it is only a part that the page goes on without. Null is no network that could be counted.
 */
export function chargeNetwork(
  network: string | null,
  answers: readonly Pick<NumberAnswer, "canonical" | "visibility">[],
  { isPart = false }: { readonly isPart?: boolean } = {},
): boolean {
  const asked = answers.filter(({ visibility }) => visibility !== "public").map(({ canonical }) => canonical);
  const networks = Reflect.get(globalThis, NETWORKS_SLOT) as Networks | undefined;
  if (asked.length === 0 || !networks || network === null || networks.take(network, asked)) return true;
  if (!isPart) answerWithStatus(429, networks.secondsLeft());
  return false;
}

import { parseSms } from "#domain/complaints/sms.ts";
import type { NumberAnswer } from "#domain/registry/number-answer.ts";
import { type LookUpRuntime, lookUpNumber } from "./look-up-number.ts";

/** As many as fit on the page without pushing the report itself out of view. */
const SHOWN = 5;

/**
 * What the public look-up answers about the numbers of a report that is being written: those typed in, then those in
 * its words. The same answers and no more; throws `unavailable` as the look-up does.
 */
export function lookUpReported(
  runtime: LookUpRuntime,
  {
    numbers,
    words,
  }: { readonly numbers: readonly (string | undefined)[]; readonly words: string | undefined },
): NumberAnswer[] {
  const answers = new Map<string, NumberAnswer>();
  for (const text of [...numbers, ...parseSms(words ?? "").numbers]) {
    if (!text?.trim()) continue;
    const found = lookUpNumber(runtime, text);
    if (found.ok && !answers.has(found.answer.canonical)) answers.set(found.answer.canonical, found.answer);
    if (answers.size === SHOWN) break;
  }
  return [...answers.values()];
}

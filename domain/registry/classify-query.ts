import { linkHost, parseSms, registrableDomain } from "../complaints/sms.ts";
import {
  type NormalisedNumber,
  type NumberKind,
  type NumberReason,
  normaliseNumber,
} from "../numbers/normalise-number.ts";

/** Longest text that is read; a long message has its numbers, links and signature well before this. */
export const QUERY_LIMIT = 2_000;
/** Pieces of one kind that are answered. */
const MOST_PIECES = 10;

/** What was asked about, taken apart. Never the text itself. */
export type QueryFacts = {
  /** What the text is as a whole. A name, a link or a signature alone is answered as such; anything longer is a message. */
  readonly shape: "number" | "name" | "link" | "signature" | "app" | "message";
  /** Canonical keys, each once. */
  readonly numbers: readonly string[];
  /** Digits behind the base of a 95 number or of a switchboard, when one number was asked about. */
  readonly extension: string | null;
  readonly signature: string | null;
  /** Host names of links, lower case; paths stay behind, because they may name a person. */
  readonly hosts: readonly string[];
  /** A name that an institution may go by. */
  readonly name: string | null;
};

/** Why nothing can be looked up; the page says how to mend it. */
export type QueryProblem = "nothing" | "text-too-long" | NumberReason;
export type ClassifiedQuery =
  | { readonly ok: true; readonly facts: QueryFacts }
  | { readonly ok: false; readonly problem: QueryProblem };

/** Nothing is ever known about these: no number at all, part of one, or a landline without its area. */
const NOT_LOOKED_UP: ReadonlySet<NumberKind> = new Set<NumberKind>([
  "invalid",
  "intl_invalid",
  "masked",
  "fixed_local",
]);

/** Letters that may stand around a number before the text is a message: 来电号码, call from. */
const MOST_LETTERS_AROUND = 8;
/** Longer than any registered name: 30 Han characters, or 60 of an alphabet. */
const LONGEST_HAN_NAME = 30;
const LONGEST_NAME = 60;
const SENTENCE = /[，。！？；：!?;\n\r]/u;
const HAN_DIGITS = /[零〇○一二三四五六七八九十百两幺洞壹贰叁肆伍陆柒捌玖]/gu;

/**
 * Sorts what somebody pasted into the one field: a number, a link, a message's signature, a name, or a whole message
 * with any of these in it. Pure and never throws; nothing is looked up here.
 */
export function classifyQuery(raw: string): ClassifiedQuery {
  const text = raw.trim();
  if (!/[\p{L}\p{N}]/u.test(text)) return { ok: false, problem: "nothing" };
  if (text.length > QUERY_LIMIT) return { ok: false, problem: "text-too-long" };

  const { signature, urls, numbers } = parseSms(text);
  const hosts = hostsOf(urls);
  const keys = keysOf(numbers);
  const pieces = { numbers: keys, extension: null, signature, hosts, name: null };
  if (signature !== null && isOnly(text, signature)) return found({ ...pieces, shape: "signature" });
  if (hosts.length === 1 && urls.length === 1 && !/\s/u.test(text) && !/\p{Script=Han}/u.test(text))
    return found({ ...pieces, shape: "link" });
  if (signature !== null || hosts.length > 0) return found({ ...pieces, shape: "message" });

  const number = normaliseNumber(text);
  const isMessage = keys.length > 0 && lettersIn(text) > MOST_LETTERS_AROUND;
  if (!NOT_LOOKED_UP.has(number.kind) && !isMessage) return found(numberFacts(number));
  if (keys.length > 0) return found({ ...pieces, shape: "message" });
  if (SENTENCE.test(text) && lettersIn(text) > MOST_LETTERS_AROUND)
    return found({ ...pieces, shape: "message" });
  if (number.kind === "masked") return { ok: false, problem: "masked" };
  if (isMostlyDigits(text)) return { ok: false, problem: number.reason ?? "not-a-number" };
  const isName = text.length <= (/\p{Script=Han}/u.test(text) ? LONGEST_HAN_NAME : LONGEST_NAME);
  return found(isName ? { ...pieces, shape: "name", name: text } : { ...pieces, shape: "message" });
}

const found = (facts: QueryFacts): ClassifiedQuery => ({ ok: true, facts });

function numberFacts({ key, extension }: NormalisedNumber): QueryFacts {
  return { shape: "number", numbers: [key], extension, signature: null, hosts: [], name: null };
}

function isOnly(text: string, signature: string): boolean {
  return text.replace(/[\s【】[\]［］]/gu, "") === signature.replace(/\s/gu, "");
}

function hostsOf(urls: readonly string[]): readonly string[] {
  const hosts = urls.flatMap((url) => {
    const host = registrableDomain(url) === null ? null : linkHost(url);
    return host ?? [];
  });
  return [...new Set(hosts)].slice(0, MOST_PIECES);
}

function keysOf(numbers: readonly string[]): readonly string[] {
  const keys = numbers
    .map((written) => normaliseNumber(written))
    .filter(({ kind }) => !NOT_LOOKED_UP.has(kind))
    .map(({ key }): string => key);
  return [...new Set(keys)].slice(0, MOST_PIECES);
}

function lettersIn(text: string): number {
  return text.replace(HAN_DIGITS, "").match(/\p{L}/gu)?.length ?? 0;
}

/** A try at a number that came out wrong; a few digits beside letters are part of a name (360借条). */
function isMostlyDigits(text: string): boolean {
  const digits = text.match(/\p{N}/gu)?.length ?? 0;
  const letters = lettersIn(text);
  return letters === 0 || (digits >= 5 && digits > letters);
}

import type { Keys } from "#adapters/keys.ts";
import type { RegisterMemory } from "#db/register-memory.ts";
import type { Complaint } from "#domain/complaints/complaint-input.ts";
import { parseSms, registrableDomain } from "#domain/complaints/sms.ts";
import { COMMON_DOMAINS } from "#domain/matching/campaigns/common-domains.ts";
import type { LinkKind } from "#domain/matching/campaigns/link-kinds.ts";
import { signatureCore } from "#domain/matching/campaigns/signature-core.ts";
import { foldText } from "#domain/matching/fold-text.ts";
import { sketchText, type TextSketch } from "#domain/matching/near-duplicate/sketch-text.ts";
import { normaliseNumber } from "#domain/numbers/normalise-number.ts";
import type { Caller } from "../complaints/prepare-submission.ts";

/** What matching reads off one complaint: all keyed, so that nobody without the key learns a number or an account. */
export type MatchTraits = {
  /** Null where too little was said to be compared. */
  readonly script: { readonly id: Buffer; readonly sketch: TextSketch } | null;
  /** Accounts, domains, call-back numbers and signatures that are nobody's official ones. */
  readonly identities: readonly { readonly key: Buffer; readonly kind: LinkKind }[];
  readonly blocks: readonly Buffer[];
  readonly networkIndex: Buffer | null;
};

/** Fewer shingles than this are a phrase that anybody may use. */
const LEAST_SHINGLES = 8;
const KEY_BYTES = 16;

type Reading = { readonly keys: Keys; readonly register: RegisterMemory };

export function matchTraits(
  { keys, register }: Reading,
  complaint: Complaint,
  callers: readonly Caller[],
  { network, country, on }: { readonly network: string | null; readonly country: string; readonly on: Date },
): MatchTraits {
  const identities = new Map<string, { key: Buffer; kind: LinkKind }>();
  const add = (kind: LinkKind, value: string) => {
    identities.set(`${kind}|${value}`, { key: linkKey(keys, kind, value), kind });
  };
  const day = on.toISOString().slice(0, 10);
  const { claimed } = complaint;
  const message = parseSms(complaint.scriptText ?? "");
  const signature = claimed.smsSignature ?? message.signature;
  const core = signature ? signatureCore(signature) : null;
  if (core && !isRegisteredName(register, core)) add("signature", core);
  for (const url of [...claimed.urls, ...message.urls]) {
    const domain = registrableDomain(url);
    if (domain && !COMMON_DOMAINS.has(domain) && !register.byContact("domain", domain, day))
      add("domain", domain);
  }
  if (claimed.callbackNumber?.trim()) {
    const number = normaliseNumber(claimed.callbackNumber, { region: country });
    if (number.isCaseKey && !number.isProtected && !register.byContact("number", number.key, day))
      add("callback", number.key);
  }
  if (claimed.imAccount) add("im", foldText(claimed.imAccount));
  if (claimed.payeeAccount) add("payee", foldText(claimed.payeeAccount));

  const sketch = sketchText(complaint.scriptText ?? "");
  return {
    script: sketch.shingles.length < LEAST_SHINGLES ? null : { id: scriptId(keys, sketch.shingles), sketch },
    identities: [...identities.values()],
    blocks: callers.map((caller) => {
      const block = blockOf(caller);
      return block ? linkKey(keys, "block", block) : NO_BLOCK;
    }),
    networkIndex: network ? keys.blindIndex("network", network) : null,
  };
}

export const NO_BLOCK = Buffer.alloc(0);

/** Spoofed displays, gateways and half-hidden numbers are nobody's own; official ones are their institution's. */
export function tiesByNumber(register: RegisterMemory, { key, kind }: Caller, on: Date): boolean {
  if (UNOWNED.has(kind)) return false;
  return register.byContact("number", key, on.toISOString().slice(0, 10)) === null;
}
const UNOWNED = new Set(["spoof", "ambiguous", "masked", "intl_gateway", "intl_invalid", "invalid"]);

/** Keyed and short: 128 bits are enough to tell keys apart. */
export const linkKey = (keys: Keys, kind: string, value: string): Buffer =>
  keys.blindIndex("match", `${kind}|${value}`).subarray(0, KEY_BYTES);

/** One script whatever its amounts, names and links: they are tokens before the text is cut into shingles. */
const scriptId = (keys: Keys, shingles: Uint32Array): Buffer =>
  keys
    .fingerprint(Buffer.from(shingles.buffer, shingles.byteOffset, shingles.byteLength).toString("latin1"))
    .subarray(0, KEY_BYTES);

/** The thousand numbers around a caller's: eight of eleven digits of a mobile number, all but three of a fixed line. */
function blockOf({ key, kind }: Caller): string | null {
  if (kind === "mobile" || kind === "fixed") return key.slice(0, -3);
  // What a reseller of text messages was given, as far as it can be told: never the whole port.
  return kind.startsWith("sms_") ? key.slice(0, Math.max(12, key.length - 6)) : null;
}

/** A registered institution's own name ties nobody together: everybody who poses as it signs with it. */
function isRegisteredName(register: RegisterMemory, core: string): boolean {
  const all = register.all();
  let cores = coresOf.get(all);
  if (!cores) {
    cores = [
      ...new Set(
        all.flatMap((one) =>
          [one.legalName, ...one.names.map(({ name }) => name)].map((name) => signatureCore(name) ?? ""),
        ),
      ),
    ].filter(Boolean);
    coresOf.set(all, cores);
  }
  return cores.some((known) => known.startsWith(core) || core.startsWith(known));
}
const coresOf = new WeakMap<object, string[]>();

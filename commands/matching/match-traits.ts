import type { Keys } from "#adapters/keys.ts";
import type { RegisterMemory } from "#db/register-memory.ts";
import type { Complaint } from "#domain/complaints/complaint-input.ts";
import { chinaDate } from "#domain/complaints/incident-time.ts";
import { parseSms, registrableDomain } from "#domain/complaints/sms.ts";
import { COMMON_DOMAINS } from "#domain/matching/campaigns/common-domains.ts";
import type { LinkKind } from "#domain/matching/campaigns/link-kinds.ts";
import { signatureCore } from "#domain/matching/campaigns/signature-core.ts";
import { foldText } from "#domain/matching/fold-text.ts";
import { sketchText, type TextSketch } from "#domain/matching/near-duplicate/sketch-text.ts";
import { type NumberKey, normaliseNumber } from "#domain/numbers/normalise-number.ts";
import { numberBlocks } from "#domain/numbers/number-block.ts";
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
  const day = chinaDate(on);
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
      return block ? linkKey(keys, "block", block) : Buffer.alloc(0);
    }),
    networkIndex: network ? keys.blindIndex("network", network) : null,
  };
}

/** Spoofed displays, gateways and half-hidden numbers are nobody's own; official ones are their institution's. */
export function tiesByNumber(register: RegisterMemory, { key, kind }: Caller, on: Date): boolean {
  if (UNOWNED.has(kind)) return false;
  return register.byContact("number", key, chinaDate(on)) === null;
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

/** The thousand numbers around a caller's; of a port what its reseller was given, as far as it can be told. */
function blockOf({ key, kind }: Caller): string | null {
  if (kind.startsWith("sms_")) return key.slice(0, Math.max(12, key.length - 6));
  return numberBlocks(key as NumberKey)?.thousand ?? null;
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

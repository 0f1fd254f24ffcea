import { randomBytes } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { hashSecret, type Keys } from "#adapters/keys.ts";
import type { Row } from "#db/rows.ts";
import { competentAgency } from "#domain/cases/routing.ts";
import { type Complaint, canonicalComplaint } from "#domain/complaints/complaint-input.ts";
import { chinaDate } from "#domain/complaints/incident-time.ts";
import { formatReceipt } from "#domain/complaints/receipt.ts";
import { severityOf } from "#domain/complaints/severity.ts";
import { registrableDomain } from "#domain/complaints/sms.ts";
import { foldText } from "#domain/matching/fold-text.ts";
import { normaliseNumber } from "#domain/numbers/normalise-number.ts";
import type { AuditEvent } from "../audit.ts";
import { type MatchTraits, matchTraits } from "../matching/match-traits.ts";
import type { Runtime } from "../runtime.ts";
import type { JoinableCase } from "./joinable-cases.ts";

/** Where a complaint came from, as far as it bears on who its independent source is. */
export type Origin =
  /** The web journey or an anonymous API call. `network` is the address block, never stored in clear. */
  | { readonly kind: "anonymous"; readonly network: string | null }
  /** An organisation files for its customers with its own key. */
  | { readonly kind: "organisation"; readonly apiKeyId: string; readonly name: string }
  /** A file: `reporter` tells people apart where the file does. */
  | { readonly kind: "import"; readonly reporter: string | null; readonly network?: string | null };

export type Submission = {
  readonly complaint: Complaint;
  readonly origin: Origin;
  /** "web", "api", "cfpb", …; with `sourceId` it is the identity of an imported record. */
  readonly source: string;
  readonly sourceId: string | null;
  readonly receivedAt: Date;
  readonly country: string;
  readonly idempotency: { readonly key: Buffer; readonly requestHash: Buffer } | null;
};

export type Caller = {
  readonly index: Buffer;
  readonly indexHex: string;
  readonly key: string;
  readonly kind: string;
  readonly country: string | null;
  readonly visibility: "public" | "restricted";
};

export type Prepared = {
  readonly id: string;
  readonly receipt: string;
  readonly receiptHash: Buffer;
  readonly complaint: Complaint;
  readonly source: string;
  readonly sourceId: string | null;
  readonly receivedAt: Date;
  /** When the harm happened as far as known, never later than the report: what recency is counted from. */
  readonly reportedAt: Date;
  readonly country: string;
  readonly severity: number;
  readonly contentHash: Buffer;
  readonly reporterIndex: Buffer;
  readonly reporterHex: string;
  readonly wrapped: Uint8Array;
  readonly row: Row & { readonly key_version: number };
  readonly identifiers: readonly Row[];
  readonly callers: readonly Caller[];
  readonly competentAgencyId: string;
  readonly idempotency: Submission["idempotency"];
  readonly answerSealed: Uint8Array | null;
  readonly actor: AuditEvent["actor"];
  readonly traits: MatchTraits;
  /** Filled by resolveInstitutions: the institution the claim was linked to, how, and whether the register has it. */
  institutionId: string | null;
  claimedMatch: string;
  isRegisteredClaim: boolean;
  /** The institution that the caller passed for: a claim about it that joins no case of its own. */
  impersonates: string | null;
  /** Filled by linkReports: near-identical wordings, the keys it carries, the campaign it joins. */
  textGroup: Buffer | null;
  campaign: JoinableCase | null;
};

/**
 * Everything about one complaint that needs no database: ids, receipt, normalised and sealed identifiers. What was
 * said is sealed whole under the complaint's own data key; only codes, times and keyed indexes stay readable.
 */
export function prepareSubmission(runtime: Runtime, submission: Submission): Prepared {
  const { keys } = runtime;
  const { complaint, origin } = submission;
  const id = uuidv7();
  const receiptBytes = randomBytes(16);
  const receipt = formatReceipt(receiptBytes);
  const { dataKey, wrapped } = keys.newDataKey(id);
  const seal = (column: string, text: string) =>
    keys.seal(dataKey, { table: "complaints", column, row: id }, text);
  const severity = severityOf(complaint);
  const hash = keys.fingerprint(canonicalComplaint(complaint));
  const times = complaint.incidents.flatMap((incident) => (incident.at ? [new Date(incident.at)] : []));
  const firstIncidentAt = times.length > 0 ? new Date(Math.min(...times.map(Number))) : null;
  const lastIncidentAt = times.length > 0 ? new Date(Math.max(...times.map(Number))) : submission.receivedAt;
  const { identifiers, callers } = identify(runtime, submission, id, dataKey);
  const traits = matchTraits(runtime, complaint, callers, {
    network: "network" in origin ? (origin.network ?? null) : null,
    country: submission.country,
    on: submission.receivedAt,
  });
  const reporterIndex = reporterOf(
    keys,
    submission,
    hash,
    nameless(id, traits, callers, submission.receivedAt),
  );
  const receivedOn = complaint.incidents.flatMap((incident) =>
    incident.receivedOn ? [incident.receivedOn] : [],
  );
  const contact =
    complaint.contact || receivedOn.length > 0
      ? JSON.stringify({ contact: complaint.contact, receivedOn })
      : null;
  const region = complaint.region;

  return {
    id,
    receipt,
    receiptHash: hashSecret(receiptBytes),
    complaint,
    source: submission.source,
    sourceId: submission.sourceId,
    receivedAt: submission.receivedAt,
    reportedAt: new Date(Math.min(lastIncidentAt.getTime(), submission.receivedAt.getTime())),
    country: submission.country,
    severity: severity.level,
    contentHash: hash,
    reporterIndex,
    reporterHex: reporterIndex.toString("hex"),
    wrapped,
    identifiers,
    callers,
    competentAgencyId: competentAgency(runtime.register.agencies(), region),
    idempotency: submission.idempotency,
    answerSealed: submission.idempotency
      ? keys.sealWithMaster(
          { table: "idempotency_keys", column: "answer", row: submission.idempotency.key.toString("hex") },
          JSON.stringify({ id, receipt }),
        )
      : null,
    actor:
      origin.kind === "organisation"
        ? { kind: "machine", id: origin.apiKeyId }
        : { kind: origin.kind === "import" ? "system" : "reporter", id: null },
    traits,
    institutionId: null,
    claimedMatch: "not-claimed",
    isRegisteredClaim: false,
    impersonates: null,
    textGroup: null,
    campaign: null,
    row: {
      id,
      source: submission.source,
      received_at: submission.receivedAt,
      reporter_index: reporterIndex,
      key_version: keys.version,
      matter: complaint.matter,
      channel: complaint.channel,
      relationship: complaint.relationship,
      mode: complaint.mode,
      language: complaint.language,
      country: submission.country,
      region,
      severity: severity.level,
      severity_reasons: severity.reasons.map((reason) => reason.code),
      first_incident_at: firstIncidentAt,
      facts: codedFacts(complaint),
      told_sealed: seal("told", JSON.stringify(told(complaint))),
      contact_sealed: contact ? seal("contact", contact) : null,
      claimed_match: "not-claimed",
      content_hash: hash,
    },
  };
}

/** Codes, counts and times: nothing by which a person could be known. */
function codedFacts({ claimed, loan, harm, ...complaint }: Complaint): Record<string, unknown> {
  return {
    claimedIdentity: claimed.identity,
    loan: loan && {
      product: loan.product,
      overdueDays: loan.overdueDays,
      disputed: loan.disputed,
      contractHeld: loan.contractHeld,
      agreedContactTime: loan.agreedContactTime,
    },
    harm,
    desired: complaint.desired,
    alreadyTried: complaint.alreadyTried,
    vulnerable: complaint.vulnerable,
    consent: complaint.consent,
    incidents: complaint.incidents.map(
      ({ numberDisplayed: _shown, receivedOn: _own, ...incident }) => incident,
    ),
  };
}

/** What was said, as it was said; the reporter's own numbers and contact are kept apart from it. */
function told(complaint: Complaint): Record<string, unknown> {
  return {
    scriptText: complaint.scriptText,
    claimed: complaint.claimed,
    loan: complaint.loan,
    numbersDisplayed: complaint.incidents.map((incident) => incident.numberDisplayed),
  };
}

/**
 * Who counts as one independent source: the phone a person gave or was called on; else the organisation's distinct
 * report; else the network it came from; else the report itself. One network without any number is one source: cheap
 * reports cannot pile up.
 */
function reporterOf(keys: Keys, { complaint, origin }: Submission, hash: Buffer, unknown: string): Buffer {
  if (origin.kind === "import" && origin.reporter)
    return keys.blindIndex("reporter", `import:${origin.reporter}`);
  const own =
    complaint.contact?.phone ?? complaint.incidents.find((incident) => incident.receivedOn)?.receivedOn;
  if (own) return keys.blindIndex("reporter", `number:${normaliseNumber(own).key}`);
  if (origin.kind === "organisation")
    return keys.blindIndex("reporter", `organisation:${origin.apiKeyId}:${hash.toString("hex")}`);
  if (origin.kind === "anonymous" && origin.network) return keys.blindIndex("network", origin.network);
  return keys.blindIndex("reporter", unknown);
}

/** Nothing tells the reporter: the same words about the same numbers on one day are one report sent twice. */
function nameless(id: string, { script }: MatchTraits, callers: readonly Caller[], at: Date): string {
  if (!script || callers.length === 0) return `complaint:${id}`;
  const numbers = callers.map((caller) => caller.indexHex).sort();
  return `same:${script.id.toString("hex")}|${numbers.join("|")}|${chinaDate(at)}`;
}

function identify(
  { keys }: Pick<Runtime, "keys">,
  { complaint, country, receivedAt }: Submission,
  complaintId: string,
  dataKey: Uint8Array,
): { identifiers: Row[]; callers: Caller[] } {
  const identifiers: Row[] = [];
  const callers = new Map<string, Caller>();
  const add = (
    kind: string,
    role: string,
    value: { index: Buffer; clear: string; isPublic: boolean },
    flags: readonly string[],
    at: string | null,
  ) => {
    const id = uuidv7();
    identifiers.push({
      complaint_id: complaintId,
      id,
      kind,
      role,
      value_index: value.index,
      public_value: value.isPublic ? value.clear : null,
      value_sealed: value.isPublic
        ? null
        : keys.seal(dataKey, { table: "complaint_identifiers", column: "value", row: id }, value.clear),
      flags,
      occurred_at: at,
      key_version: keys.version,
    });
  };
  const addNumber = (raw: string | null | undefined, role: "displayed" | "callback", at: string | null) => {
    if (!raw?.trim()) return;
    const number = normaliseNumber(raw, { region: country });
    const index = keys.blindIndex("number", number.key);
    const isPublic = number.visibility === "public";
    add(number.kind, role, { index, clear: number.key, isPublic }, number.flags, at);
    if (role === "displayed" && number.isCaseKey && !number.isProtected) {
      const indexHex = index.toString("hex");
      callers.set(indexHex, {
        index,
        indexHex,
        key: number.key,
        kind: number.kind,
        country: number.country,
        visibility: isPublic ? "public" : "restricted",
      });
    }
  };
  for (const incident of complaint.incidents)
    addNumber(incident.numberDisplayed, "displayed", incident.at ?? receivedAt.toISOString());
  const claimed = complaint.claimed;
  addNumber(claimed.callbackNumber, "callback", null);
  if (claimed.smsSignature) {
    const folded = foldText(claimed.smsSignature);
    add(
      "sms_signature",
      "signature",
      {
        index: keys.blindIndex("number", `signature:${folded}`),
        clear: folded,
        isPublic: !/\d{5}/.test(folded),
      },
      [],
      null,
    );
  }
  for (const url of claimed.urls) {
    const domain = registrableDomain(url);
    if (domain)
      add(
        "domain",
        "link",
        { index: keys.blindIndex("number", `domain:${domain}`), clear: domain, isPublic: true },
        [],
        null,
      );
  }
  for (const [kind, value] of [
    ["im_account", claimed.imAccount],
    ["payee_account", claimed.payeeAccount],
  ] as const) {
    if (value)
      add(
        kind,
        kind,
        { index: keys.blindIndex("payee", foldText(value)), clear: value, isPublic: false },
        [],
        null,
      );
  }
  return { identifiers, callers: [...callers.values()] };
}

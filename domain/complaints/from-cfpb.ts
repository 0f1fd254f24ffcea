import { CFPB_MEANINGS, CFPB_PRODUCTS, type CfpbMeaning } from "./cfpb-labels.ts";
import type { Vulnerability } from "./codes.ts";
import { type ComplaintInput, MAX_LENGTH } from "./complaint-input.ts";
import { dateOf } from "./incident-time.ts";
import { cleanText, isWithin } from "./reported-text.ts";

export type CfpbRefusal = "no-complaint-id" | "bad-date-received" | "no-company" | "no-issue";
export type CfpbComplaint =
  | {
      readonly ok: true;
      readonly input: ComplaintInput;
      /** The bureau's own complaint number: the identity of the row. */
      readonly sourceId: string;
      /** RFC 3339; only the day is known, so midnight UTC. */
      readonly receivedAt: string;
      readonly companyName: string;
      readonly country: "US";
      readonly isNarrativeCut: boolean;
      /** Fields our form needs and the row does not say: filled with the likeliest code, evidence of nothing. */
      readonly assumed: readonly ("/channel" | "/relationship")[];
    }
  | { readonly ok: false; readonly reason: CfpbRefusal };

/** The export writes "None" and "N/A" where it has nothing. */
function cell(row: Readonly<Record<string, string>>, column: string): string {
  const value = cleanText(row[column] ?? "");
  return value === "None" || value === "N/A" ? "" : value;
}

/** `03/22/23`, `03/22/2023` and `2023-03-22`, as the export has written it over the years. */
function dayOf(text: string): string | null {
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$/.exec(text);
  if (iso) return dateOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{2}|\d{4})$/.exec(text);
  if (!american) return null;
  const year = Number(american[3]);
  // The database begins in 2011.
  return dateOf(year < 100 ? 2000 + year : year, Number(american[1]), Number(american[2]));
}

function meaningOf(label: string): CfpbMeaning {
  return CFPB_MEANINGS[label.toLowerCase().replaceAll("’", "'")] ?? {};
}

function vulnerableOf(tags: string): readonly Vulnerability[] {
  const known: readonly (readonly [string, Vulnerability])[] = [
    ["older american", "elderly"],
    ["servicemember", "military"],
  ];
  return known.flatMap(([tag, code]) => (tags.toLowerCase().includes(tag) ? [code] : []));
}

function cut(text: string): string {
  if (isWithin(text, MAX_LENGTH.scriptText)) return text;
  return [...text.slice(0, 2 * MAX_LENGTH.scriptText)].slice(0, MAX_LENGTH.scriptText).join("");
}

/**
 * One row of the CFPB consumer complaint database (18 columns by their English names) as a complaint of ours. The
 * bureau asks neither how the company made contact nor for a phone number; consent given to the bureau is not consent
 * given here, so nothing is marked for publication. `region` stays null: it is a code of GB/T 2260.
 */
export function fromCfpbRow(row: Readonly<Record<string, string>>): CfpbComplaint {
  const sourceId = cell(row, "Complaint ID");
  if (sourceId === "") return { ok: false, reason: "no-complaint-id" };
  const receivedOn = dayOf(cell(row, "Date received"));
  if (receivedOn === null) return { ok: false, reason: "bad-date-received" };
  const companyName = cell(row, "Company");
  if (companyName === "") return { ok: false, reason: "no-company" };
  const issue = cell(row, "Issue");
  if (issue === "") return { ok: false, reason: "no-issue" };

  const general = meaningOf(issue);
  const special = meaningOf(cell(row, "Sub-issue"));
  const matter = special.matter ?? general.matter ?? "other";
  // The sub-issue says it more exactly; its heading would only repeat it.
  const kinds = special.kinds ?? general.kinds ?? [];
  const relationship = special.relationship ?? general.relationship;
  const isCall = special.isCall ?? general.isCall ?? false;
  const isToldToStop = special.toldToStop ?? general.toldToStop ?? false;
  const narrative = cell(row, "Consumer complaint narrative");
  const scriptText = cut(narrative);
  const product = CFPB_PRODUCTS[cell(row, "Sub-product").toLowerCase()];

  return {
    ok: true,
    sourceId,
    receivedAt: `${receivedOn}T00:00:00.000Z`,
    companyName,
    country: "US",
    isNarrativeCut: scriptText !== narrative,
    assumed: [
      ...(isCall ? [] : (["/channel"] as const)),
      ...(relationship ? [] : (["/relationship"] as const)),
    ],
    input: {
      matter,
      channel: isCall ? "voice_call" : "letter",
      relationship: relationship ?? "BORROWER_CURRENT",
      scriptText: scriptText || null,
      claimed: { institution: [...companyName].slice(0, MAX_LENGTH.name).join("") },
      loan: product ? { product } : null,
      harm: {
        kinds: [...kinds],
        toldToStop: isToldToStop ? true : null,
        contactedAgain: isToldToStop ? true : null,
      },
      vulnerable: [...vulnerableOf(cell(row, "Tags"))],
      mode: "bulk_from_organisation",
      language: "en",
      // The bureau takes complaints only with the sender's statement that they are true.
      truthStatement: true,
    },
  };
}

import { GROUNDS, type Ground, type Tier } from "#domain/cases/decision.ts";
import type { DemoComplaint } from "./demo-complaints.ts";

/** Harm reported → ground of a decision; the first matching beginning of a code wins. */
const GROUND_OF_HARM: readonly (readonly [string, Ground])[] = [
  ["M2", "marketing_after_opt_out"],
  ["M6", "marketing_after_opt_out"],
  ["M3", "excessive_contact"],
  ["M4", "false_identity"],
  ["M8", "false_identity"],
  ["M", "marketing_without_consent"],
  ["D2.abusive_language", "threats"],
  ["D2", "excessive_contact"],
  ["D3", "third_party_contact"],
  ["D4.posed_as_authority", "false_identity"],
  ["D4", "threats"],
  ["D5", "threats"],
  ["D6", "excessive_contact"],
  ["D7", "unlawful_charges"],
  ["D1", "data_misuse"],
  ["S2", "false_identity"],
  ["S11", "unlicensed_lending"],
  ["S", "fraud"],
  ["P", "data_misuse"],
];

/** The one or two grounds that the reports speak of most. */
export function groundsOf(reports: readonly DemoComplaint[]): readonly Ground[] {
  const counts = new Map<Ground, number>();
  for (const { body } of reports) {
    const harms = body.harm?.kinds ?? [];
    const grounds = new Set(
      harms.flatMap((harm) => GROUND_OF_HARM.find(([start]) => harm.startsWith(start))?.[1] ?? []),
    );
    for (const ground of grounds) counts.set(ground, (counts.get(ground) ?? 0) + 1);
  }
  const ranked = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const most = ranked[0]?.[1] ?? 0;
  return ranked
    .filter(([, count], i) => i === 0 || (i === 1 && count >= 0.3 * most))
    .map(([ground]) => ground);
}

const GRAVE: ReadonlySet<Ground> = new Set(["fraud", "threats", "unlicensed_lending"]);

/** Tier and term in days that follow from the grounds; a listing that has to last gets the longest of its tier's usual terms. */
export function tierOf(
  grounds: readonly Ground[],
  hasToLast: boolean,
): { readonly tier: Tier; readonly termDays: number } {
  if (grounds.some((ground) => GRAVE.has(ground))) return { tier: "serious", termDays: 730 };
  return { tier: "general", termDays: hasToLast || grounds.length > 1 ? 365 : 180 };
}

/** The reasons as an officer would write them, for a demonstration. */
export function statementOf(
  kind: "number" | "institution",
  grounds: readonly Ground[],
  sources: number,
): string {
  const what = grounds.map((ground) => GROUNDS[ground].zh).join("、");
  const subject = kind === "number" ? "该号码" : "该机构";
  return `（演示）截至提出之日，${sources} 名互不相识的举报人反映${subject}存在${what}的情形，通话记录、短信原文与举报内容相互印证。`;
}

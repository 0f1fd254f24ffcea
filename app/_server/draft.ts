import { cookies } from "next/headers";
import { cache } from "react";
import { DRAFT_HOURS, type DraftToken, draftToken, findDraft } from "#commands/complaints/drafts.ts";
import type { JourneyAnswers } from "#domain/complaints/journey-answers.ts";
import { env } from "#env";
import { isAway } from "./away.ts";
import { publicContext } from "./context.ts";
import { inTime } from "./in-time.ts";

const isSecure = env.publicUrl.startsWith("https://");
const COOKIE = `${isSecure ? "__Host-" : ""}mj-draft-${env.port}`;
const options = { path: "/", httpOnly: true, sameSite: "lax", secure: isSecure } as const;

/** The unfinished report of this browser: its answers, none, or unknown because the database is away. */
export type OwnDraft =
  | { readonly kind: "none"; readonly answers: JourneyAnswers }
  | { readonly kind: "draft"; readonly answers: JourneyAnswers }
  | { readonly kind: "away" };

/** For pages; asked once per request. */
export const ownDraft = cache(async (): Promise<OwnDraft> => {
  try {
    const token = await draftInBrowser();
    const answers = token && (await inTime(findDraft(publicContext(), token)));
    return answers ? { kind: "draft", answers } : { kind: "none", answers: {} };
  } catch (error) {
    if (isAway(error)) return { kind: "away" };
    throw error;
  }
});

export async function draftInBrowser(): Promise<DraftToken | null> {
  return draftToken((await cookies()).get(COOKIE)?.value);
}

/** Only in a form action. Sent anew with every answer, so that the time counts from the last one. */
export async function keepDraftInBrowser(token: DraftToken): Promise<void> {
  (await cookies()).set(COOKIE, token, { ...options, maxAge: DRAFT_HOURS * 3600 });
}

/** Only in a form action. */
export async function forgetDraftInBrowser(): Promise<void> {
  (await cookies()).set(COOKIE, "", { ...options, maxAge: 0 });
}

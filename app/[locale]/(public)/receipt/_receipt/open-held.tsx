import { redirect } from "next/navigation";
import type { ReactElement } from "react";
import { isAway } from "#app/_server/away.ts";
import { publicContext } from "#app/_server/context.ts";
import { inTime } from "#app/_server/in-time.ts";
import { heldReceiptInBrowser } from "#app/_server/receipt.ts";
import { type FollowUp, findByReceipt } from "#commands/complaints/follow-up.ts";
import { Away } from "#components/report/away.tsx";
import { AppError } from "#domain/errors.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";

/** The report whose receipt this browser holds; null while the database is away. Without a receipt, back to asking for it. */
export async function openHeld(locale: Locale): Promise<FollowUp | null> {
  const held = await heldReceiptInBrowser();
  if (!held) redirect(localeHref(locale, "/receipt"));
  try {
    return await inTime(findByReceipt(publicContext(), held.receipt));
  } catch (error) {
    if (isAway(error)) return null;
    if (error instanceof AppError && error.code === "not-found") redirect(localeHref(locale, "/receipt"));
    throw error;
  }
}

export function ReceiptAway({
  locale,
  t,
  path,
}: {
  locale: Locale;
  t: Translate;
  path: string;
}): ReactElement {
  return (
    <Away
      title={t("report.away.title")}
      body={t("receipt.awayBody")}
      retry={t("report.away.retry")}
      urgent={t("report.away.urgent")}
      href={localeHref(locale, path)}
    />
  );
}

import type { Locale } from "#messages/locale.ts";
import { formatDateTime, type Translate } from "#messages/translate.ts";
import { Notice } from "../ui/notice.tsx";

/** How old an answer is. Shown whenever the page could not see what changed since. */
export type Freshness = { readonly asOf: string; readonly ageSeconds: number; readonly isStale: boolean };

type Props = { locale: Locale; t: Translate; freshness: Freshness };

export function StaleNotice({ locale, t, freshness }: Props) {
  if (!freshness.isStale) return null;
  return (
    <Notice kind="warn" title={t("verdict.stale.title", { age: ageWords(t, freshness.ageSeconds) })}>
      <p>{t("verdict.stale.body", { at: formatDateTime(locale, freshness.asOf) })}</p>
    </Notice>
  );
}

function ageWords(t: Translate, seconds: number): string {
  if (seconds < 60) return t("verdict.age.seconds");
  if (seconds < 3_600) return t("verdict.age.minutes", { count: Math.floor(seconds / 60) });
  if (seconds < 2 * 86_400) return t("verdict.age.hours", { count: Math.floor(seconds / 3_600) });
  return t("verdict.age.days", { count: Math.floor(seconds / 86_400) });
}

/** The network has used up its look-ups of private numbers for the day. */
export function LookUpsUsedUp({ t }: { t: Translate }) {
  return (
    <div className="column flow">
      <h1>{t("verdict.usedUp.title")}</h1>
      <p>{t("verdict.usedUp.body")}</p>
    </div>
  );
}

/** The registry has not been loaded: the one case in which nothing can be said. */
export function CannotAnswer({ t }: { t: Translate }) {
  return (
    <div className="column flow">
      <h1>{t("verdict.stale.never")}</h1>
      <p>{t("verdict.stale.neverBody")}</p>
    </div>
  );
}

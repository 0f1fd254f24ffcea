import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { pageWords } from "#app/_server/locale.ts";
import { AWAY, loadNumber } from "#app/_server/look-up.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { USED_UP } from "#app/_server/page-budget.ts";
import { stateOf } from "#components/look-up/number-state.ts";
import { NumberVerdict } from "#components/look-up/number-verdict.tsx";
import { CannotAnswer, LookUpsUsedUp } from "#components/look-up/stale-notice.tsx";
import { localeHref } from "#messages/locale.ts";
import { AskForm } from "../../_look-up/ask-form.tsx";

type Props = {
  params: Promise<{ key: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

async function writtenKey({ params }: Props): Promise<string> {
  const { key } = await params;
  try {
    return decodeURIComponent(key).slice(0, 200);
  } catch {
    return key.slice(0, 200);
  }
}

/** Found by search engines and shared with a preview only where something public is known of a public number. */
export async function generateMetadata(props: Props): Promise<Metadata> {
  const { locale, t } = await pageWords();
  const found = await loadNumber(await writtenKey(props));
  const path = "/numbers";
  if (found === USED_UP)
    return pageMetadata({ locale, path, title: t("verdict.usedUp.title"), isPrivate: true });
  if (found === AWAY || !found.ok)
    return pageMetadata({ locale, path, title: t("number.unreadable.title"), isPrivate: true });
  const { answer } = found.page;
  const verdict = t(`verdict.numberTitle.${stateOf(answer)}`);
  if (answer.visibility !== "public") return pageMetadata({ locale, path, title: verdict, isPrivate: true });
  const isKnown = answer.verdict !== "unknown";
  return pageMetadata({
    locale,
    path: `/numbers/${encodeURIComponent(answer.canonical)}`,
    title: t("number.pageTitle", { verdict, number: answer.display }),
    description: t("number.description", { verdict, number: answer.display }),
    isPrivate: !isKnown,
    isShareable: isKnown,
  });
}

export default async function NumberPage(props: Props) {
  const { locale, t } = await pageWords();
  const written = await writtenKey(props);
  const found = await loadNumber(written);
  if (found === AWAY) return <CannotAnswer t={t} />;
  if (found === USED_UP) return <LookUpsUsedUp t={t} />;
  if (!found.ok) {
    return (
      <div className="column">
        <h1>{t("number.unreadable.title")}</h1>
        <p className="lead">{t("number.unreadable.body")}</p>
        <AskForm locale={locale} t={t} look="line" label={t("check.label")} hint={t("check.hint")} />
      </div>
    );
  }
  const { canonical, visibility } = found.page.answer;
  // One address for a public number; a private one is answered where it was asked and never written anywhere else.
  if (visibility === "public" && written !== canonical)
    redirect(localeHref(locale, `/numbers/${encodeURIComponent(canonical)}`));
  const { ext } = await props.searchParams;
  const extension = typeof ext === "string" && /^\d{1,15}$/.test(ext) ? ext : null;
  return <NumberVerdict locale={locale} t={t} page={found.page} extension={extension} />;
}

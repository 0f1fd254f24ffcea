import type { Metadata } from "next";
import { pageWords } from "#app/_server/locale.ts";
import { AWAY, type LoadedQuery, loadNumber, loadQuery } from "#app/_server/look-up.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { USED_UP } from "#app/_server/page-budget.ts";
import { MessageVerdict, messageTitle } from "#components/look-up/message-verdict.tsx";
import { NameVerdict } from "#components/look-up/name-answer.tsx";
import { stateOf } from "#components/look-up/number-state.ts";
import { NumberVerdict } from "#components/look-up/number-verdict.tsx";
import { CannotAnswer, LookUpsUsedUp } from "#components/look-up/stale-notice.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { Locale } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import { messageOf, nameOf } from "../_look-up/answer-props.ts";
import { AskForm } from "../_look-up/ask-form.tsx";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

type Loaded = LoadedQuery | typeof AWAY | typeof USED_UP;

async function asked({ searchParams }: Props): Promise<Loaded> {
  const { t: token } = await searchParams;
  return typeof token === "string" ? loadQuery(token) : { kind: "none" };
}

/** The title says the verdict and never what was asked about. */
export async function generateMetadata(props: Props): Promise<Metadata> {
  const { locale, t } = await pageWords();
  const loaded = await asked(props);
  const isForm = loaded !== AWAY && loaded !== USED_UP && loaded.kind === "none";
  return pageMetadata({
    locale,
    path: "/check",
    title: await titleOf(locale, t, loaded),
    description: isForm ? t("check.hint") : undefined,
    isPrivate: !isForm,
  });
}

async function titleOf(locale: Locale, t: Translate, loaded: Loaded): Promise<string> {
  if (loaded === AWAY) return t("verdict.stale.never");
  if (loaded === USED_UP) return t("verdict.usedUp.title");
  if (loaded.kind === "expired") return t("check.expired.title");
  if (loaded.kind === "number") {
    const found = await loadNumber(loaded.key);
    if (found === USED_UP) return t("verdict.usedUp.title");
    return found === AWAY || !found.ok
      ? t("number.unreadable.title")
      : t(`verdict.numberTitle.${stateOf(found.page.answer)}`);
  }
  if (loaded.kind === "none") return t("check.title");
  const { name } = loaded.answer;
  if (!name) return messageTitle(locale, t, messageOf(loaded.answer));
  return t(name.candidates.length > 0 ? "check.nameSeveral.title" : "check.nameNone.title", {
    name: name.written,
    count: name.candidates.length,
  });
}

export default async function CheckPage(props: Props) {
  const { locale, t } = await pageWords();
  const loaded = await asked(props);
  if (loaded === AWAY) return <CannotAnswer t={t} />;
  if (loaded === USED_UP) return <LookUpsUsedUp t={t} />;
  if (loaded.kind === "number") return <SealedNumber locale={locale} t={t} asked={loaded} />;
  if (loaded.kind === "pieces") {
    const { answer, freshness } = loaded;
    const shared = { locale, t, freshness };
    return answer.name ? (
      <NameVerdict {...shared} answer={nameOf(answer.name)} />
    ) : (
      <MessageVerdict {...shared} answer={messageOf(answer)} />
    );
  }
  return <Ask locale={locale} t={t} isExpired={loaded.kind === "expired"} />;
}

type Words = { locale: Locale; t: Translate };

async function SealedNumber({
  locale,
  t,
  asked: { key, extension },
}: Words & { asked: Extract<LoadedQuery, { kind: "number" }> }) {
  const found = await loadNumber(key);
  if (found === AWAY) return <CannotAnswer t={t} />;
  if (found === USED_UP) return <LookUpsUsedUp t={t} />;
  if (!found.ok) return <Ask locale={locale} t={t} isExpired={false} />;
  return <NumberVerdict locale={locale} t={t} page={found.page} extension={extension} />;
}

const CAN_CHECK = ["number", "message", "link", "institution"] as const;

function Ask({ locale, t, isExpired }: Words & { isExpired: boolean }) {
  return (
    <div className="column">
      {isExpired && (
        <Notice title={t("check.expired.title")}>
          <p>{t("check.expired.body")}</p>
        </Notice>
      )}
      <h1 className={isExpired ? "section" : undefined}>{t("check.question")}</h1>
      <AskForm locale={locale} t={t} look="area" label={t("check.label")} hint={t("check.hint")} />
      <section className="section">
        <h2>{t("check.can.title")}</h2>
        <DescriptionList
          facts={CAN_CHECK.map((kind) => ({
            term: t(`check.can.${kind}`),
            value: t(`check.can.${kind}Body`),
          }))}
        />
      </section>
    </div>
  );
}

import { type Locale, localeHref } from "#messages/locale.ts";
import { formatDate, type Translate } from "#messages/translate.ts";
import { BackLink } from "../ui/navigation.tsx";
import { type EntryProof, ProveIt } from "./prove-it.tsx";
import { REGISTRY_PATH } from "./registry-list.tsx";

type Words = { locale: Locale; t: Translate; id: string };

/** An entry that has ended: that it has, and how to prove it. Nothing of what it said. */
export function EntryOver({
  locale,
  t,
  id,
  proof,
  origin,
}: Words & { proof: EntryProof | null; origin: string }) {
  return (
    <div className="column flow">
      <BackLink href={localeHref(locale, REGISTRY_PATH)}>{t("registry.entry.back")}</BackLink>
      <h1>{t("registry.entry.over.title")}</h1>
      <p className="lead">{t("registry.entry.over.body")}</p>
      <p>
        {t("registry.entry.fact.id")} <span className="entry-id">{id}</span>
      </p>
      {proof && (
        <>
          <p>{t("registry.entry.over.proof")}</p>
          <ProveIt locale={locale} t={t} id={id} proof={proof} origin={origin} />
        </>
      )}
    </div>
  );
}

/** An entry in force that was not published at the moment asked for. */
export function EntryNotThen({ locale, t, id, at }: Words & { at: string }) {
  return (
    <div className="column flow">
      <BackLink href={localeHref(locale, REGISTRY_PATH)}>{t("registry.entry.back")}</BackLink>
      <h1>{t("registry.entry.asOf.none", { at: formatDate(locale, at) })}</h1>
      <p className="lead">{t("registry.entry.asOf.noneBody")}</p>
      <p>
        <a href={localeHref(locale, `${REGISTRY_PATH}/${id}`)}>{t("registry.entry.asOf.now")}</a>
      </p>
    </div>
  );
}

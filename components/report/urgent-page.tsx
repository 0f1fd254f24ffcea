import type { Interruption } from "#domain/complaints/journey.ts";
import type { Locale } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import { ButtonLink } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { BackLink } from "../ui/navigation.tsx";

type Props = {
  locale: Locale;
  t: Translate;
  code: Interruption["code"];
  calls: Interruption["calls"];
  backHref: string;
  onHref: string;
};

/** Between two questions: whom to call now. */
export function UrgentPage({ locale, t, code, calls, backHref, onHref }: Props) {
  return (
    <div className="column">
      <BackLink href={backHref}>{t("common.back")}</BackLink>
      <h1>{t(`complaints.interruptions.${code}.title`)}</h1>
      <p className="lead">{t(`complaints.interruptions.${code}.body`)}</p>
      <ul className="calls">
        {calls.map((call) => (
          <li key={call.code}>
            {call.tel ? (
              <a href={`tel:${call.tel}`}>
                <Icon name="phone" />
                <b>{call.tel}</b>
                <span>{locale === "en" ? call.en : call.zh}</span>
              </a>
            ) : (
              <p>
                <Icon name="phone" />
                <span>{locale === "en" ? call.en : call.zh}</span>
              </p>
            )}
          </li>
        ))}
      </ul>
      <div className="form-actions">
        <ButtonLink href={onHref}>{t(`complaints.interruptions.${code}.go`)}</ButtonLink>
      </div>
    </div>
  );
}

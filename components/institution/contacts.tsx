import type { ReactNode } from "react";
import { describeKey } from "#domain/numbers/display-key.ts";
import { groupDigits } from "#domain/numbers/groups.ts";
import type { NumberKey } from "#domain/numbers/number-kinds.ts";
import { localeHref } from "#messages/locale.ts";
import { formatDate } from "#messages/translate.ts";
import { DescriptionList } from "../ui/description-list.tsx";
import { Details } from "../ui/details.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { NumberText } from "../ui/number-text.tsx";
import type { Contact, Institution, Words } from "./institution-types.ts";

const KINDS = ["number", "sms_signature", "domain", "app", "email"] as const;

export const isCurrent = ({ until }: Pick<Contact, "until">, on: string): boolean =>
  until === null || until >= on;

type Props = Words & { institution: Institution; on: string };

/** What a caller can be compared with. */
export function RegisteredContacts({ locale, t, institution, on }: Props) {
  const { contacts, status } = institution;
  const isActive = status === "registered";
  const current = contacts.filter((contact) => isActive && isCurrent(contact, on));
  const ended = contacts.filter((contact) => (!isActive || !isCurrent(contact, on)) && mayBeTold(contact));
  return (
    <section className="section flow">
      <h2>{t("institution.contacts.title")}</h2>
      {current.length > 0 ? (
        <>
          <p className="muted">{t("institution.contacts.lead")}</p>
          <DescriptionList look="rows" facts={groupsOf({ locale, t }, current)} />
        </>
      ) : (
        <EmptyState title={t("institution.contacts.none")}>
          <p>{t("institution.contacts.noneBody")}</p>
        </EmptyState>
      )}
      {ended.length > 0 && (
        <Details summary={t("institution.contacts.ended")}>
          <ul className="plain-list">
            {ended.map(({ kind, key, value, until }) => (
              <li key={`${kind} ${key}`}>
                {until ? t("institution.contacts.endedOn", { value, on: formatDate(locale, until) }) : value}
              </li>
            ))}
          </ul>
        </Details>
      )}
    </section>
  );
}

/** A mobile or landline number that was given up may be a private person's by now. */
function mayBeTold({ kind, key }: Contact): boolean {
  return kind !== "number" || describeKey(key as NumberKey).visibility === "public";
}

function groupsOf({ locale, t }: Words, contacts: readonly Contact[]) {
  return KINDS.flatMap((kind) => {
    const own = contacts.filter((contact) => contact.kind === kind);
    if (own.length === 0) return [];
    return [
      {
        term: t(`institution.contacts.${kind}`),
        value: (
          <ul className="contact-list">
            {own.map((contact) => (
              <li key={contact.key}>{textOf(contact, locale)}</li>
            ))}
          </ul>
        ),
      },
    ];
  });
}

function textOf({ kind, key, value }: Contact, locale: Words["locale"]): ReactNode {
  if (kind === "sms_signature") return `【${value}】`;
  if (kind !== "number") return value;
  return (
    <a href={localeHref(locale, `/numbers/${encodeURIComponent(key)}`)}>
      <NumberText groups={groupDigits(key)} />
    </a>
  );
}

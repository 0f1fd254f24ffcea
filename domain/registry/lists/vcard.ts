import { dialledForms } from "./dialled.ts";
import { isBlocked, type ListEntity } from "./entity.ts";

/** A router of the Fritz!Box family takes nine numbers a contact. */
const NUMBERS_A_CONTACT = 9;
/** Devices hold a few thousand numbers; the gravest and newest go first. */
export const MOST_CONTACT_NUMBERS = 6_000;

export type Contact = {
  readonly uid: string;
  readonly name: string;
  readonly numbers: readonly string[];
};

const TIER_ORDER = { serious: 0, general: 1, minor: 2 } as const;
type Ranked = {
  readonly order: number;
  readonly listedAt: string;
  readonly id: string;
  readonly number: string;
};

/** What contacts are made of: numbers worth blocking, gravest and newest first, as many as devices hold. */
export type ContactNumbers = { add(entity: ListEntity): void; ranked(): string[] };

export function contactNumbers(most = MOST_CONTACT_NUMBERS): ContactNumbers {
  let kept: Ranked[] = [];
  const cut = () => {
    kept = kept
      .sort(
        (a, b) =>
          a.order - b.order ||
          (a.listedAt > b.listedAt ? -1 : a.listedAt < b.listedAt ? 1 : a.id < b.id ? -1 : 1),
      )
      .slice(0, most);
  };
  return {
    add(entity) {
      if (!isBlocked(entity) || entity.canonical === undefined) return;
      const dialled = dialledForms(entity.canonical);
      const number = dialled?.international ? `+${dialled.international}` : dialled?.national;
      if (!number) return;
      kept.push({
        order: TIER_ORDER[entity.tier ?? "minor"],
        listedAt: String(entity.listedAt ?? ""),
        id: entity.id,
        number,
      });
      if (kept.length >= most * 2) cut();
    },
    ranked() {
      cut();
      return kept.map(({ number }) => number);
    },
  };
}

/**
 * Contacts of nine numbers each. The first carries the date of the list and no number, so that people see on the
 * device whether it is kept up to date.
 */
export function contactsOf(
  numbers: readonly string[],
  list: { readonly version: number; readonly changedOn: string },
): Contact[] {
  const contacts: Contact[] = [
    { uid: "mingjian-status", name: `明鉴 ${list.changedOn} (${list.version})`, numbers: [] },
  ];
  for (let at = 0; at < numbers.length; at += NUMBERS_A_CONTACT) {
    const own = numbers.slice(at, at + NUMBERS_A_CONTACT);
    contacts.push({
      uid: `mingjian-${String(at / NUMBERS_A_CONTACT).padStart(4, "0")}`,
      name: `明鉴 黑名单 ${at / NUMBERS_A_CONTACT + 1}`,
      numbers: own,
    });
  }
  return contacts;
}

/** RFC 6350 (4.0) or RFC 2426 (3.0, which CardDAV clients are given unless they ask for the other). */
export function vcard({ uid, name, numbers }: Contact, version: "3.0" | "4.0"): string {
  const own =
    version === "4.0"
      ? numbers.map(
          (number) =>
            `TEL;VALUE=uri;TYPE=voice:tel:${number}${number.startsWith("+") ? "" : ";phone-context=+86"}`,
        )
      : numbers.map((number) => `TEL;TYPE=VOICE:${number}`);
  return [
    "BEGIN:VCARD",
    `VERSION:${version}`,
    `UID:${uid}`,
    `FN:${name}`,
    ...(version === "3.0" ? [`N:${name};;;;`] : []),
    "CATEGORIES:Mingjian",
    ...own,
    "END:VCARD",
    "",
  ].join("\r\n");
}

/** The contacts of a file that `vcard` wrote as 4.0. */
export function readContacts(file: string): Contact[] {
  return file
    .split("END:VCARD\r\n")
    .filter((card) => card.includes("BEGIN:VCARD"))
    .map((card) => ({
      uid: /^UID:(.*)$/m.exec(card)?.[1]?.trimEnd() ?? "",
      name: /^FN:(.*)$/m.exec(card)?.[1]?.trimEnd() ?? "",
      numbers: [...card.matchAll(/:tel:([^;\r\n]+)/g)].map(([, number = ""]) => number),
    }));
}

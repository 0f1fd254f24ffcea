import { hash } from "node:crypto";
import { type Contact, vcard } from "#domain/registry/lists/vcard.ts";

/**
 * A read-only CardDAV address book (RFC 6352) of the numbers worth blocking: what a router or a phone asks for to keep
 * a copy, and nothing else. Everybody has the same one.
 */
export const ROOT = "/feeds/carddav/";
const PRINCIPAL = `${ROOT}principal/`;
const HOME = `${ROOT}books/`;
export const BOOK = `${HOME}numbers/`;

export type Book = {
  readonly version: number;
  readonly changedAt: string;
  readonly contacts: readonly Contact[];
};

type Resource = {
  readonly href: string;
  readonly types: readonly string[];
  readonly name: string;
  readonly etag: string | null;
  readonly contact: Contact | null;
  readonly members: () => Resource[];
};

/** The resource at a path; null when there is none. */
function resourceAt(path: string, book: Book): Resource | null {
  const href = path.endsWith("/") || path.endsWith(".vcf") ? path : `${path}/`;
  if (href === ROOT) return collection(ROOT, "Mingjian", [], () => [resourceAt(HOME, book)]);
  if (href === PRINCIPAL) return collection(PRINCIPAL, "Mingjian", ["<d:principal/>"], () => []);
  if (href === HOME) return collection(HOME, "Mingjian", [], () => [resourceAt(BOOK, book)]);
  if (href === BOOK)
    return {
      ...collection(BOOK, "明鉴 黑名单", ["<c:addressbook/>"], () => book.contacts.map(card)),
      etag: `"${book.version}"`,
    };
  if (!href.startsWith(BOOK) || !href.endsWith(".vcf")) return null;
  const contact = contactsOf(book).get(href.slice(BOOK.length, -".vcf".length));
  return contact ? card(contact) : null;
}

/** A multiget asks for thousands at once. */
const byUid = new WeakMap<Book, ReadonlyMap<string, Contact>>();
function contactsOf(book: Book): ReadonlyMap<string, Contact> {
  const known = byUid.get(book);
  if (known) return known;
  const made = new Map(book.contacts.map((contact) => [contact.uid, contact]));
  byUid.set(book, made);
  return made;
}

function collection(
  href: string,
  name: string,
  types: readonly string[],
  members: () => (Resource | null)[],
): Resource {
  return {
    href,
    name,
    types: ["<d:collection/>", ...types],
    etag: null,
    contact: null,
    members: () => members().filter((member) => member !== null),
  };
}

function card(contact: Contact): Resource {
  return {
    href: `${BOOK}${contact.uid}.vcf`,
    name: contact.name,
    types: [],
    etag: cardEtag(contact),
    contact,
    members: () => [],
  };
}

function cardEtag(contact: Contact): string {
  return `"${hash("sha256", vcard(contact, "3.0")).slice(0, 32)}"`;
}

export function findCard(path: string, book: Book): { readonly text: string; readonly etag: string } | null {
  const contact = resourceAt(path, book)?.contact;
  return contact ? { text: vcard(contact, "3.0"), etag: cardEtag(contact) } : null;
}

/** RFC 4918, 9.1. Depth 1 tells of the members too; infinity is answered as 1, which is all there is to a book. */
export function propfind(path: string, depth: string | undefined, body: string, book: Book): string | null {
  const resource = resourceAt(path, book);
  if (!resource) return null;
  const wanted = wantedProperties(body);
  const told = depth === "0" ? [resource] : [resource, ...resource.members()];
  return multistatus(told.map((one) => response(one, wanted, body, book)));
}

/** RFC 6352, 8.6 and 8.7. A query's filter is not looked at: more than asked for is allowed to be thrown away. */
export function report(path: string, body: string, book: Book): string | null {
  const resource = resourceAt(path, book);
  if (!resource) return null;
  const wanted = wantedProperties(body);
  if (/<(?:[\w-]+:)?addressbook-multiget[\s>]/.test(body)) {
    const hrefs = [...body.matchAll(/<(?:[\w-]+:)?href[^<>]*>([^<]*)<\//g)].map(([, href = ""]) =>
      pathOf(href.trim()),
    );
    return multistatus(
      hrefs.slice(0, MOST_HREFS).map((href) => {
        const found = resourceAt(href, book);
        return found
          ? response(found, wanted, body, book)
          : `<d:response><d:href>${xmlText(href)}</d:href><d:status>HTTP/1.1 404 Not Found</d:status></d:response>`;
      }),
    );
  }
  if (/<(?:[\w-]+:)?addressbook-query[\s>]/.test(body))
    return multistatus(resource.members().map((one) => response(one, wanted, body, book)));
  return null;
}

const MOST_HREFS = 10_000;
/** More than any client asks for; each is told of for every card. */
const MOST_NAMES = 50;

function pathOf(href: string): string {
  try {
    return decodeURI(href.replace(/^https?:\/\/[^/]+/, ""));
  } catch {
    return href;
  }
}

/** Names asked for in `prop`, without their namespaces: none of ours share a name. Null: all that is simple to tell. */
function wantedProperties(body: string): readonly string[] | null {
  // The end first, and no pattern that runs past a "<": anybody may send 256 KB of beginnings.
  const end = /<\/(?:[\w-]+:)?prop>/.exec(body);
  const head = end ? body.slice(0, end.index) : "";
  const start = /<(?:[\w-]+:)?prop(?:\s[^<>]*)?>/.exec(head);
  if (!start) return null;
  const inner = head.slice(start.index + start[0].length);
  const names = new Set<string>();
  for (const [, name = ""] of inner.matchAll(/<(?:[\w-]+:)?([\w-]+)(?:\s[^<>]*)?\/?>/g)) {
    names.add(name);
    if (names.size === MOST_NAMES) break;
  }
  return [...names];
}

const SIMPLE = ["resourcetype", "displayname", "getetag", "getcontenttype", "current-user-principal"];

function response(resource: Resource, wanted: readonly string[] | null, body: string, book: Book): string {
  const found: string[] = [];
  const missing: string[] = [];
  for (const name of wanted ?? SIMPLE) {
    const value = property(resource, name, body, book);
    if (value !== null) found.push(value);
    else if (wanted) missing.push(`<d:${name}/>`);
  }
  const part = (props: readonly string[], status: string) =>
    props.length > 0
      ? `<d:propstat><d:prop>${props.join("")}</d:prop><d:status>HTTP/1.1 ${status}</d:status></d:propstat>`
      : "";
  return `<d:response><d:href>${xmlText(resource.href)}</d:href>${part(found, "200 OK")}${part(missing, "404 Not Found")}</d:response>`;
}

function property(resource: Resource, name: string, body: string, book: Book): string | null {
  const isBook = resource.href === BOOK;
  const href = (to: string) => `<d:href>${to}</d:href>`;
  switch (name) {
    case "resourcetype":
      return `<d:resourcetype>${resource.types.join("")}</d:resourcetype>`;
    case "displayname":
      return `<d:displayname>${xmlText(resource.name)}</d:displayname>`;
    case "getetag":
      return resource.etag && `<d:getetag>${xmlText(resource.etag)}</d:getetag>`;
    case "getcontenttype":
      return resource.contact ? "<d:getcontenttype>text/vcard; charset=utf-8</d:getcontenttype>" : null;
    case "address-data":
      return resource.contact
        ? `<c:address-data>${xmlText(vcard(resource.contact, /version="4\.0"/.test(body) ? "4.0" : "3.0"))}</c:address-data>`
        : null;
    case "current-user-principal":
    case "principal-URL":
      return `<d:${name}>${href(PRINCIPAL)}</d:${name}>`;
    case "addressbook-home-set":
      return `<c:addressbook-home-set>${href(HOME)}</c:addressbook-home-set>`;
    case "getctag":
      return isBook ? `<s:getctag>${book.version}</s:getctag>` : null;
    case "addressbook-description":
      return isBook
        ? `<c:addressbook-description>${xmlText(book.changedAt)}</c:addressbook-description>`
        : null;
    case "supported-address-data":
      return isBook
        ? '<c:supported-address-data><c:address-data-type content-type="text/vcard" version="3.0"/><c:address-data-type content-type="text/vcard" version="4.0"/></c:supported-address-data>'
        : null;
    case "supported-report-set":
      return isBook
        ? "<d:supported-report-set><d:supported-report><d:report><c:addressbook-multiget/></d:report></d:supported-report><d:supported-report><d:report><c:addressbook-query/></d:report></d:supported-report></d:supported-report-set>"
        : null;
    case "current-user-privilege-set":
      return "<d:current-user-privilege-set><d:privilege><d:read/></d:privilege></d:current-user-privilege-set>";
    default:
      return null;
  }
}

function multistatus(responses: readonly string[]): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n<d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:carddav" xmlns:s="http://calendarserver.org/ns/">${responses.join("")}</d:multistatus>\n`;
}

function xmlText(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\r", "&#13;");
}

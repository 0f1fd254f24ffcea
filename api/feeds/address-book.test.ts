import { describe, expect, it } from "vitest";
import { BOOK, type Book, propfind, report } from "./address-book.ts";

const book: Book = {
  version: 1,
  changedAt: "2026-03-01T00:00:00Z",
  contacts: [{ uid: "c-1", name: "拦截 1", numbers: ["+8695599"] }],
};
const KB_250 = 250 * 1024;
const fill = (piece: string) => piece.repeat(Math.floor(KB_250 / piece.length));

describe("a body that anybody may send", () => {
  it.each([
    ["beginnings without an end", fill("<prop>")],
    ["tags that never close", `<addressbook-multiget >${fill("<href")}`],
    ["tags of spaces", fill("<prop ")],
    ["prefixes", fill("<a:")],
    ["names that nobody has", `<prop>${fill("<a/>")}</prop>`],
  ])("is read in a moment: %s", (_, body) => {
    const from = performance.now();
    report(BOOK, body, book);
    propfind(BOOK, "1", body, book);
    expect(performance.now() - from).toBeLessThan(500);
  });

  it("is told of no more names than a client has use for", () => {
    const names = Array.from({ length: 5_000 }, (_, at) => `<x${at}/>`).join("");
    const answer = propfind(
      BOOK,
      "1",
      `<d:propfind xmlns:d="DAV:"><d:prop>${names}</d:prop></d:propfind>`,
      book,
    );
    expect(answer?.match(/<d:x\d+\/>/g)?.length).toBe(100);
  });

  it("still names what it wants, and gets it", () => {
    const body =
      '<d:propfind xmlns:d="DAV:" xmlns:c="urn:x"><d:prop a="b"><d:getetag/><c:supported-report-set /></d:prop></d:propfind>';
    const answer = propfind(BOOK, "0", body, book);
    expect(answer).toContain("<d:getetag>&quot;1&quot;</d:getetag>");
    expect(answer).toContain("<d:supported-report-set>");
    const card = `<c:addressbook-multiget><d:prop><d:getetag/></d:prop><d:href>${BOOK}c-1.vcf</d:href></c:addressbook-multiget>`;
    expect(report(BOOK, card, book)).toContain("200 OK");
    expect(report(BOOK, card.replace("c-1", "c-2"), book)).toContain("404 Not Found");
  });
});

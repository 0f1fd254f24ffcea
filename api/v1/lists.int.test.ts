import { hash } from "node:crypto";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publishLists } from "#commands/lists/publish-lists.ts";
import { connect, type Db } from "#db/client.ts";
import { readNumbersBin } from "#domain/registry/lists/numbers-bin.ts";
import { decodeRice, readRiceFile } from "#domain/registry/lists/rice.ts";
import { openTestPortal, type TestPortal } from "../testing/portal.ts";

let portal: TestPortal;
let worker: Db;
let erased: string;
beforeAll(async () => {
  portal = await openTestPortal();
  worker = connect(portal.database.url, { role: "mingjian_worker", max: 4 });
  erased = await portal.list("95013", { tier: "serious" });
  await portal.list("4001234567", { kind: "warning", tier: "minor" });
  await portal.list("0571-96123", { tier: "minor" });
  for (let at = 0; at < 20; at++) await portal.list(`95${2000 + at}`, { grounds: ["threats", "fraud"] });
  await portal.list("13800138000", { isPublic: true });
  await portal.list("13900139000");
  await publish();
});
afterAll(async () => {
  await worker.close();
  await portal.close();
});

const publish = () => publishLists({ ...portal.runtime, db: worker }, portal.clock.now());
const get = (url: string, headers: Record<string, string> = {}) => portal.api.inject({ url, headers });
type Item = {
  name: string;
  version: number;
  prefixBits: number;
  stateSha256: string;
  resources: { format: string; href: string; bytes: number; sha256: string }[];
};
const itemOf = async (name: string): Promise<Item> => {
  // The catalog is read again once a second.
  for (;;) {
    const { lists } = (await get("/api/v1/lists")).json() as { lists: Item[] };
    const item = lists.find((one) => one.name === name);
    if (item) return item;
  }
};

describe("GET /api/v1/lists", () => {
  it("names every list with files whose bytes are those it says", async () => {
    const answer = await get("/api/v1/lists");
    expect(answer.statusCode).toBe(200);
    const { origin, lists } = answer.json() as { origin: string; lists: Item[] };
    expect(origin).toBe("mingjian.example/log");
    expect(lists.map(({ name }) => name)).toEqual([
      "numbers",
      "official",
      "number-blocks",
      "institutions",
      "domains",
      "sms-signatures",
      "apps",
      "numbers-restricted",
    ]);
    for (const { resources } of lists)
      for (const { href, bytes, sha256 } of resources) {
        const file = await get(href);
        expect([href, file.statusCode, file.rawPayload.length, hash("sha256", file.rawPayload)]).toEqual([
          href,
          200,
          bytes,
          sha256,
        ]);
      }
  });
});

describe("GET /api/v1/lists/{name}/snapshots/{version}/{file}", () => {
  const url = "/api/v1/lists/numbers/snapshots/1/entities.ndjson";

  it("never changes: kept for good by caches, known by its ETag", async () => {
    const answer = await get(url);
    expect(answer.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect(answer.headers["list-version"]).toBe("1");
    const again = await get(url, { "if-none-match": String(answer.headers.etag) });
    expect([again.statusCode, again.body]).toEqual([304, ""]);
  });

  it("is sent compressed as the client asks, with the digest of what is sent", async () => {
    const plain = (await get(url)).rawPayload;
    for (const [accept, coding, decode] of [
      ["gzip, deflate", "gzip", gunzipSync],
      ["zstd, gzip", "zstd", zstdDecompressSync],
      ["gzip;q=1, zstd;q=0.5", "gzip", gunzipSync],
    ] as const) {
      const answer = await get(url, { "accept-encoding": accept });
      expect(answer.headers["content-encoding"]).toBe(coding);
      expect(answer.headers.vary).toContain("accept-encoding");
      expect(answer.headers["repr-digest"]).toBe(`sha-256=:${hash("sha256", answer.rawPayload, "base64")}:`);
      expect(decode(answer.rawPayload).equals(plain)).toBe(true);
    }
    expect((await get(url, { "accept-encoding": "br" })).headers["content-encoding"]).toBeUndefined();
  });

  it("refuses lists, versions and files there never were", async () => {
    for (const [path, status, code] of [
      ["/api/v1/lists/nothing/snapshots/1/entities.ndjson", 404, "unknown-list"],
      ["/api/v1/lists/numbers/snapshots/99/entities.ndjson", 404, "not-found"],
      ["/api/v1/lists/numbers/snapshots/1/secrets.txt", 404, "not-found"],
      ["/api/v1/lists/numbers-restricted/snapshots/1/entities.ndjson", 404, "not-found"],
      ["/api/v1/lists/numbers/snapshots/x/entities.ndjson", 400, "invalid-request"],
    ] as const) {
      const answer = await get(path);
      expect([path, answer.statusCode, answer.json().code]).toEqual([path, status, code]);
    }
  });
});

describe("GET /api/v1/range/{list}/{prefix}", () => {
  const queryOf = (canonical: string, list = "numbers") => {
    const digits = hash("sha256", `reg-range-v1\0${list}\0${canonical}`).toUpperCase();
    return { url: `/api/v1/range/${list}/${digits.slice(0, 4)}`, suffix: digits.slice(4, 28) };
  };

  it("gives the row of a listed number, in text and in binary", async () => {
    const { url, suffix } = queryOf("cn:95013");
    const answer = await get(url);
    expect(answer.headers["content-type"]).toBe("text/plain; charset=utf-8");
    expect(answer.body.split("\n")).toContain(`${suffix}:3:bg:100`);
    const binary = await get(url, { accept: "application/octet-stream" });
    expect(binary.rawPayload.length).toBe(32 * 16);
    expect(binary.rawPayload.toString("hex")).toContain(`${suffix.toLowerCase()}03626764`);
  });

  it("pads every answer to one length, and is the same at every asking", async () => {
    const lengths = new Set<number>();
    for (const prefix of ["0000", "03AF", "ffff", queryOf("cn:95013").url.slice(-4)]) {
      const [one, two] = [
        await get(`/api/v1/range/numbers/${prefix}`),
        await get(`/api/v1/range/numbers/${prefix}`),
      ];
      lengths.add(one.body.length);
      expect(one.body).toBe(two.body);
      expect(one.headers.etag).toBe(two.headers.etag);
    }
    expect(lengths.size).toBe(1);
  });

  it("needs no key, may be cached by anyone, and says its version", async () => {
    const answer = await get("/api/v1/range/numbers/03AF", { authorization: "Bearer nonsense" });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({ "cache-control": "public, max-age=300", "list-version": "1" });
    const known = await get("/api/v1/range/numbers/03af", { "if-none-match": String(answer.headers.etag) });
    expect([known.statusCode, known.body]).toEqual([304, ""]);
  });

  it("refuses prefixes of another length, other characters, and lists without ranges", async () => {
    for (const [path, status, code] of [
      ["numbers/03A", 400, "prefix-length"],
      ["numbers/03AFF", 400, "prefix-length"],
      ["numbers/03AG", 400, "prefix-length"],
      ["numbers-restricted/03AF", 404, "unknown-list"],
      ["institutions/03AF", 404, "unknown-list"],
      ["nothing/03AF", 404, "unknown-list"],
    ] as const) {
      const answer = await get(`/api/v1/range/${path}`);
      expect([path, answer.statusCode, answer.json().code]).toEqual([path, status, code]);
    }
  });
});

describe("the three ways to ask", () => {
  const KINDS = ["listed", "warning", "unknown", "official"];
  const adviceOf = (verdict: string, tier: number) =>
    verdict === "listed" ? (tier === 1 ? "warn" : "block") : { warning: "warn", official: "label" }[verdict];

  it("give one answer for every number a list carries, and nothing for a private one", async () => {
    const entities = (await get("/api/v1/lists/numbers/snapshots/1/entities.ndjson")).body
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { canonical: string });
    expect(entities.length).toBe(24);
    const snapshot = readNumbersBin((await get("/api/v1/lists/numbers/snapshots/1/numbers.bin")).rawPayload);
    const filter = new Set(
      decodeRice(readRiceFile((await get("/api/v1/lists/numbers/snapshots/1/prefix32.rice")).rawPayload)),
    );
    for (const { canonical } of entities) {
      const single = (await get(`/api/v1/numbers/${encodeURIComponent(canonical)}`)).json() as {
        verdict: string;
        advice: string;
      };
      const mark = snapshot.find(canonical) ?? -1;
      const held = { verdict: KINDS[mark >> 4] ?? "", tier: (mark >> 2) & 3 };
      const digest = hash("sha256", `reg-range-v1\0numbers\0${canonical}`, "buffer");
      const digits = digest.toString("hex").toUpperCase();
      const row = (await get(`/api/v1/range/numbers/${digits.slice(0, 4)}`)).body
        .split("\n")
        .find((line) => line.startsWith(digits.slice(4, 28)));
      const [, tier = "", category = ""] = row?.split(":") ?? [];
      const ranged = { verdict: KINDS["bwco".indexOf(category.charAt(0))] ?? "", tier: Number(tier) };
      expect([canonical, filter.has(digest.readUInt32BE(0))]).toEqual([canonical, true]);
      const asked = { verdict: single.verdict, advice: single.advice };
      expect([canonical, { verdict: held.verdict, advice: adviceOf(held.verdict, held.tier) }]).toEqual([
        canonical,
        asked,
      ]);
      expect([canonical, { verdict: ranged.verdict, advice: adviceOf(ranged.verdict, ranged.tier) }]).toEqual(
        [canonical, asked],
      );
    }
    expect(snapshot.find("+8613900139000")).toBeNull();
  });
});

describe("feeds", () => {
  it("give devices the newest files in their own formats", async () => {
    const spam = await get("/feeds/spamblocker.csv");
    expect(spam.headers).toMatchObject({ "cache-control": "public, max-age=300", "list-version": "1" });
    expect(spam.body).toContain("pattern,description,isBlacklist\n");
    expect(spam.body).toContain("(?:86)?13800138000,Mingjian general,true\n");
    expect((await get("/feeds/freeswitch.list")).body).toContain("+8613800138000\n13800138000\n");
    expect((await get("/feeds/asterisk.astdb")).body).toContain(
      'database put blacklist 95013 "listed serious"\n',
    );
    expect((await get("/feeds/callkit.i64")).rawPayload.readBigInt64LE(0)).toBe(8_613_800_138_000n);
    expect((await get("/feeds/contacts.vcf")).body).toContain(
      "TEL;VALUE=uri;TYPE=voice:tel:+8613800138000\r\n",
    );
    expect((await get("/feeds/other.txt")).statusCode).toBe(404);
  });

  const dav = (method: string, url: string, payload = "", depth = "0") =>
    portal.api.inject({
      method: method as "GET",
      url,
      payload,
      headers: { "content-type": "application/xml; charset=utf-8", depth },
    });
  const propsAsked = (names: string) =>
    `<?xml version="1.0"?><d:propfind xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:carddav" xmlns:s="http://calendarserver.org/ns/"><d:prop>${names}</d:prop></d:propfind>`;

  it("lead a CardDAV client from the well-known address to every contact", async () => {
    expect((await get("/.well-known/carddav")).headers.location).toBe("/feeds/carddav/");
    const options = await portal.api.inject({ method: "OPTIONS", url: "/feeds/carddav/" });
    expect(options.headers.dav).toContain("addressbook");
    const hrefIn = (xml: string, name: string) =>
      new RegExp(`${name}><d:href>([^<]+)</d:href>`).exec(xml)?.[1] ?? "";
    const root = await dav("PROPFIND", "/feeds/carddav/", propsAsked("<d:current-user-principal/>"));
    expect(root.statusCode).toBe(207);
    const principal = await dav(
      "PROPFIND",
      hrefIn(root.body, "current-user-principal"),
      propsAsked("<c:addressbook-home-set/>"),
    );
    const home = hrefIn(principal.body, "addressbook-home-set");
    const books = await dav(
      "PROPFIND",
      home,
      propsAsked("<d:resourcetype/><d:displayname/><s:getctag/>"),
      "1",
    );
    expect(books.body).toContain("<c:addressbook/>");
    expect(books.body).toContain("<s:getctag>1</s:getctag>");
    const book = "/feeds/carddav/books/numbers/";
    const cards = await dav("PROPFIND", book, propsAsked("<d:getetag/>"), "1");
    const hrefs = [...cards.body.matchAll(/<d:href>([^<]+\.vcf)<\/d:href>/g)].map(([, href = ""]) => href);
    // 22 numbers advise blocking: nine a contact, behind the one that carries the date.
    expect(hrefs.length).toBe(1 + 3);
    const multiget = `<c:addressbook-multiget xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:carddav"><d:prop><d:getetag/><c:address-data/></d:prop>${[...hrefs, `${book}none.vcf`].map((href) => `<d:href>${href}</d:href>`).join("")}</c:addressbook-multiget>`;
    const report = await dav("REPORT", book, multiget);
    expect(report.statusCode).toBe(207);
    expect(report.body.match(/BEGIN:VCARD/g)?.length).toBe(4);
    expect(report.body).toContain("404 Not Found");
    expect(report.body).toContain("明鉴 2026-03-02 (1)");
    expect(report.body).toContain("TEL;TYPE=VOICE:+8613800138000");
    expect(report.body.match(/TEL;/g)?.length).toBe(22);
    const one = await get(hrefs[1] ?? "");
    expect(one.body).toContain("VERSION:3.0");
    expect(cards.body).toContain(String(one.headers.etag).replaceAll('"', "&quot;"));
    expect((await get(hrefs[1] ?? "", { "if-none-match": String(one.headers.etag) })).statusCode).toBe(304);
  });

  it("take no writes", async () => {
    for (const method of ["PUT", "DELETE", "MKCOL"])
      expect((await dav(method, "/feeds/carddav/books/numbers/mine.vcf")).statusCode).toBe(404);
  });
});

describe("GET /api/v1/lists/{name}/delta", () => {
  const versionSoon = async (wanted: number) => {
    while ((await itemOf("numbers")).version < wanted)
      await new Promise((resolve) => setTimeout(resolve, 50));
  };

  it("leads to the newest version, says when there is nothing new, and where to begin anew", async () => {
    expect((await get("/api/v1/lists/numbers/delta?from=1")).statusCode).toBe(204);
    expect((await get("/api/v1/lists/numbers/delta?from=2")).json().code).toBe("invalid-request");
    expect((await get("/api/v1/lists/numbers/delta")).statusCode).toBe(400);
    await portal.list("95013", { tier: "serious", status: "repaired" });
    await portal.list("95099");
    await publish();
    await versionSoon(2);
    const { stateSha256 } = await itemOf("numbers");
    const answer = await get("/api/v1/lists/numbers/delta?from=1");
    expect(answer.headers["content-type"]).toBe("application/x-ndjson");
    const lines = answer.body
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ op }) => op)).toEqual([undefined, "repair", "add", undefined]);
    expect(lines[0]).toEqual({ from: 1, to: 2, count: 2 });
    expect(lines.at(-1)).toEqual({ stateSha256 });
    const zipped = await get("/api/v1/lists/numbers/delta?from=1", { "accept-encoding": "gzip" });
    expect(gunzipSync(zipped.rawPayload).toString()).toBe(answer.body);
    expect(zipped.headers["repr-digest"]).toBe(`sha-256=:${hash("sha256", zipped.rawPayload, "base64")}:`);
    const known = await get("/api/v1/lists/numbers/delta?from=1", {
      "if-none-match": String(answer.headers.etag),
    });
    expect(known.statusCode).toBe(304);
  });

  it("and old snapshots are gone once they held an entry that is erased", async () => {
    await portal.database
      .owner`update registry_entries set erased_at = ${portal.clock.now()} where id = ${erased}`;
    await publish();
    const answer = await get("/api/v1/lists/numbers/snapshots/1/entities.ndjson");
    expect([answer.statusCode, answer.json().code]).toEqual([410, "version-gone"]);
    expect(answer.headers.link).toBe('</api/v1/lists/numbers/snapshots/2/entities.ndjson>; rel="latest"');
    await portal.database.owner`delete from list_deltas where list = 'numbers'`;
    const delta = await get("/api/v1/lists/numbers/delta?from=1");
    expect([delta.statusCode, delta.json().code]).toEqual([410, "version-gone"]);
    expect(delta.headers.link).toContain('rel="latest"');
  });
});

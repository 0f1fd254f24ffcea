import type { FastifyReply, FastifyRequest } from "fastify";
import * as z from "zod";
import { snapshotPath } from "#commands/lists/list-file.ts";
import { AppError } from "#domain/errors.ts";
import { FILE_NAMES } from "#domain/registry/lists/entity.ts";
import { readContacts } from "#domain/registry/lists/vcard.ts";
import type { Api, ApiInstance } from "../app.ts";
import { isKnown } from "../file-answer.ts";
import type { Access } from "../guard.ts";
import type { ListAnswers } from "../v1/list-answers.ts";
import { described } from "../v1/schemas.ts";
import { type Book, findCard, propfind, ROOT, report } from "./address-book.ts";

const OPEN: Access = { key: "none", scope: null, limit: "none", items: "none" };
const XML = "application/xml; charset=utf-8";
const ALLOWED = "OPTIONS, GET, HEAD, PROPFIND, REPORT";

/** Addresses that stay while what they give moves on: files for devices, and an address book they can follow. */
export function feedRoutes(app: ApiInstance, { runtime }: Api, answers: ListAnswers): void {
  app.get(
    "/feeds/:file",
    {
      config: { access: OPEN },
      schema: {
        tags: ["lists"],
        operationId: "getFeed",
        summary: "给设备用的最新文件 · The newest file for a device",
        description:
          "numbers 名单最新一版的文件：spamblocker.csv、freeswitch.list、asterisk.astdb、callkit.i64、contacts.vcf、numbers.csv、numbers.bin 等。 / A file of the newest version of the list numbers: spamblocker.csv, freeswitch.list, asterisk.astdb, callkit.i64, contacts.vcf, numbers.csv, numbers.bin and the others.",
        params: z.object({
          file: z
            .string()
            .max(40)
            .meta({ examples: ["spamblocker.csv"] }),
        }),
        response: { 200: described(z.string().meta({ description: "文件 / The file" })) },
      },
    },
    (request, reply) => answers.newest(request, reply, "numbers", request.params.file),
  );

  let read: { readonly version: number; readonly book: Promise<Book> } | null = null;
  const book = async (): Promise<Book> => {
    const item = (await answers.catalog()).lists.find(({ name }) => name === "numbers");
    if (!item) throw new AppError("unavailable", "list-not-published");
    if (read?.version !== item.version) {
      const next = { version: item.version, book: readBook(item.version, item.changedAt) };
      next.book.catch(() => {
        if (read === next) read = null;
      });
      read = next;
    }
    return read.book;
  };
  const readBook = async (version: number, changedAt: string): Promise<Book> => {
    const file = await runtime.storage.read(snapshotPath("numbers", version, FILE_NAMES.vcard, "identity"));
    if (!file) throw new AppError("unavailable", "list-not-published");
    return { version, changedAt, contacts: readContacts(file.toString()) };
  };
  addressBookRoutes(app, book);
}

/** What phones and routers send: OPTIONS, PROPFIND, REPORT, GET. Writing is refused by there being no such route. */
function addressBookRoutes(app: ApiInstance, book: () => Promise<Book>): void {
  app.addContentTypeParser(["application/xml", "text/xml"], { parseAs: "string" }, (_request, body, done) =>
    done(null, body),
  );
  for (const method of ["PROPFIND", "REPORT"]) app.addHttpMethod(method, { hasBody: true });
  const pathOf = (request: FastifyRequest) => decodeURI(request.url.split("?")[0] ?? "");
  const bodyOf = (request: FastifyRequest) => (typeof request.body === "string" ? request.body : "");
  const route = { config: { access: OPEN }, schema: { hide: true } } as const;
  const sendXml = (reply: FastifyReply, text: string | null) => {
    if (text === null) throw new AppError("not-found", "no-such-address");
    return reply.code(207).header("dav", "1, 3, addressbook").header("content-type", XML).send(text);
  };

  // The router takes a last slash away, so that the root is an address of its own.
  for (const url of [ROOT.slice(0, -1), `${ROOT}*`]) {
    app.options(url, route, (_request, reply) =>
      reply.header("dav", "1, 3, addressbook").header("allow", ALLOWED).code(200).send(),
    );
    app.route({
      ...route,
      method: "PROPFIND",
      url,
      handler: async (request, reply) => {
        const { depth } = request.headers;
        const asked = Array.isArray(depth) ? depth[0] : depth;
        return sendXml(reply, propfind(pathOf(request), asked, bodyOf(request), await book()));
      },
    });
    app.route({
      ...route,
      method: "REPORT",
      url,
      handler: async (request, reply) =>
        sendXml(reply, report(pathOf(request), bodyOf(request), await book())),
    });
  }
  app.get(`${ROOT}*`, route, async (request, reply) => {
    const found = findCard(pathOf(request), await book());
    if (!found) throw new AppError("not-found", "no-such-address");
    reply.header("etag", found.etag).header("cache-control", "public, max-age=300");
    if (isKnown(request.headers["if-none-match"], found.etag)) return reply.code(304).send();
    return reply.header("content-type", "text/vcard; charset=utf-8").send(found.text);
  });
  // RFC 6764: phones look here first.
  app.route({
    ...route,
    method: ["GET", "PROPFIND"],
    url: "/.well-known/carddav",
    handler: (_request, reply) => reply.redirect(ROOT, 301),
  });
}

import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NOW, openTestPortal, type TestPortal } from "#api/testing/portal.ts";
import { saveInstitutions } from "#commands/institutions/save-institutions.ts";
import { insertRows } from "#db/rows.ts";
import { institutionAnswer, institutionList } from "./schemas.ts";

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal({ limits: { lookups: null, filings: null } });
  await portal.listInstitution();
  await saveInstitutions(portal.runtime, {
    records: Array.from({ length: 12 }, (_, at) => ({
      code: `B-${at}`,
      legalName: `样本${String.fromCharCode(0x4e00 + at)}银行股份有限公司`,
      class: "bank",
    })),
    source: "test",
    actor: { kind: "system", id: null },
    now: NOW,
  });
  await insertRows(portal.database.owner, "institutions", [
    {
      id: uuidv7(),
      legal_name: "有人自称的公司",
      folded_name: "有人自称的公司",
      class: "other",
      status: "provisional",
      country: "CN",
      source: "claimed",
      created_at: NOW,
      updated_at: NOW,
    },
  ]);
  await portal.runtime.register.refresh();
});
afterAll(() => portal.close());

const get = (path: string) => portal.api.inject({ url: `/api/v1/institutions${path}` });

describe("GET /api/v1/institutions", () => {
  it("walks all pages and meets every institution once", async () => {
    const seen: string[] = [];
    let url = "?limit=5";
    for (let page = 0; page < 10; page++) {
      const answer = await get(url);
      expect(institutionList.strict().safeParse(answer.json()).error).toBeUndefined();
      seen.push(...answer.json().items.map((item: { id: string }) => item.id));
      expect(answer.json().total).toEqual({ value: 14, relation: "eq" });
      const { next } = answer.json();
      expect(answer.headers.link !== undefined).toBe(next !== null);
      if (!next) break;
      url = `?limit=5&cursor=${next}`;
    }
    expect([seen.length, new Set(seen).size]).toEqual([14, 14]);
  });

  it("does not show names that only reports mention", async () => {
    expect((await get("?limit=200")).body).not.toContain("有人自称的公司");
    expect((await get(`?q=${encodeURIComponent("自称")}`)).json().items).toEqual([]);
  });

  it("finds by part of a name, by code, by class and status", async () => {
    const names = async (query: string) =>
      (await get(query)).json().items.map((item: { name: string }) => item.name);
    expect(await names(`?q=${encodeURIComponent("示例消金")}`)).toEqual(["示例消费金融有限公司"]);
    expect(await names("?q=X-2")).toEqual(["示例小额贷款有限公司"]);
    expect(await names("?class=bank&limit=200")).toHaveLength(12);
    expect(await names("?status=deregistered")).toEqual([]);
  });

  it("shows which are listed", async () => {
    expect((await get("?class=micro_loan")).json().items).toMatchObject([
      { verdict: "listed", listed: true },
    ]);
  });

  it.each([
    ["?limit=0", "/limit", "too-small"],
    ["?limit=201", "/limit", "too-big"],
    ["?limit=many", "/limit", "wrong-type"],
    ["?class=shop", "/class", "unknown-code"],
    ["?cursor=nonsense", "/cursor", "bad-cursor"],
  ])("says what to mend in %s", async (query, pointer, code) => {
    const answer = await get(query);
    expect([answer.statusCode, answer.json().errors.map((e: object) => ({ ...e, message: "" }))]).toEqual([
      400,
      [{ pointer, code, message: "" }],
    ]);
  });
});

describe("GET /api/v1/institutions/{id}", () => {
  it("gives names, licences, official numbers and what it may offer", async () => {
    const answer = await get(`/${portal.institutionId}?region=330100`);
    expect(answer.statusCode).toBe(200);
    expect(institutionAnswer.strict().safeParse(answer.json()).error).toBeUndefined();
    const body = answer.json();
    expect(body).toMatchObject({
      code: "X-1",
      verdict: "official",
      licences: [{ number: "L-0001", status: "valid" }],
      entry: null,
    });
    expect(body.contacts.map((contact: { value: string }) => contact.value)).toContain("95599");
    const offers = Object.fromEntries(
      body.mayOffer.map((one: { product: string; answer: string }) => [one.product, one.answer]),
    );
    expect(offers).toMatchObject({ consumer_loan: "yes", credit_card: "no", fake_loan: "no" });
  });

  it("is 404 for an institution nobody registered, 400 for what is no id", async () => {
    expect((await get(`/${uuidv7()}`)).json()).toMatchObject({ status: 404, code: "not-found" });
    expect((await get("/x")).json()).toMatchObject({
      status: 400,
      errors: [{ pointer: "/id", code: "bad-id" }],
    });
    const [claimed] = await portal.database.owner`select id from institutions where status = 'provisional'`;
    expect((await get(`/${claimed?.id}`)).statusCode).toBe(404);
  });
});

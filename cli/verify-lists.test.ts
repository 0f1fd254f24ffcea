import { describe, expect, test } from "vitest";
import {
  audit,
  BEFORE,
  changed,
  complaint,
  DELTA,
  type Files,
  findingOf,
  grow,
  LARGE,
  LARGE_PORTAL,
  LIST_9,
  leafHash,
  mth,
  plain,
  portal,
  publishList,
  receiptOf,
  SMALL,
  SNAPSHOT,
  stateOf,
  testFolder,
  uuid,
} from "./testing/published-portal.ts";

const inFolder = testFolder();

describe("a list", () => {
  const found = (list: ReturnType<typeof publishList>, index = 20) =>
    findingOf(portal(grow([], [...plain(20), list.leaf]), list, index));

  test("an honest list of another state, size or file than its manifest says is bad", async () => {
    expect(await found(publishList({ stateSha256: stateOf(BEFORE) }))).toMatchObject({
      where: `/${SNAPSHOT}`,
      field: "stateSha256",
    });
    expect(await found(publishList({ entries: 5 }))).toMatchObject({
      where: `/${SNAPSHOT}`,
      field: "entries",
    });
  });

  test("a list whose leaf is another one, or in another tree, is bad", async () => {
    expect(await found(LIST_9, 19)).toMatchObject({ where: "api/v1/lists", list: "numbers", field: "log" });
    const files = portal(SMALL, LIST_9, 20);
    const root = mth(SMALL.map(leafHash)).toString("base64");
    const catalog = String(files.get("api/v1/lists"));
    const other = catalog.replace(root, mth(LARGE.map(leafHash)).toString("base64"));
    expect(await findingOf(changed(files, "api/v1/lists", other))).toMatchObject({
      where: "api/v1/lists",
      list: "numbers",
    });
  });

  test("a bad operation of a delta is named by its line", async () => {
    const delta = String(LARGE_PORTAL.get(DELTA)).replace(uuid(6), uuid(7));
    expect(await findingOf(changed(LARGE_PORTAL, DELTA, delta))).toMatchObject({ where: DELTA, line: 3 });
    const snapshot = String(LARGE_PORTAL.get(SNAPSHOT)).replace(uuid(4), uuid(1));
    expect(await findingOf(changed(LARGE_PORTAL, SNAPSHOT, snapshot))).toMatchObject({
      where: `/${SNAPSHOT}`,
      field: "sha256",
    });
  });

  test("that are stale or not yet logged are good with a warning, and so are those without their past", async () => {
    const files = portal(SMALL, LIST_9, 20);
    const catalog = JSON.parse(String(files.get("api/v1/lists")));
    catalog.lists[0].log = null;
    const unlogged = changed(changed(files, "api/v1/lists", JSON.stringify(catalog)), DELTA, null);
    const { warnings } = await audit(unlogged, { now: new Date("2026-12-01T00:00:00Z") });
    expect(warnings).toHaveLength(3);
  });

  test("one list can be asked for, and has to be there", async () => {
    expect(await audit(LARGE_PORTAL, { list: "numbers" })).toMatchObject({ lists: [{ name: "numbers" }] });
    expect(await findingOf(LARGE_PORTAL, { list: "apps" })).toMatchObject({ list: "apps" });
  });
});

describe("a receipt", () => {
  const check = (name: string, body: string, files?: Files) =>
    findingOf(files ?? new Map(), { ...(files ? {} : { url: "-" }), receipt: inFolder(name, body) });

  test.each([0, 1, 21, 254, 255, 256, 598, 599])("for entry %i is good without network", async (index) => {
    const leaf = { ...complaint, entry: uuid(7000 + index) };
    const leaves = [...LARGE.slice(0, index), ...grow([], [leaf]), ...LARGE.slice(index + 1)];
    expect(await check(`receipt-${index}`, receiptOf(leaves, index))).toBeUndefined();
  });

  test("for another record, kind, place or tree is bad", async () => {
    const body = receiptOf(SMALL, 21);
    expect(await check("a", body.replace("最后", "最初"))).toMatchObject({ field: "record" });
    expect(await check("b", receiptOf(SMALL, 21, "entry"))).toMatchObject({ field: "kind" });
    expect(await check("c", body.replace("index 21", "index 20"))).toMatchObject({ field: "proof" });
    expect(await check("d", body.replace("index 21", "index 40"))).toMatchObject({ field: "proof" });
    const other = grow(SMALL.slice(0, 30), plain(10, 9000));
    expect(await check("e", receiptOf(other, 21), portal(LARGE))).toMatchObject({ where: "log/checkpoint" });
    expect(await check("f", receiptOf(LARGE, 21), portal(SMALL))).toMatchObject({ where: "log/checkpoint" });
  });

  test("may be a bare tlog-proof that carries its leaf", async () => {
    const { proof } = JSON.parse(receiptOf(SMALL, 21));
    expect(await check("g", proof)).toMatchObject({ where: inFolder("g"), field: "leaf" });
    expect(
      await check("h", proof.replace("index", `extra ${SMALL[21]?.toString("base64")}\nindex`)),
    ).toBeUndefined();
  });
});

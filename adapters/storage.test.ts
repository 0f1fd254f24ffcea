import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { localStorage, memoryStorage } from "./storage.ts";

const folder = () => mkdtempSync(path.join(tmpdir(), "mingjian-storage-"));
const bytes = (text: string) => Buffer.from(text);
const text = async (storage: ReturnType<typeof memoryStorage>, file: string) =>
  (await storage.read(file))?.toString() ?? null;

describe.each([
  ["a local folder", () => localStorage(path.join(folder(), "published"))],
  ["memory", memoryStorage],
])("storage in %s", (_name, make) => {
  test("gives back what was written last, and nothing for what was not", async () => {
    const storage = make();
    expect(await storage.read("log/checkpoint")).toBeNull();
    await storage.write("log/checkpoint", bytes("one"));
    await storage.write("log/checkpoint", bytes("two"));
    expect(await text(storage, "log/checkpoint")).toBe("two");
    expect(await storage.read("log")).toBeNull();
    expect(await storage.read("log/checkpoint/more")).toBeNull();
  });

  test("streams a file with its length", async () => {
    const storage = make();
    await storage.write("lists/a.bin", bytes("12345"));
    const streamed = await storage.stream("lists/a.bin");
    const chunks: Buffer[] = [];
    for await (const chunk of streamed?.body ?? []) chunks.push(chunk as Buffer);
    expect([streamed?.bytes, Buffer.concat(chunks).toString()]).toEqual([5, "12345"]);
    expect(await storage.stream("lists/b.bin")).toBeNull();
  });

  test("shows a file that is written in pieces once it is whole, and nothing of one that was given up", async () => {
    const storage = make();
    await storage.write("lists/a.csv", bytes("before"));
    const whole = await storage.create("lists/a.csv");
    for (const piece of ["one ", "two ", "three"]) await whole.write(bytes(piece));
    expect(await text(storage, "lists/a.csv")).toBe("before");
    await whole.finish();
    expect(await text(storage, "lists/a.csv")).toBe("one two three");
    const part = await storage.create("lists/b.csv");
    await part.write(bytes("half"));
    await part.abandon();
    await whole.abandon();
    expect(await text(storage, "lists/b.csv")).toBeNull();
    expect(await text(storage, "lists/a.csv")).toBe("one two three");
  });

  test("removes a file or a folder and nothing beside it", async () => {
    const storage = make();
    await storage.writeAll(
      ["a.p/1", "a.p/2", "a", "b"].map((name) => ({ path: `tile/${name}`, bytes: bytes(name) })),
    );
    await storage.remove("tile/a.p");
    await storage.remove("tile/none");
    expect(
      await Promise.all(["a.p/1", "a.p/2", "a", "b"].map((name) => text(storage, `tile/${name}`))),
    ).toEqual([null, null, "a", "b"]);
  });

  test.each(["../keys", "/etc/passwd", "a//b", "", ".", "a/..", "a\0b", ".hidden"])(
    "refuses to write to %j",
    async (name) => {
      await expect(make().write(name, bytes("x"))).rejects.toThrow("not a plain path");
    },
  );
});

test("a local folder holds no half-written files afterwards", async () => {
  const root = folder();
  const storage = localStorage(root);
  await storage.writeAll(
    Array.from({ length: 40 }, (_, at) => ({ path: `t/${at}`, bytes: bytes(String(at)) })),
  );
  expect(readdirSync(path.join(root, "t")).sort()).toEqual(
    Array.from({ length: 40 }, (_, at) => String(at)).sort(),
  );
});

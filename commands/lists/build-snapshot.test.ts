import type { Readable } from "node:stream";
import { expect, test } from "vitest";
import { memoryStorage, type Storage } from "#adapters/storage.ts";
import type { ListEntity } from "#domain/registry/lists/entity.ts";
import { buildSnapshot } from "./build-snapshot.ts";

const entity = (n: number): ListEntity => ({
  id: `0198a0a0-0000-7000-8000-${String(n).padStart(12, "0")}`,
  canonical: `loan-${n}.example`,
  kind: "blacklist",
  tier: "general",
  grounds: ["fraud"],
});

test("the version before is let go of when the database goes away half-way through the new one", async () => {
  const opened: Readable[] = [];
  const kept = memoryStorage();
  const storage: Storage = {
    ...kept,
    stream: async (file) => {
      const found = await kept.stream(file);
      if (found) opened.push(found.body);
      return found;
    },
  };
  const options = {
    storage,
    list: "domains",
    wanted: new Set<string>(),
    changedOn: "2026-11-22",
  } as const;
  const entities = Array.from({ length: 40 }, (_, n) => entity(n));
  const first = await buildSnapshot(
    { ...options, version: 1, previous: null },
    (async function* () {
      yield entities;
    })(),
  );
  await first.finish();
  const cutOff = buildSnapshot(
    { ...options, version: 2, previous: 1 },
    (async function* () {
      yield entities.slice(0, 3);
      throw new Error("the database went away");
    })(),
  );
  await expect(cutOff).rejects.toThrow("went away");
  expect(opened.map(({ destroyed }) => destroyed)).toEqual([true]);
});

import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { inject } from "vitest";
import { connect, type Db } from "#db/client.ts";
import { databaseUrl, TEMPLATE } from "./global-setup.ts";

export type TestDatabase = {
  readonly url: string;
  readonly db: Db;
  readonly owner: postgres.Sql;
  drop(): Promise<void>;
};

/** A database of its own for one test file, cloned from the migrated template. Call `drop` in afterAll. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const adminUrl = inject("adminUrl");
  const name = `test_${randomBytes(6).toString("hex")}`;
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {} });
  await admin.unsafe(`create database ${name} template ${TEMPLATE}`);
  await admin.end();
  const url = databaseUrl(adminUrl, name);
  const db = connect(url, { max: 4 });
  const owner = postgres(url, { max: 2, onnotice: () => {} });
  return {
    url,
    db,
    owner,
    drop: async () => {
      await Promise.all([db.close(), owner.end({ timeout: 2 })]);
      const end = postgres(adminUrl, { max: 1, onnotice: () => {} });
      await end.unsafe(`drop database if exists ${name} with (force)`);
      await end.end();
    },
  };
}

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import postgres from "postgres";

const FOLDER = path.join(import.meta.dirname, "migrations");
const LOCK = 7_461_001;

export type Migration = { readonly name: string; readonly sql: string; readonly checksum: string };

export function readMigrations(folder = FOLDER): Migration[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".sql"))
    .sort()
    .map((name) => {
      const sql = readFileSync(path.join(folder, name), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });
}

/**
 * Brings the database to the newest schema. Several processes may start at once: one migrates, the others wait.
 * An applied migration whose text has changed since is refused. Returns the names applied now.
 */
export async function migrate(url: string, migrations = readMigrations()): Promise<string[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql`select pg_advisory_lock(${LOCK})`;
    await sql`create table if not exists schema_migrations (
      name text constraint schema_migrations_pk primary key, checksum text not null, applied_at timestamptz not null)`;
    const applied = new Map(
      (await sql<{ name: string; checksum: string }[]>`select name, checksum from schema_migrations`).map(
        (row) => [row.name, row.checksum],
      ),
    );
    const done: string[] = [];
    for (const migration of migrations) {
      const known = applied.get(migration.name);
      if (known === migration.checksum) continue;
      if (known)
        throw new Error(
          `Migration ${migration.name} was applied with another text. Add a new migration instead of changing it.`,
        );
      await sql.begin(async (tx) => {
        await tx.unsafe(migration.sql);
        await tx`insert into schema_migrations (name, checksum, applied_at) values (${migration.name}, ${migration.checksum}, ${new Date()})`;
      });
      done.push(migration.name);
    }
    return done;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

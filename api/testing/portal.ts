import { uuidv7 } from "uuidv7";
import { fixedClock } from "#adapters/clock.ts";
import { generateKeyRing, parseKeyRing } from "#adapters/keys.ts";
import { createLog } from "#adapters/log.ts";
import { memoryStorage } from "#adapters/storage.ts";
import { type ApiInstance, type ApiOptions, buildApi } from "#api/app.ts";
import { issueApiKey } from "#commands/api-keys/issue-api-key.ts";
import { saveInstitutions } from "#commands/institutions/save-institutions.ts";
import { type OpenOptions, type OpenRuntime, openRuntime } from "#commands/open-runtime.ts";
import { type NewVersion, publishVersion } from "#commands/registry/publish-version.ts";
import type { RegistrySubject } from "#commands/registry/subject.ts";
import { insertRows } from "#db/rows.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import type { ApiScope } from "#domain/access/api-key.ts";
import { normaliseNumber } from "#domain/numbers/normalise-number.ts";

export const NOW = new Date("2026-03-02T04:00:00.000Z");
const DAY_MS = 86_400_000;

export type TestPortal = {
  readonly api: ApiInstance;
  readonly runtime: OpenRuntime;
  readonly database: TestDatabase;
  readonly clock: ReturnType<typeof fixedClock>;
  /** Lines the log wrote. */
  readonly logged: string[];
  readonly agencyId: string;
  readonly institutionId: string;
  issueKey(
    scopes: readonly ApiScope[],
    limits?: { perMinute?: number; itemsPerDay?: number; subjectsPerDay?: number },
  ): Promise<{ id: string; token: string }>;
  /** Lists a number as a decision would; the look-ups know it when this is done. */
  list(number: string, change?: Partial<NewVersion>): Promise<string>;
  listInstitution(change?: Partial<NewVersion>): Promise<void>;
  /** Lists a domain, a signature or an app. */
  listName(subject: RegistrySubject, change?: Partial<NewVersion>): Promise<void>;
  /** Five or more sources have reported the number; the newest five within `daysAgo`. */
  report(number: string, sources: number, daysAgo?: number): Promise<void>;
  close(): Promise<void>;
};

/** A portal of its own on a real database: one agency, one fictional bank with official contacts, nothing listed. */
export async function openTestPortal(
  options: ApiOptions = {},
  change: Partial<OpenOptions> = {},
): Promise<TestPortal> {
  const database = await createTestDatabase();
  const clock = fixedClock(NOW);
  const logged: string[] = [];
  const log = createLog("info", { write: (line: string) => void logged.push(line) });
  const runtime = openRuntime({
    databaseUrl: database.url,
    keys: parseKeyRing(generateKeyRing()),
    clock,
    log,
    storage: memoryStorage(),
    isDemo: false,
    publicUrl: "https://mingjian.example",
    maxConnections: 4,
    ...change,
  });
  const agencyId = uuidv7();
  await insertRows(database.owner, "agencies", [
    {
      id: agencyId,
      code: "demo-hz",
      name_zh: "示例市监管局",
      name_en: "Example City Bureau",
      region_prefixes: ["33"],
      is_default: true,
      created_at: NOW,
    },
  ]);
  const ids = await saveInstitutions(runtime, {
    records: [
      {
        code: "X-1",
        legalName: "示例消费金融有限公司",
        englishName: "Example Consumer Finance",
        class: "consumer_finance",
        region: "330100",
        names: [{ name: "示例消金", kind: "short" }],
        contacts: [
          { kind: "number", value: "95599" },
          { kind: "number", value: "0571-88123456" },
          { kind: "sms_signature", value: "示例消金" },
          { kind: "domain", value: "example-xj.cn" },
        ],
        licences: [
          {
            number: "L-0001",
            regulator: "示例监管总局",
            scope: "消费金融",
            status: "valid",
            issuedOn: "2020-01-01",
          },
        ],
      },
      { code: "X-2", legalName: "示例小额贷款有限公司", class: "micro_loan", region: "330100" },
    ],
    source: "test",
    actor: { kind: "system", id: null },
    now: NOW,
  });
  await Promise.all([runtime.registry.refresh(), runtime.register.refresh()]);
  const api = await buildApi(runtime, options);

  const version = (change: Partial<NewVersion>): NewVersion => ({
    agencyId,
    caseId: uuidv7(),
    decisionId: null,
    kind: "blacklist",
    status: "active",
    tier: "general",
    grounds: ["fraud"],
    statement: "经查，该号码用于实施贷款诈骗。",
    isPublic: false,
    listedAt: new Date(NOW.getTime() - 10 * DAY_MS),
    expiresAt: new Date(NOW.getTime() + 80 * DAY_MS),
    ...change,
  });

  const listName = async (subject: RegistrySubject, change: Partial<NewVersion> = {}) => {
    await runtime.db.system.begin((tx) =>
      publishVersion(runtime, tx, subject, version({ isPublic: true, ...change }), clock.now()),
    );
    await runtime.registry.refresh();
  };

  return {
    api,
    runtime,
    database,
    clock,
    logged,
    agencyId,
    institutionId: ids.get("X-1") ?? "",
    issueKey: (scopes, { perMinute = 600, itemsPerDay = 100_000, subjectsPerDay } = {}) =>
      issueApiKey(
        { db: runtime.db, now: clock.now(), actor: null },
        {
          name: "test",
          institutionId: null,
          scopes,
          perMinute,
          itemsPerDay,
          ...(subjectsPerDay === undefined ? {} : { subjects: { perDay: subjectsPerDay, need: "test" } }),
        },
      ),
    async list(number, change = {}) {
      const { key, kind, country, visibility } = normaliseNumber(number);
      const { entryId } = (await runtime.db.system.begin((tx) =>
        publishVersion(
          runtime,
          tx,
          { kind: "number", index: runtime.keys.blindIndex("number", key), key, numberKind: kind, country },
          version({ isPublic: visibility === "public", ...change }),
          clock.now(),
        ),
      )) as { entryId: string };
      await runtime.registry.refresh();
      return entryId;
    },
    listInstitution: (change = {}) =>
      listName({ kind: "institution", institutionId: ids.get("X-2") ?? "" }, change),
    listName,
    async report(number, sources, daysAgo = 1) {
      const { key, kind, visibility } = normaliseNumber(number);
      const at = new Date(NOW.getTime() - daysAgo * DAY_MS);
      await insertRows(
        database.owner,
        "number_reports",
        [
          {
            number_index: runtime.keys.blindIndex("number", key),
            number_kind: kind,
            visibility,
            source_count: sources,
            sources_30d: sources,
            fifth_last_at: sources >= 5 ? at : null,
            last_at: at,
            updated_at: clock.now(),
          },
        ],
        "on conflict (number_index) do update set fifth_last_at = excluded.fifth_last_at, source_count = excluded.source_count, updated_at = excluded.updated_at",
      );
      await runtime.registry.refresh();
    },
    close: async () => {
      await api.close();
      await runtime.close();
      await database.drop();
    },
  };
}

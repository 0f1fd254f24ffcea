import postgres from "postgres";

export type Sql = postgres.Sql;
export type Tx = postgres.TransactionSql;

/** Database roles of migration 0002; a pool takes one for all its connections. */
export type Role = "mingjian_app" | "mingjian_worker" | "mingjian_public" | "mingjian_lender";

/**
 * The portal's pools, one identity each. `system` sees all agencies (intake, jobs); `desk` sees none until
 * `scoped` names one; `open` reads only what is published.
 */
export type Db = {
  readonly system: Sql;
  readonly open: Sql;
  /** Runs in a transaction that sees one agency's rows only (row-level security). */
  scoped<T>(agencyId: string, run: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

export type ConnectOptions = { readonly role?: "mingjian_app" | "mingjian_worker"; readonly max?: number };

/** Opens lazily: no connection is made until the first query, so a portal starts without its database. */
export function connect(url: string, { role = "mingjian_app", max = 10 }: ConnectOptions = {}): Db {
  const system = pool(url, max, { role, "app.agency": "*", application_name: `${role}-system` });
  const desk = pool(url, Math.max(2, Math.ceil(max / 2)), { role, application_name: `${role}-desk` });
  const open = pool(url, Math.max(2, Math.ceil(max / 2)), {
    role: "mingjian_public",
    application_name: "mingjian-open",
  });
  return {
    system,
    open,
    scoped: (agencyId, run) => inAgency(desk, agencyId, run),
    close: async () => {
      await Promise.all([system, desk, open].map((sql) => sql.end({ timeout: 5 })));
    },
  };
}

function pool(url: string, max: number, settings: Record<string, string>): Sql {
  return postgres(url, {
    max,
    idle_timeout: 60,
    connect_timeout: 5,
    // Seconds between attempts while the server is away: short, so that everything is back as soon as it is.
    backoff: (retries: number) => Math.min(0.05 * 2 ** retries, 0.5),
    max_lifetime: 60 * 30,
    onnotice: () => {},
    connection: settings,
    types: { bigint: postgres.BigInt },
  }) as unknown as Sql;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

async function inAgency<T>(sql: Sql, agencyId: string, run: (tx: Tx) => Promise<T>): Promise<T> {
  if (!UUID.test(agencyId)) throw new Error("scoped: not an agency id");
  // SET LOCAL takes no bind parameters; the id was checked to be a UUID. Unlike set_config() it reaches every node of a cluster.
  return inTransaction(sql, async (tx) => {
    await tx.unsafe(`set local app.agency = '${agencyId}'`);
    return run(tx);
  });
}

const TRANSIENT = new Set(["40P01", "40001"]);
const ATTEMPTS = 3;

/** A transaction; what PostgreSQL ended to let another one pass (deadlock, serialisation) is tried again. */
export async function inTransaction<T>(sql: Sql, run: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return (await sql.begin(run)) as T;
    } catch (error) {
      const code = error instanceof Error ? (error as Error & { code?: string }).code : undefined;
      if (attempt >= ATTEMPTS || !code || !TRANSIENT.has(code)) throw error;
    }
  }
}

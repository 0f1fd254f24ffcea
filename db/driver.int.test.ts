import { once } from "node:events";
import fs from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import esmDriver from "postgres";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type EmbeddedPostgres, startEmbedded } from "./embedded.ts";

type Sql = esmDriver.Sql;
const cjsDriver = createRequire(import.meta.url)("postgres") as typeof esmDriver;

const base = fs.mkdtempSync(path.join(tmpdir(), "mingjian-driver-"));
const pools: Sql[] = [];
/** What would have ended the process. */
const stray: unknown[] = [];
const onStray = (error: unknown) => {
  stray.push(error);
};
let server: EmbeddedPostgres;
let admin: Sql;

beforeAll(async () => {
  process.on("unhandledRejection", onStray);
  process.on("uncaughtExceptionMonitor", onStray);
  server = await startEmbedded({
    dataDir: path.join(base, "pg"),
    settings: { fsync: "off", shared_buffers: "32MB" },
  });
  admin = connect({ max: 2 });
  pools.pop();
});

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.end({ timeout: 0 })));
  await turns();
  expect(stray.splice(0)).toEqual([]);
});

afterAll(async () => {
  await admin.end({ timeout: 0 });
  await server.stop();
  fs.rmSync(base, { recursive: true, force: true });
  process.removeListener("unhandledRejection", onStray);
  process.removeListener("uncaughtExceptionMonitor", onStray);
});

type Options = Parameters<typeof esmDriver>[1];

/** A pool of one connection unless told otherwise, so that what a lost connection leaves behind meets the next query. */
function connect(options: Options = {}, driver = esmDriver): Sql {
  const sql = driver(server.url, { max: 1, onnotice: () => {}, backoff: () => 0.05, ...options });
  pools.push(sql);
  return sql;
}

async function backendOf(sql: { unsafe: Sql["unsafe"] }): Promise<number> {
  const [row] = await sql.unsafe("select pg_backend_pid() as pid");
  return Number(row?.pid);
}

/** Ends the backend and waits until the server has forgotten it, and this process has seen its socket close. */
async function cut(pid: number): Promise<void> {
  await admin`select pg_terminate_backend(${pid}, 5000)`;
  await turns();
}

/** Lets everything that has arrived be handled. */
async function turns(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function untilActive(sql: { unsafe: Sql["unsafe"] } | number, event = "PgSleep"): Promise<void> {
  const pid = typeof sql === "number" ? sql : await backendOf(sql);
  for (;;) {
    const rows = await admin`select 1 from pg_stat_activity where pid = ${pid} and wait_event = ${event}`;
    if (rows.length > 0) return turns();
  }
}

const lost = { code: "CONNECTION_CLOSED" };
const one = [{ one: 1 }];

describe("kill -9 of the server under load", () => {
  test.each([
    ["src", esmDriver],
    ["cjs/src", cjsDriver],
  ])(
    "every promise settles, no transaction is halved, and the pool works again (%s)",
    async (_build, driver) => {
      const sql = connect({ max: 20 }, driver);
      await admin`drop table if exists pairs`;
      await admin`create table pairs (id int, half int)`;
      const pending = new Set<string>();
      const codes = new Map<string, number>();
      const acknowledged = new Set<number>();
      const stray: unknown[] = [];
      const onStray = (error: unknown) => stray.push(error);
      process.on("unhandledRejection", onStray);
      process.on("uncaughtExceptionMonitor", onStray);
      let isLoaded = true;
      let done = 0;
      let id = 0;

      const kinds: Record<string, () => Promise<unknown>> = {
        "short query": () => sql`select ${1}::int as one`,
        // From 1024 bytes on the driver writes at once, not in the next turn.
        "long query": () => sql`select length(${"x".repeat(40_000)}) as length`,
        "slow query": () => sql`select pg_sleep(0.02)`,
        pair: () => {
          id += 1;
          const mine = id;
          return sql
            .begin(async (tx) => {
              await tx`insert into pairs values (${mine}, 1)`;
              await Promise.all([tx`select 1`, tx`select pg_sleep(0.002)`]);
              await tx.savepoint((inner) => inner`insert into pairs values (${mine}, 2)`);
            })
            .then(() => acknowledged.add(mine));
        },
        "refused pair": () =>
          sql
            .begin(async (tx) => {
              await tx`insert into pairs values (0, 1)`;
              throw Object.assign(new Error("changed my mind"), { code: "refused" });
            })
            .catch((error) => {
              if (error.code !== "refused") throw error;
            }),
        reserved: async () => {
          const mine = await sql.reserve();
          try {
            await Promise.all([mine`select 1`, mine`select 2`]);
          } finally {
            mine.release();
          }
        },
      };
      const names = Object.keys(kinds);
      const worker = async (number: number) => {
        const kind = names[number % names.length] ?? "";
        for (let round = 0; isLoaded; round += 1) {
          const label = `${kind} ${number}.${round}`;
          pending.add(label);
          await kinds[kind]?.().then(
            () => {
              done += 1;
            },
            (error) => {
              const code = String(error.code ?? error.message);
              codes.set(code, (codes.get(code) ?? 0) + 1);
            },
          );
          pending.delete(label);
          await new Promise((resolve) => setImmediate(resolve));
        }
      };
      const load = Promise.all(Array.from({ length: 50 }, (_, number) => worker(number)));
      const more = async (count: number) => {
        const goal = done + count;
        while (done < goal) await new Promise((resolve) => setImmediate(resolve));
      };
      for (const _kill of [1, 2, 3]) {
        await more(300);
        const death = server.exited();
        process.kill(Number(server.pid()), "SIGKILL");
        await death;
        await server.ready();
      }
      await more(300);
      isLoaded = false;
      const deadline = AbortSignal.timeout(5_000);
      await Promise.race([load, once(deadline, "abort")]);
      expect([...pending]).toEqual([]);
      expect(stray).toEqual([]);
      process.removeListener("unhandledRejection", onStray);
      process.removeListener("uncaughtExceptionMonitor", onStray);

      expect(codes.get("CONNECTION_CLOSED")).toBeGreaterThan(0);
      const known = ["CONNECTION_CLOSED", "ECONNREFUSED", "ECONNRESET", "EPIPE", "57P01", "57P02", "57P03"];
      expect([...codes.keys()].filter((code) => !known.includes(code))).toEqual([]);
      const rows = await admin`select id, count(*)::int as halves from pairs group by id`;
      expect(rows.filter(({ halves }) => halves !== 2)).toEqual([]);
      const kept = new Set(rows.map(({ id: pair }) => pair));
      expect([...acknowledged].filter((pair) => !kept.has(pair))).toEqual([]);
      expect(await Promise.all(Array.from({ length: 40 }, () => sql`select 1 as one`))).toHaveLength(40);
      await sql.end();
    },
  );
});

describe("a connection that dies", () => {
  test("leaves its transaction no way into the next one on that connection", async () => {
    const sql = connect();
    await admin`drop table if exists entries`;
    await admin`create table entries (n int)`;
    const first = Promise.withResolvers<number>();
    const gate = Promise.withResolvers<void>();
    const rollback = Promise.withResolvers<unknown>();
    const early = sql.begin(async (tx) => {
      first.resolve(await backendOf(tx));
      await gate.promise;
      await tx`insert into entries values (99)`.catch(rollback.resolve);
      throw new Error("too late");
    });
    const outcome = expect(early).rejects.toMatchObject(lost);
    await cut(await first.promise);
    await sql.begin(async (tx) => {
      await tx`insert into entries values (1)`;
      gate.resolve();
      expect(await rollback.promise).toMatchObject(lost);
      await turns();
      await tx`insert into entries values (2)`;
    });
    await outcome;
    expect(await sql`select n from entries order by n`).toEqual([{ n: 1 }, { n: 2 }]);
  });

  test("rejects what waits in the queue of its transaction", async () => {
    const sql = connect();
    const waiting = Promise.withResolvers<PromiseSettledResult<unknown>[]>();
    const whole = sql.begin(async (tx) => {
      const pid = await backendOf(tx);
      const queued = Promise.allSettled([tx`select pg_sleep(60), ${1}::int`, tx`select 1`, tx`select 2`]);
      await untilActive(pid);
      await cut(pid);
      waiting.resolve(await queued);
    });
    await expect(whole).rejects.toMatchObject(lost);
    for (const result of await waiting.promise) {
      expect(result).toMatchObject({ status: "rejected", reason: lost });
    }
    expect(await sql`select 1 as one`).toEqual(one);
  });

  test("rejects its reservation's queries; releasing it twice does no harm to the pool", async () => {
    const sql = connect();
    const mine = await sql.reserve();
    await cut(await backendOf(mine));
    await expect(mine`select 1`).rejects.toMatchObject(lost);
    await expect(mine`select 1`).rejects.toMatchObject(lost);
    mine.release();
    mine.release();
    expect(await sql`select 1 as one`).toEqual(one);
    const next = await sql.reserve();
    mine.release();
    expect(await next`select 1 as one`).toEqual(one);
    next.release();
  });

  test("hands a waiting reservation on to its successor", async () => {
    const sql = connect();
    const pid = await backendOf(sql);
    const running = sql.begin((tx) => tx`select pg_sleep(60)`);
    const outcome = expect(running).rejects.toMatchObject(lost);
    await untilActive(pid);
    const waiting = sql.reserve();
    await turns();
    await cut(pid);
    await outcome;
    const mine = await waiting;
    expect(await mine`select 1 as one`).toEqual(one);
    mine.release();
    expect(await sql`select 1 as one`).toEqual(one);
  });

  test("leaves no rows of its last result in the next", async () => {
    const sql = connect({ fetch_types: false });
    const pid = await backendOf(sql);
    const long = sql`
      select i, repeat('x', 1000), case when i > 400 then pg_sleep(60) end from generate_series(1, 500) i`;
    const outcome = expect(long).rejects.toMatchObject(lost);
    await untilActive(pid);
    await cut(pid);
    await outcome;
    expect([...(await sql`select 1 as one`)]).toEqual(one);
  });

  test("makes a cursor fail, not end early", async () => {
    const sql = connect();
    const pid = await backendOf(sql);
    const read = async () => {
      let rows = 0;
      for await (const part of sql`select i from generate_series(1, 1000) i`.cursor(10)) {
        rows += part.length;
        if (rows === 50) await cut(pid);
      }
      return rows;
    };
    await expect(read()).rejects.toMatchObject({
      code: expect.stringMatching(/CONNECTION_CLOSED|ECONNRESET/),
    });
    expect(await sql`select 1 as one`).toEqual(one);
  });

  test("lets the pool end", async () => {
    const sql = connect();
    const pid = await backendOf(sql);
    const outcome = expect(sql`select pg_sleep(60)`).rejects.toMatchObject(lost);
    await untilActive(pid);
    const ended = sql.end();
    await cut(pid);
    await outcome;
    await ended;
  });

  test("keeps listeners listening", async () => {
    const sql = connect();
    const heard: string[] = [];
    let subscriptions = 0;
    const { promise: again, resolve } = Promise.withResolvers<void>();
    const { state } = await sql.listen(
      "news",
      (text) => heard.push(text),
      () => {
        subscriptions += 1;
        if (subscriptions === 2) resolve();
      },
    );
    await cut(state.pid);
    await again;
    await admin.notify("news", "still here");
    await expect.poll(() => heard).toEqual(["still here"]);
  });

  test("before it was ready fails its query at once, without a storm of connections", async () => {
    let connections = 0;
    const door = net.createServer((socket) => {
      connections += 1;
      socket
        .on("error", () => {})
        .resume()
        .end();
    });
    await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
    const { port } = door.address() as net.AddressInfo;
    const sql = esmDriver({ host: "127.0.0.1", port, user: "x", max: 1 });
    await expect(sql`select 1`).rejects.toMatchObject(lost);
    expect(connections).toBe(1);
    await sql.end();
    await new Promise((resolve) => door.close(resolve));
  });
});

describe("beside a dying connection", () => {
  test("COPY that fails at its end rejects", async () => {
    const sql = connect();
    await admin`drop table if exists copied`;
    await admin`create table copied (n int primary key)`;
    const copy = await sql`copy copied from stdin`.writable();
    await expect(pipeline(Readable.from(["1\n1\n"]), copy)).rejects.toMatchObject({ code: "23505" });
    expect(await sql`select 1 as one`).toEqual(one);
  });

  test("a query with a missing value fails alone", async () => {
    const sql = connect();
    await sql`select 1`;
    const results = await Promise.allSettled([
      sql`select pg_sleep(0.02), 7 as seven`,
      // @ts-expect-error The mistake that is tried here.
      sql`select ${undefined}::int`,
      sql`select 1 as one`,
    ]);
    expect(results).toMatchObject([
      { status: "fulfilled", value: [{ seven: 7 }] },
      { status: "rejected", reason: { code: "UNDEFINED_VALUE" } },
      { status: "fulfilled", value: one },
    ]);
  });

  test("cancelling while the server is out of reach does not end the process", async () => {
    const sql = connect();
    const pid = await backendOf(sql);
    const slow = sql`select pg_sleep(0.05), 1 as one`;
    const result = slow.then((rows) => rows[0]?.one);
    await untilActive(pid);
    sql.options.port[0] = 1;
    slow.cancel();
    expect(await result).toBe(1);
    await turns();
  });

  test("queries that wait when the pool is ended are still answered", async () => {
    const sql = connect({ max_pipeline: 1 } as Options);
    const answers = Promise.all([1, 2, 3].map((n) => sql`select pg_sleep(0.01), ${n}::int as n`));
    await turns();
    await sql.end();
    expect((await answers).map(([row]) => row?.n)).toEqual([1, 2, 3]);
  });
});

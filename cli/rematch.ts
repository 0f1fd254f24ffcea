import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { adoptModel } from "#commands/matching/keep-model.ts";
import { rematch } from "#commands/matching/rematch.ts";
import { type FitReport, fitCandidate } from "#commands/matching/rematch-fit.ts";
import type { OpenRuntime } from "#commands/open-runtime.ts";
import { findModel, versionInForce } from "#db/queries/models.ts";
import { type Actor, makeActor } from "#domain/access/actor.ts";
import { isRole } from "#domain/access/permissions.ts";
import { env } from "#env";
import { asOperator } from "./operator-runtime.ts";

const USAGE = `npm run -s rematch -- [--out FILE]                     what scoring anew with the model in force would change
npm run -s rematch -- --apply                          makes it so
npm run -s rematch -- --fit                            fits weights to all reports and keeps them as a candidate
npm run -s rematch -- --model VERSION                  what scoring anew with a kept version would change
npm run -s rematch -- --model VERSION --apply --by EMAIL   a supervisor puts it in force and scores anew`;

type Values = {
  readonly apply: boolean;
  readonly fit: boolean;
  readonly model?: string | undefined;
  readonly by?: string | undefined;
  readonly out?: string | undefined;
};

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/**
 * `npm run rematch`: scores all reports anew and writes what would change to a file; with `--apply` it takes effect. Beside
 * a running portal or without one. Progress on stderr; the last line of stdout is JSON with counts and the file's path.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      apply: { type: "boolean", default: false },
      fit: { type: "boolean", default: false },
      model: { type: "string" },
      by: { type: "string" },
      out: { type: "string" },
    },
  });
  if (values.fit && (values.apply || values.model))
    throw new Error(`A fit only keeps a candidate.\n${USAGE}`);
  const startedAt = performance.now();
  return asOperator(env, 2, async (runtime) => {
    const { counts, ...told } = values.fit
      ? await fitAnew(runtime, values)
      : await scoreAnew(runtime, values);
    process.stdout.write(
      `${JSON.stringify({
        ...told,
        ...counts,
        seconds: Math.round((performance.now() - startedAt) / 100) / 10,
        peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
      })}\n`,
    );
    return 0;
  });
}

type Told = { readonly counts: object; readonly file: string } & Record<string, unknown>;

async function fitAnew(runtime: OpenRuntime, values: Values): Promise<Told> {
  const now = runtime.clock.now();
  const report: FitReport = await fitCandidate(runtime.db.system, { now, say });
  const { model, inForce, isNew, kinds, figures, answers } = report;
  return {
    model,
    inForce,
    isNew,
    bits: Object.fromEntries(Object.entries(kinds).map(([kind, { bits }]) => [kind, bits])),
    answers,
    counts: figures,
    file: writeReport(now, report, values.out),
  };
}

async function scoreAnew(runtime: OpenRuntime, values: Values): Promise<Told> {
  const { db, clock, register } = runtime;
  await register.refresh();
  const now = clock.now();
  if (values.model && !(await findModel(db.system, values.model)))
    throw new Error(`There is no model ${values.model}. ${USAGE}\n（没有模型 ${values.model}。）`);
  if (values.apply && values.model && values.model !== (await versionInForce(db.system))) {
    if (!values.by)
      throw new Error(
        `Putting ${values.model} in force is a supervisor's act: say who with --by EMAIL.\n（启用模型 ${values.model} 须由主管作出，请用 --by 指明其电子邮箱。）`,
      );
    await adoptModel({ db, actor: await officerNamed(runtime, values.by), now }, values.model);
    say(`${values.model} is in force`);
  }
  const report = await rematch(runtime, db.system, {
    apply: values.apply,
    ...(values.model ? { model: values.model } : {}),
    now,
    say,
  });
  const { figures, diff } = report;
  const per = (count: number) => Math.round((100 * count) / Math.max(1, figures.reports)) / 100;
  return {
    model: report.model,
    inForce: report.inForce,
    applied: report.applied,
    reports: figures.reports,
    linksPerReport: per(figures.links),
    pairsPerReport: per(figures.pairs),
    counts: Object.fromEntries(Object.entries(diff).map(([name, list]) => [name, list.length])),
    file: writeReport(now, report, values.out),
  };
}

/** The account of an officer who is named on the machine that holds the portal's keys. */
async function officerNamed({ db }: OpenRuntime, email: string): Promise<Actor> {
  const [row] = await db.system<{ id: string; name: string; role: string; agency_id: string | null }[]>`
    select id, name, role, agency_id from accounts where lower(email) = lower(${email}) and disabled_at is null`;
  if (!row || !isRole(row.role)) throw new Error(`There is no account ${email}.\n（没有账号 ${email}。）`);
  const { id, name, role, agency_id: agencyId } = row;
  return makeActor({ id, name, role, agencyId, institutionId: null, sessionId: "" });
}

function writeReport(now: Date, report: object, out: string | undefined): string {
  const name = `${now.toISOString().replaceAll(/[:.]/g, "-")}.json`;
  const file = path.resolve(out ?? path.join(env.dataDir, "rematch", name));
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ at: now.toISOString(), ...report }, null, 2)}\n`, { mode: 0o600 });
  return file;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

#!/usr/bin/env node
import { realpathSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { CHECK_KINDS, checkBatch, checkNumber, isProblem } from "./check.ts";
import { checkFile } from "./check-file.ts";
import { CLIENT_ERRORS, ClientError, type ClientErrorCode } from "./errors.ts";
import { openPortal, type Portal } from "./http.ts";
import { syncList } from "./local-copy.ts";
import { type NoteKey, parseVkey } from "./note.ts";
import { openOffline } from "./offline.ts";
import { checkProofFile, checkTlogProof } from "./proof.ts";
import { checkByRange, readPrefixBits } from "./range.ts";
import { readNumber } from "./read-number.ts";

/** The command line. What is asked for goes to stdout, everything else to stderr. */
const USAGE = `mingjian-client <命令 command> [选项 options]

  check <号码 number…>            查号码 / look numbers up (--kind ${CHECK_KINDS.join("|")} needs a key)
  check-file <in.csv> <out.csv>   批量核验，可中断续做 / check a CSV, resumable
                                  --column NAME|N  --kind K  --purpose P  --encoding gb18030  --no-header  --restart
  sync [名单 list…]               增量更新本地名单 / keep a local copy (numbers official number-blocks)
  look <号码 number…>             用本地名单查，不联网 / look up offline
  range <号码 number…>            只给前缀，不说查谁 / look up by hash prefix (--blocks)
  private <号码 number…>          隐私查询个人号码 / look private numbers up without naming them
  verify <file.json>              核对回执或条目证明 / check a receipt or entry proof
  verify <file.tlog-proof> --leaf <leaf.json>

  --url URL        门户地址 / the portal (MINGJIAN_URL)
  --token TOKEN    API 密钥 / API key (MINGJIAN_TOKEN; 不要写进命令行历史 / keep it out of your shell history)
  --vkey VKEY      日志公钥，从可信渠道取得 / the log's key, from where you trust it (MINGJIAN_VKEY)
  --dir DIR        本地名单的文件夹 / folder of the local copies (MINGJIAN_DIR, default ./mingjian-lists)
  --wait           配额用完就等，不退出 / wait for quotas however long
  --json           每行一个 JSON / one JSON object a line
  --lang zh|en     默认中文 / default zh

退出码 exit: 0 正常 good · 1 不成立 not good (signature, proof, state) · 2 连不上或被拒 unreachable or refused
              3 用法有误 usage · 4 配额用完 quota · 5 名单过期 stale list (look)
`;

const OPTIONS = {
  url: { type: "string" },
  token: { type: "string" },
  vkey: { type: "string" },
  dir: { type: "string" },
  column: { type: "string" },
  kind: { type: "string" },
  purpose: { type: "string" },
  encoding: { type: "string" },
  leaf: { type: "string" },
  lang: { type: "string" },
  wait: { type: "boolean" },
  json: { type: "boolean" },
  force: { type: "boolean" },
  blocks: { type: "boolean" },
  restart: { type: "boolean" },
  "no-header": { type: "boolean" },
  help: { type: "boolean" },
} as const;

const EXIT: Readonly<Partial<Record<ClientErrorCode, number>>> = {
  "bad-signature": 1,
  "bad-digest": 1,
  "bad-state": 1,
  "bad-proof": 1,
  rollback: 1,
  input: 3,
  "other-input": 3,
  "no-copy": 3,
  quota: 4,
};

export type CliIo = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
};

type Setting = CliIo & {
  readonly flags: ReturnType<typeof readFlags>["values"];
  readonly words: readonly string[];
  readonly say: (zh: string, en: string) => void;
  readonly show: (value: Readonly<Record<string, unknown>>, text: string) => void;
  readonly portal: () => Portal;
  readonly vkey: () => NoteKey;
  readonly folder: string;
};

const readFlags = (args: readonly string[]) =>
  parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });

/** Runs one command; answers the exit code. */
export async function runCli(args: readonly string[], io: CliIo): Promise<number> {
  let isEnglish = args.includes("--lang=en") || args[args.indexOf("--lang") + 1] === "en";
  const say = (zh: string, en: string) => io.err(isEnglish ? en : zh);
  try {
    const { values: flags, positionals } = readFlags(args);
    const [command = "help", ...words] = positionals;
    isEnglish = flags.lang === "en";
    if (flags.help || command === "help") {
      io.out(USAGE);
      return 0;
    }
    const run = COMMANDS[command];
    if (!run) {
      io.err(USAGE);
      return 3;
    }
    const setting: Setting = {
      ...io,
      flags,
      words,
      say,
      show: (value, text) => io.out(flags.json ? JSON.stringify(value) : text),
      portal: () =>
        openPortal({
          url: need(flags.url ?? io.env.MINGJIAN_URL, "--url"),
          token: flags.token ?? io.env.MINGJIAN_TOKEN ?? null,
          language: isEnglish ? "en" : "zh-CN",
          ...(flags.wait ? { maxWaitSeconds: 2 * 86_400 } : {}),
        }),
      vkey: () => parseVkey(need(flags.vkey ?? io.env.MINGJIAN_VKEY, "--vkey")),
      folder: flags.dir ?? io.env.MINGJIAN_DIR ?? "mingjian-lists",
    };
    return await run(setting);
  } catch (error) {
    return tell(error, say, args.includes("--json") ? io.out : null);
  }
}

function tell(error: unknown, say: Setting["say"], out: ((line: string) => void) | null): number {
  if (!(error instanceof ClientError)) {
    const message = error instanceof Error ? error.message : String(error);
    const isUsage =
      (error as { code?: unknown } | null)?.code?.toString().startsWith("ERR_PARSE_ARGS") ?? false;
    out?.(JSON.stringify({ error: { code: isUsage ? "input" : "failed", message } }));
    say(message, message);
    return isUsage ? 3 : 2;
  }
  const { code, message, detail, status, problem, retryAfterSeconds } = error;
  out?.(JSON.stringify({ error: { code, message, detail, status, problem, retryAfterSeconds } }));
  const { zh, en } = CLIENT_ERRORS[code];
  const until =
    retryAfterSeconds === null
      ? ""
      : new Date(Date.now() + retryAfterSeconds * 1000).toISOString().slice(0, 19);
  const about = detail ? ` (${detail})` : "";
  say(
    `${zh}${about}${until && `，${until}Z 以后再试`}`,
    `${en}${about}${until && `; again after ${until}Z`}`,
  );
  return EXIT[code] ?? 2;
}

function need(value: string | undefined, name: string): string {
  if (!value) throw new ClientError("input", { detail: `${name}?` });
  return value;
}

const COMMANDS: Readonly<Record<string, (setting: Setting) => Promise<number>>> = {
  check: checkCommand,
  "check-file": checkFileCommand,
  sync: syncCommand,
  look: lookCommand,
  range: rangeCommand,
  private: privateCommand,
  verify: verifyCommand,
};

async function checkCommand({ words, flags, portal, show }: Setting): Promise<number> {
  const door = portal();
  const kind = CHECK_KINDS.find((known) => known === (flags.kind ?? "number"));
  if (!kind || words.length === 0) throw new ClientError("input", { detail: "check" });
  for (const value of words) {
    const [answer] =
      kind === "number" && !door.token
        ? [await checkNumber(door, value)]
        : (await checkBatch(door, [{ kind, value }], flags.purpose ?? null)).results;
    if (!answer) continue;
    const text = isProblem(answer)
      ? `${value}\t${answer.problem.code}\t${answer.problem.detail}`
      : `${value}\t${answer.verdict}\t${answer.advice}\t${answer.reasons.join(" ")}`;
    show({ value, ...answer }, text);
  }
  return 0;
}

async function checkFileCommand({ words, flags, portal, show, err }: Setting): Promise<number> {
  const [input, output] = words;
  if (!input || !output) throw new ClientError("input", { detail: "check-file <in.csv> <out.csv>" });
  const encodings = ["utf-8", "gb18030", "utf-16le"] as const;
  const encoding = encodings.find((known) => known === (flags.encoding ?? "utf-8"));
  const kind = CHECK_KINDS.find((known) => known === (flags.kind ?? "number"));
  if (!encoding || !kind) throw new ClientError("input", { detail: "--encoding, --kind" });
  const startedAt = performance.now();
  const totals = await checkFile(portal(), {
    input,
    output,
    kind,
    encoding,
    hasHeader: !flags["no-header"],
    restart: flags.restart ?? false,
    purpose: flags.purpose ?? null,
    ...(flags.column === undefined ? {} : { column: flags.column }),
    onProgress: ({ done, resumedAt }) => {
      const perSecond = Math.round(((done - resumedAt) / (performance.now() - startedAt)) * 1000);
      err(`${done} (${perSecond}/s)`);
    },
  });
  show(
    { output, ...totals },
    `${output}: ${totals.rows}  ${JSON.stringify(totals.verdicts)}  ✗ ${totals.problems}`,
  );
  return 0;
}

async function syncCommand({ words, flags, portal, vkey, folder, show, say, err }: Setting): Promise<number> {
  const lists = words.length > 0 ? words : ["numbers", "official", "number-blocks"];
  const [door, key] = [portal(), vkey()];
  for (const list of lists) {
    const done = await syncList({
      portal: door,
      list,
      folder,
      key,
      isForced: flags.force ?? false,
      onStep: ({ step, detail }) => err(`${list}: ${step} ${detail}`),
    });
    const { version, previous, how, entries, validUntil, isStale } = done;
    show({ ...done }, `${list}\t${previous ?? "-"} → ${version}\t${how}\t${entries}\t${validUntil}`);
    if (isStale)
      say(
        `名单 ${list} 的有效期到 ${validUntil} 为止，已过期：可能有人不让您看到新的内容`,
        `List ${list} was valid until ${validUntil}: somebody may be keeping news from you`,
      );
  }
  return 0;
}

async function lookCommand({ words, folder, show, say }: Setting): Promise<number> {
  const offline = await openOffline(folder);
  const isStale = offline.isStale(Date.now());
  for (const value of words) {
    const canonical = readNumber(value);
    if (canonical === null) {
      show({ value, canonical, verdict: null }, `${value}\t?`);
      say(
        `${value}：写法不常见，请写全：手机号 11 位，短信端口号写成 sms:1069…，固定电话写成 cn-区号:号码；或者用 check 联网查`,
        `${value}: write it in full: +8613800138000, sms:1069… for a text sender, cn-10:… for a landline; or use check, online`,
      );
      continue;
    }
    const found = offline.lookUp(canonical);
    show(
      { value, canonical, ...found, isStale, versions: offline.versions },
      `${value}\t${canonical}\t${found.verdict}\t${found.advice}`,
    );
  }
  if (isStale)
    say("本地名单已过有效期，先运行 sync", "The local lists are past their validity; run sync first");
  return isStale ? 5 : 0;
}

async function rangeCommand({ words, flags, portal, show }: Setting): Promise<number> {
  const door = portal();
  const canonicals = words.map(canonicalOf);
  const prefixBits = await readPrefixBits(door);
  for (const [at, canonical] of canonicals.entries()) {
    const value = words[at];
    const found = await checkByRange(door, canonical, { prefixBits, blocks: flags.blocks ?? false });
    show({ value, canonical, ...found }, `${value}\t${canonical}\t${found.verdict}\t${found.advice}`);
  }
  return 0;
}

async function privateCommand({ words, portal, vkey, show }: Setting): Promise<number> {
  // Loaded here, so that the rest works without the one package this needs.
  const { checkPrivately, readOprfKey } = await import("./oprf.ts");
  const door = portal();
  const canonicals = words.map(canonicalOf);
  const found = await checkPrivately(door, await readOprfKey(door, vkey()), canonicals);
  found.forEach((verdict, at) => {
    const [value, canonical] = [words[at], canonicals[at]];
    show({ value, canonical, ...verdict }, `${value}\t${canonical}\t${verdict.verdict}\t${verdict.advice}`);
  });
  return 0;
}

async function verifyCommand({ words, flags, vkey, show }: Setting): Promise<number> {
  const [file] = words;
  if (!file) throw new ClientError("input", { detail: "verify <file>" });
  const text = await readFile(file, "utf8");
  const key = vkey();
  if (!text.startsWith("c2sp.org/tlog-proof@v1")) {
    const proven = checkProofFile(parseJson(text, file), key);
    show({ good: true, ...proven }, `✓ ${proven.kind} ${proven.origin} #${proven.index}/${proven.logSize}`);
    return 0;
  }
  const { leafHash } = await import("./merkle.ts");
  const leaf = await readFile(need(flags.leaf, "--leaf"));
  const { index, checkpoint } = checkTlogProof(text, leafHash(leaf), key);
  show(
    { good: true, index: Number(index), origin: checkpoint.origin, logSize: Number(checkpoint.size) },
    `✓ ${checkpoint.origin} #${index}/${checkpoint.size}`,
  );
  return 0;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ClientError("input", { detail: `${file}: JSON` }, error);
  }
}

function canonicalOf(value: string): string {
  const canonical = readNumber(value) ?? (/^\+[1-9]\d{6,14}$/.test(value) ? value : null);
  if (canonical === null) throw new ClientError("input", { detail: value });
  return canonical;
}

/** Older versions of Node do not know import.meta.main. */
const isMain = () =>
  process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url);

if (import.meta.main ?? isMain()) {
  process.exitCode = await runCli(process.argv.slice(2), {
    // biome-ignore lint/style/noProcessEnv: the package runs on its own, without the portal's env.ts.
    env: process.env,
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
  });
}

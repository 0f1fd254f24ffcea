import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { systemClock } from "#adapters/clock.ts";
import { generateKeyRing, parseKeyRing } from "#adapters/keys.ts";
import { createLog } from "#adapters/log.ts";
import { memoryStorage } from "#adapters/storage.ts";
import { openRuntime } from "#commands/open-runtime.ts";
import { ERROR_CODES, type ErrorCode } from "#domain/errors.ts";
import en from "#messages/en/errors.json" with { type: "json" };
import zh from "#messages/zh-CN/errors.json" with { type: "json" };
import { buildApi } from "./app.ts";
import { problemExample } from "./openapi.ts";

const ROOT = path.resolve(import.meta.dirname, "..");
/** Beside the page that shows it, so that the page is built from it. */
export const OPENAPI_FILE = "app/[locale]/(public)/developers/openapi.json";

/** What is written from code and messages, by path: a test says when a file has fallen behind. */
export async function documents(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  files.set(OPENAPI_FILE, `${JSON.stringify(await describeApi(), null, 2)}\n`);
  for (const code of Object.keys(ERROR_CODES) as ErrorCode[])
    files.set(`docs/errors/${code}.md`, errorPage(code));
  return files;
}

/** The description does not depend on a database, so none is asked. */
async function describeApi(): Promise<unknown> {
  const runtime = openRuntime({
    databaseUrl: "postgres://nobody@127.0.0.1:1/none",
    keys: parseKeyRing(generateKeyRing()),
    clock: systemClock(),
    log: createLog("silent"),
    storage: memoryStorage(),
    isDemo: false,
    publicUrl: "https://mingjian.example",
  });
  const api = await buildApi(runtime);
  const document = api.openApi();
  await api.close();
  await runtime.close();
  return document;
}

function errorPage(code: ErrorCode): string {
  const part = (words: { title: string; meaning: string; mend: string }, meaning: string, mend: string) =>
    `## ${words.title}\n\n**${meaning}** ${words.meaning}\n\n**${mend}** ${words.mend}\n`;
  return [
    `# ${code}\n\nHTTP ${ERROR_CODES[code]}\n`,
    part(zh.codes[code], zh.page.meaning, zh.page.mend),
    part(en.codes[code], en.page.meaning, en.page.mend),
    `\`\`\`json\n${JSON.stringify(problemExample(code), null, 2)}\n\`\`\`\n`,
  ].join("\n");
}

/** `node api/write-documents.ts` brings the files up to date. */
if (import.meta.main) {
  for (const [file, text] of await documents()) {
    const target = path.join(ROOT, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}

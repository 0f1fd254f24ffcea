import pino, { type Logger } from "pino";

export type Log = Logger;

/** Field names that may carry what a person said or who they are; they never reach a log line in clear. */
const PRIVATE_FIELDS = [
  "number",
  "key",
  "value",
  "phone",
  "contact",
  "email",
  "name",
  "narrative",
  "scriptText",
  "receipt",
  "token",
  "password",
  "totp",
  "url",
  "body",
  "claimed",
  "incidents",
  "query",
  "q",
  "input",
  "params",
  "parameters",
  "args",
];

/** Structured log. Errors lose their message when it may quote data (database errors quote the row). */
export function createLog(level: string, destination?: pino.DestinationStream): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: [...PRIVATE_FIELDS, ...PRIVATE_FIELDS.map((f) => `*.${f}`)], censor: "[private]" },
      serializers: { err: safeError, error: safeError },
    },
    destination ?? pino.destination({ dest: 2, sync: true }),
  );
}

/** Type, code and stack frames of an error; never its message, detail or parameters, which may quote a row. */
export function safeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, constraint_name, table_name, routine, reason } = error as Error & Record<string, unknown>;
  const frames = (error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8);
  return {
    type: error.name,
    code,
    reason,
    constraint: constraint_name,
    table: table_name,
    routine,
    stack: frames.join("\n"),
  };
}

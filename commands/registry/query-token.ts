import * as z from "zod";
import type { QueryFacts } from "#domain/registry/classify-query.ts";
import type { Runtime } from "../runtime.ts";

/** What was asked, which institutions of the register the text names, and which apps that registry or register know. */
export type AskedQuery = QueryFacts & {
  readonly named: readonly string[];
  readonly apps: readonly string[];
};

/** A result page can be reloaded for an hour; the address says nothing about what was asked. */
const VALID_MS = 3_600_000;
const CELL = { table: "look_up_tokens", column: "asked", row: "" } as const;
/** Ten pieces of each kind, sealed, stay well below this. */
const LONGEST_TOKEN = 6_000;

const list = z.array(z.string()).max(20);
const sealed = z.object({
  until: z.number(),
  shape: z.enum(["number", "name", "link", "signature", "app", "message"]),
  numbers: list,
  extension: z.string().nullable(),
  signature: z.string().nullable(),
  hosts: list,
  name: z.string().nullable(),
  named: list,
  apps: list.default([]),
});

type Sealing = Pick<Runtime, "keys" | "clock">;

/** The pieces of a query, encrypted, so that no number of a private person is ever in an address, a history or a log. */
export function sealQuery({ keys, clock }: Sealing, asked: AskedQuery): string {
  const until = clock.real().getTime() + VALID_MS;
  const bytes = keys.sealWithMaster(CELL, JSON.stringify({ until, ...asked }));
  return Buffer.from(bytes).toString("base64url");
}

/** What the token stands for; `expired` after an hour, null when it is none of ours. */
export function openQuery({ keys, clock }: Sealing, token: string): AskedQuery | "expired" | null {
  if (token.length > LONGEST_TOKEN || !/^[\w-]+$/.test(token)) return null;
  try {
    const opened = sealed.parse(JSON.parse(keys.openWithMaster(CELL, Buffer.from(token, "base64url"))));
    const { until, ...asked } = opened;
    return until < clock.real().getTime() ? "expired" : asked;
  } catch {
    return null;
  }
}

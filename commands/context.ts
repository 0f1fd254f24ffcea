import type { Actor } from "#domain/access/actor.ts";
import type { Runtime } from "./runtime.ts";

/** All a command may know about its caller: no request, no headers, no session. */
export type Context = Runtime & {
  readonly actor: Actor | null;
  readonly now: Date;
};

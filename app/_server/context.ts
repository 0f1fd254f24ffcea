import type { Context } from "#commands/context.ts";
import { getRuntime } from "./runtime.ts";
import { currentActor } from "./session.ts";

/** The only reader of the request's identity for pages and form actions. */
export async function requestContext(): Promise<Context> {
  const runtime = getRuntime();
  return { ...runtime, actor: await currentActor(), now: runtime.clock.now() };
}

/** For public pages: nobody is signed in as far as they are concerned, and no session is looked up. */
export function publicContext(): Context {
  const runtime = getRuntime();
  return { ...runtime, actor: null, now: runtime.clock.now() };
}

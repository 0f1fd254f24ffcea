import { env } from "#env";
import { findRuntime } from "./runtime.ts";

/** True while the portal shows fictional data; every page then says so. What it was first started as counts. */
export function isDemo(): boolean {
  return findRuntime()?.isDemo ?? env.demo;
}

import { env } from "#env";

/** True while the portal shows fictional data; every page then says so. */
export function isDemo(): boolean {
  return env.demo;
}

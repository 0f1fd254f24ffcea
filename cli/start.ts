import { patchDriver } from "#db/driver-patch.mjs";
import { buildWhenNeeded } from "./build.ts";

/** `npm start`: builds the pages when their sources have changed, then starts everything in this process. */
patchDriver();
await buildWhenNeeded();
await import("../server.ts");

import { buildWhenNeeded } from "./build.ts";

/** `npm start`: builds the pages when their sources have changed, then starts everything in this process. */
await buildWhenNeeded();
await import("../server.ts");

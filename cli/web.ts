import { setWorkerOff } from "#env";
import { buildWhenNeeded } from "./build.ts";

/** `npm run web`: pages and API without the worker; any number of them on one DATABASE_URL. */
setWorkerOff();
await buildWhenNeeded();
await import("../server.ts");

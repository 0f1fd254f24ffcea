import { enterDevelopment } from "#env";

/** `npm run dev`: the same server with Next's development mode; pages reload as they change. */
enterDevelopment();
await import("../server.ts");

import { generateKeyRing } from "#adapters/keys.ts";

/** `npm run -s new-keys`: prints a fresh key ring for KEY_RING. Losing it makes sealed data unreadable for good. */
process.stdout.write(`${generateKeyRing()}\n`);

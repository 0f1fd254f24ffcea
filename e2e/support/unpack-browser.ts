import chromium, { inflate } from "@sparticuz/chromium";

/** Run with TMPDIR set to the folder to unpack into; prints the executable's path. */
const bin = new URL("../../node_modules/@sparticuz/chromium/bin/", import.meta.url).pathname;
await inflate(`${bin}al2023.tar.br`);
process.stdout.write(await chromium.executablePath(bin));

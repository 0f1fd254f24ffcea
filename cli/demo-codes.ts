import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { totpCode } from "#commands/accounts/totp.ts";
import { env } from "#env";

/** `npm run -s demo-codes`: demonstration sign-ins with the one-time codes of this moment. */
const file = path.join(env.dataDir, "demo.json");
if (!existsSync(file)) {
  process.stderr.write(
    `There is no ${file}: start the portal with its demonstration data first (npm start).\n（请先用 npm start 启动演示。）\n`,
  );
  process.exit(1);
}
type DemoAccount = { role: string; agency: string; email: string; password: string; totpSecret: string };
const { url, accounts } = JSON.parse(readFileSync(file, "utf8")) as { url: string; accounts: DemoAccount[] };
const now = new Date();
process.stdout.write(`${url}/sign-in\n\n`);
for (const account of accounts) {
  process.stdout.write(
    `${account.role.padEnd(13)} ${account.agency.padEnd(8)} ${account.email.padEnd(34)} ${account.password}  ${totpCode(account.totpSecret, now)}\n`,
  );
}
process.stdout.write(
  `\nEach code works once and for ${30 - (Math.floor(now.getTime() / 1000) % 30)} s more. （每个动态码只能用一次。）\n`,
);

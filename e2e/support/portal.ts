import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, type Page } from "@playwright/test";
import { totpCode } from "#commands/accounts/totp.ts";

export type DemoAccess = {
  readonly accounts: readonly {
    role: string;
    agency: string;
    email: string;
    password: string;
    totpSecret: string;
  }[];
  readonly apiKeys: readonly { name: string; scopes: string[]; token: string }[];
  readonly benchKey: string;
  readonly intakeKey: string;
};

// biome-ignore lint/style/noProcessEnv: the test runner, not the portal, is told here where the portal keeps its data.
const folder = process.env.E2E_DATA_DIR ?? ".test/e2e";
const SESSIONS = path.join(folder, "sessions");

/** Sign-ins and keys that the portal under test wrote on its first start. */
export function demoAccess(): DemoAccess {
  return JSON.parse(readFileSync(path.join(folder, "demo.json"), "utf8")) as DemoAccess;
}

const STEP_MS = 30_000;
/** A session left open, and the step whose code it was opened with: a code works once. */
type Session = {
  readonly cookies: Awaited<ReturnType<ReturnType<Page["context"]>["cookies"]>>;
  readonly step: number;
};

/** Kept in files, because journeys run in several processes. */
const sessionFile = (email: string) => path.join(SESSIONS, `${email}.json`);

function leftOpen(email: string): Session | null {
  const file = sessionFile(email);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Session) : null;
}

/** Opens the desk as this person: with the session left open before, or else by e-mail, password and code. */
export async function signIn(page: Page, role: string, agency = "DEMO-N"): Promise<void> {
  const account = demoAccess().accounts.find((one) => one.role === role && one.agency === agency);
  if (!account) throw new Error(`no ${role} in ${agency}`);
  const left = leftOpen(account.email);
  if (left) {
    await page.context().addCookies([...left.cookies]);
    await page.goto("/desk");
    if (!page.url().includes("/sign-in")) return;
  }
  const step = Math.max(currentStep(), (left?.step ?? 0) + 1);
  // The portal allows one step of clock difference, so the next code may be used early, but not the one after it.
  await expect.poll(currentStep, { timeout: 2 * STEP_MS }).toBeGreaterThanOrEqual(step - 1);
  await page.goto("/sign-in");
  await page.getByLabel("邮箱").fill(account.email);
  await page.getByLabel("密码").fill(account.password);
  await page.getByLabel("验证码").fill(totpCode(account.totpSecret, new Date(step * STEP_MS)));
  await page.getByRole("button", { name: "登录" }).click();
  // A member of an institution has its account instead.
  await expect(page).toHaveURL(/\/(desk|org)/);
  const session: Session = { cookies: await page.context().cookies(), step };
  mkdirSync(SESSIONS, { recursive: true });
  writeFileSync(sessionFile(account.email), JSON.stringify(session));
}

const currentStep = () => Math.floor(Date.now() / STEP_MS);

/** The officer leaves the place and stays signed in. */
export const leaveDesk = (page: Page): Promise<void> => page.context().clearCookies();

export async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "退出登录" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
}

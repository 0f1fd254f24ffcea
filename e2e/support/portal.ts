import { readFileSync } from "node:fs";
import path from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
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

/** Sign-ins and keys that the portal under test wrote on its first start. */
export function demoAccess(): DemoAccess {
  // biome-ignore lint/style/noProcessEnv: the test runner, not the portal, is told here where the portal keeps its data.
  const folder = process.env.E2E_DATA_DIR ?? ".test/e2e";
  return JSON.parse(readFileSync(path.join(folder, "demo.json"), "utf8")) as DemoAccess;
}

/** A code works once; a second sign-in of one person within a step waits for the next code. */
const usedSteps = new Map<string, number>();
const STEP_MS = 30_000;
type Cookies = Awaited<ReturnType<ReturnType<Page["context"]>["cookies"]>>;
/** Sessions left open, by person. */
const sessions = new Map<string, Cookies>();

/** Opens the desk as this person: with the session left open before, or else by e-mail, password and code. */
export async function signIn(page: Page, role: string, agency = "DEMO-N"): Promise<void> {
  const account = demoAccess().accounts.find((one) => one.role === role && one.agency === agency);
  if (!account) throw new Error(`no ${role} in ${agency}`);
  const left = sessions.get(account.email);
  if (left) {
    await page.context().addCookies(left);
    await page.goto("/desk");
    if (!page.url().includes("/sign-in")) return;
  }
  const step = Math.max(currentStep(), (usedSteps.get(account.email) ?? 0) + 1);
  usedSteps.set(account.email, step);
  // The portal allows one step of clock difference, so the next code may be used early, but not the one after it.
  await expect.poll(currentStep, { timeout: 2 * STEP_MS }).toBeGreaterThanOrEqual(step - 1);
  await page.goto("/sign-in");
  await page.getByLabel("邮箱").fill(account.email);
  await page.getByLabel("密码").fill(account.password);
  await page.getByLabel("验证码").fill(totpCode(account.totpSecret, new Date(step * STEP_MS)));
  await page.getByRole("button", { name: "登录" }).click();
  await expect(page).toHaveURL(/\/desk/);
  sessions.set(account.email, await page.context().cookies());
}

const currentStep = () => Math.floor(Date.now() / STEP_MS);

/** The officer leaves the place and stays signed in. */
export const leaveDesk = (page: Page): Promise<void> => page.context().clearCookies();

export async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "退出登录" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
}

/** WCAG 2.2 AA and good practice by axe: not one violation. */
export async function expectAccessible(page: Page): Promise<void> {
  // While an action's answer replaces the page its title is away for a moment.
  await expect(page).toHaveTitle(/\S/);
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`),
  ).toEqual([]);
}

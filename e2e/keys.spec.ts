import { expect, test } from "@playwright/test";
import { expectAccessible } from "./support/page-checks.ts";
import { signIn } from "./support/portal.ts";

test("a supervisor issues a key that is shown once, and revokes it; another officer finds no such page", async ({
  page,
}) => {
  await signIn(page, "supervisor", "DEMO-S");
  await page.getByRole("link", { name: "接口密钥" }).click();
  await expectAccessible(page);
  await page.getByRole("button", { name: "发放" }).click();
  await expect(page.locator(".error-summary")).toContainText("写明给谁用");
  const name = `端到端 ${Date.now()}`;
  await page.getByLabel("给谁用").fill(name);
  await page
    .locator("label")
    .filter({ hasText: /^批量核验$/ })
    .click();
  await page.getByRole("button", { name: "发放" }).click();
  await expect(page.getByText("密钥已发放，只显示这一次")).toBeVisible();
  const token = (await page.getByText(/^mj_[0-9a-f]{32}\./).textContent()) ?? "";
  await expectAccessible(page);
  const me = () => page.request.get("/api/v1/me", { headers: { authorization: `Bearer ${token}` } });
  expect(await (await me()).json()).toMatchObject({ name, scopes: ["check"], perMinute: 600 });

  await page.getByRole("link", { name }).click();
  await expect(page.getByText(token)).toHaveCount(0);
  await expectAccessible(page);
  await page.getByLabel("撤销理由").fill("试用结束");
  await page.getByRole("button", { name: "撤销", exact: true }).click();
  await expect(page.getByText("密钥已撤销")).toBeVisible();
  await expect.poll(async () => (await me()).status(), { timeout: 10_000 }).toBe(401);

  await signIn(page, "case_officer");
  await expect(page.getByRole("link", { name: "接口密钥" })).toHaveCount(0);
  expect((await page.goto("/desk/keys"))?.status()).toBe(404);
});

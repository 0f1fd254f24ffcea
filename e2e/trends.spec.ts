import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, expectToFit, expectWords } from "./support/page-checks.ts";

test.describe.configure({ mode: "parallel" });

const heading = (page: Page) => page.getByRole("heading", { level: 1 });

/** The days are counted within a minute of the first start. */
async function openCounted(page: Page, path: string): Promise<void> {
  await expect(async () => {
    await page.goto(path);
    await expect(page.locator(".stat").first()).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 100_000 });
}

test.describe("without script, on a phone", () => {
  test.use({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });

  test("complaints over time are chosen by links and one form, all of it in the address and in the CSV", async ({
    page,
  }) => {
    test.setTimeout(150_000);
    await openCounted(page, "/trends");
    await expect(page.getByText("这不是统计抽样")).toBeVisible();
    await expect(page.getByText(/^计数截至/)).toBeVisible();
    await expect(page.locator(".time-series")).toBeVisible();
    await page.getByRole("link", { name: "最近 90 天" }).click();
    await expect(page).toHaveURL(/\?period=90d$/);
    await page.getByLabel("什么事", { exact: true }).and(page.locator("select")).selectOption("collection");
    await page.getByLabel("分开画折线", { exact: true }).selectOption("channel");
    await page.getByRole("button", { name: "查看" }).click();
    await expect(page).toHaveURL(/period=90d&.*matter=collection/);
    await expect(page.getByRole("link", { name: "最近 90 天" })).toHaveAttribute("aria-current", "true");
    await expect(page.locator("#matter-heading")).toHaveCount(0);
    const csv = (await page.getByRole("link", { name: /下载 CSV/ }).getAttribute("href")) ?? "";
    expect(csv).toBe("/api/v1/trends.csv?period=90d&matter=collection&by=channel");
    const answer = await page.request.get(csv);
    expect(answer.status()).toBe(200);
    const total = /^total,,[^\n]*,(\d+),\d*$/m.exec(await answer.text())?.[1] ?? "none";
    await expect(page.locator(".stat-value").first()).toHaveText(Number(total).toLocaleString("zh-CN"));
    await page.locator(".tile").nth(3).click();
    await expect(page).toHaveURL(/region=\d{6}/);
    await page.getByRole("link", { name: "清除全部" }).click();
    await expect(page).toHaveURL(/\/trends$/);
  });

  test("the method of ratings is worked through with the code's own figures", async ({ page }) => {
    await page.goto("/methods");
    await page.locator("#main").getByRole("link", { name: "评级方法" }).click();
    await expect(heading(page)).toHaveText("评级方法");
    await expect(page.locator("#worked-example tbody tr")).toHaveCount(12);
    await expect(page.locator("#worked-results tbody tr").first()).toContainText("0.4895");
    expect(await page.locator("math").count()).toBeGreaterThan(15);
    await expect(page.getByText("npm run -s verify-rating -- BUNDLE")).toBeVisible();
  });
});

for (const [width, colorScheme, locale] of [
  [390, "dark", ""],
  [1280, "light", "/en"],
] as const) {
  test.describe(`at ${width} px, ${colorScheme}${locale}`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme, contextOptions: { reducedMotion: "reduce" } });

    test("both pages are accessible, fit and show words, not keys", async ({ page }) => {
      test.setTimeout(200_000);
      await openCounted(page, `${locale}/trends`);
      for (const path of [
        "/trends",
        "/trends?period=30d&step=day&by=region",
        "/trends?from=2020-01-01&to=2020-01-01&region=540000",
        "/methods/rating",
      ]) {
        await page.goto(`${locale}${path}`);
        await expectAccessible(page);
        await expectToFit(page);
        await expectWords(page);
        await expect(page.locator("#main")).not.toContainText(/\b(?:trends|ratingMethod|rating)\.[a-z]\w+/);
      }
    });
  });
}

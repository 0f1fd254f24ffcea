import { expect, test } from "@playwright/test";
import { expectAccessible, expectToFit, expectWords } from "./support/page-checks.ts";
import { signIn } from "./support/portal.ts";

/** An institution of the demonstration that is rated and has a member. */
const LENDER = "DEMO-I04";

test.describe("on a phone and on a desk", () => {
  test("officers see what ratings wait for, mend a table of accounts row by row, and preview a month", async ({
    page,
  }) => {
    test.slow();
    await signIn(page, "case_officer", "DEMO-S");
    for (const [width, path] of [
      [390, "/desk/ratings"],
      [1280, "/en/desk/ratings"],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(path);
      await page.locator("details").evaluateAll((all) => {
        for (const one of all) one.setAttribute("open", "");
      });
      await expectAccessible(page);
      await expectToFit(page);
      await expectWords(page);
    }
    await page.goto("/desk/ratings");
    const table = "institution,month,accounts,source\nnobody,2026-01,1,proxy\n";
    await page.getByLabel("粘贴表格").fill(table);
    await page.getByRole("button", { name: "登记", exact: true }).click();
    await expect(page.locator("#bad-rows")).toContainText("找不到这家机构");
    await expectAccessible(page);
    await page.getByRole("button", { name: "计算" }).click();
    await expect(page).toHaveURL(/preview\?month=\d{4}-\d{2}$/);
    await expect(page.locator("#letters tbody tr")).toHaveCount(6);
    await expectAccessible(page);
    await expectToFit(page);
    await page.getByRole("link", { name: /发布的/ }).click();
    await expect(page).toHaveURL(/\/ratings\/[0-9a-f-]{36}$/);
    await expect(page.getByText("npm run -s verify-rating")).toBeVisible();
    await expectAccessible(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await expectToFit(page);
  });

  test("a member sees its own institution's rating case by case, and no other's; an officer has no such page", async ({
    page,
  }) => {
    test.slow();
    await signIn(page, "lender", LENDER);
    await expect(page).toHaveURL(/\/org\/rating/);
    for (const [width, path] of [
      [390, "/org/rating"],
      [1280, "/en/org/rating"],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(path);
      await page.locator("details").evaluateAll((all) => {
        for (const one of all) one.setAttribute("open", "");
      });
      await expect(page.locator("#cases tbody tr").first()).toBeVisible();
      await expectAccessible(page);
      await expectToFit(page);
      await expectWords(page);
    }
    const other = await page.goto("/org/rating?institution=018f0000-0000-7000-8000-000000000001");
    expect(other?.status()).toBe(404);
    await signIn(page, "reviewer");
    expect((await page.goto("/org/rating"))?.status()).toBe(404);
  });
});

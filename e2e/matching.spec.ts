import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, expectToFit, expectWords } from "./support/page-checks.ts";
import { signIn } from "./support/portal.ts";

/**
 * What an officer sees of matching: a campaign, why a report belongs to it, the way to merge, the review queue. Another
 * agency's officer than the chain's, whose one-time codes are its own.
 */
const AGENCY = "DEMO-S";

async function firstCampaign(page: Page, prefix: string): Promise<string> {
  await page.goto(`${prefix}/desk?kind=campaign`);
  const href = await page.locator("#main a[href*='/desk/cases/']").first().getAttribute("href");
  expect(href).toMatch(/\/desk\/cases\/[0-9a-f-]{36}$/);
  return href ?? "";
}

for (const [width, colorScheme, prefix] of [
  [390, "dark", ""],
  [1280, "light", "/en"],
] as const) {
  test.describe(`at ${width} px, ${colorScheme}${prefix}`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme, contextOptions: { reducedMotion: "reduce" } });

    test("a campaign, its evidence, merging and the review queue are accessible, fit and show words", async ({
      page,
    }) => {
      test.slow();
      await signIn(page, "case_officer", AGENCY);
      const campaign = await firstCampaign(page, prefix);
      const seen = async () => {
        await expectAccessible(page);
        await expectToFit(page);
        await expectWords(page);
      };
      await page.goto(campaign);
      await expect(page.getByRole("heading", { level: 1 })).toContainText(/团伙|Campaign|campaign|Gang/);
      // The tables hold what the picture shows, for everybody who does not see it.
      expect(await page.locator("#campaign-ties tbody tr").count()).toBeGreaterThan(0);
      await seen();
      const why = page.locator(`#main a[href*='${campaign}/members/']`).first();
      const evidence = await why.getAttribute("href");
      await page.goto(evidence ?? "");
      await seen();
      await page.goto(`${campaign}/merge`);
      await seen();
      await page.goto(`${prefix}/desk/review`);
      await seen();
    });
  });
}

test("nobody who is not signed in is shown a campaign, nor whether there is one", async ({
  page,
  browser,
}) => {
  await signIn(page, "case_officer", AGENCY);
  const campaign = await firstCampaign(page, "");
  const anonymous = await browser.newContext();
  const visitor = await anonymous.newPage();
  await visitor.goto(campaign);
  expect(new URL(visitor.url()).pathname).toBe("/sign-in");
  await anonymous.close();
});

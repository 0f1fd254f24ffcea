import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, expectToFit, expectWords } from "./support/page-checks.ts";
import { signIn } from "./support/portal.ts";

/**
 * What ties a campaign: the evidence as JSON beside its page, and a tie called common by a plain form and taken back.
 * A supervisor's account that no other journey signs in with.
 */
const WHO = ["supervisor", "DEMO-S"] as const;
/** A card by the id of its heading. */
const card = (page: Page, id: string) => page.locator(`.card:has(#${id})`);

async function firstCampaign(page: Page): Promise<string> {
  await page.goto("/desk?kind=campaign");
  return (await page.locator("#main a[href*='/desk/cases/']").first().getAttribute("href")) ?? "";
}

test("the evidence of a membership is at the API what it is on the page, and only for the desk's own pages", async ({
  page,
  browser,
}) => {
  await signIn(page, ...WHO);
  const campaign = await firstCampaign(page);
  await page.goto(campaign);
  const why = await page.locator(`#main a[href*='${campaign}/members/']`).first().getAttribute("href");
  const url = `/api${why}/evidence`;
  await page.goto(why ?? "");
  const answer = await page.evaluate(async (at) => {
    const response = await fetch(at);
    return { status: response.status, body: await response.json() };
  }, url);
  expect(answer.status).toBe(200);
  const total: number = answer.body.waterfall.total;
  await expect(card(page, "why")).toContainText(String(Math.round(total * 10) / 10));
  const anonymous = await browser.newContext();
  expect((await anonymous.request.get(url)).status()).toBe(401);
  await anonymous.close();
  const foreign = await page.request.get(url, { headers: { "sec-fetch-site": "cross-site" } });
  expect(foreign.status()).toBe(403);
});

test("a tie is called common and takes part again, without script", async ({ browser, page: first }) => {
  test.slow();
  await signIn(first, ...WHO);
  const storage = await first.context().storageState();
  const context = await browser.newContext({ storageState: storage, javaScriptEnabled: false });
  const page = await context.newPage();
  const campaign = await firstCampaign(page);
  await page.goto(campaign);
  const row = page.locator("#campaign-keys tbody tr").first();
  const before = await row.textContent();
  await row.getByRole("link", { name: /标为常见/ }).click();
  await expect(card(page, "change")).toContainText("件举报");
  await page.getByRole("button", { name: "标为常见" }).click();
  await expect(page.locator(".error-summary")).toContainText("理由写得再具体一些");
  await page.locator("#common-reason").fill("很多贷款公司共用的短信平台");
  await page.getByRole("button", { name: "标为常见" }).click();
  await expect(page).toHaveURL(/done=key/);
  const said = card(page, "keys").locator(".own-cases");
  await expect(said).toContainText("很多贷款公司共用的短信平台");
  await said.locator("summary").first().click();
  await said.getByLabel("为什么撤回").first().fill("查明是同一伙的专用账户");
  await said.getByRole("button", { name: /撤回/ }).first().click();
  await expect(page).toHaveURL(/done=keyTies/);
  await expect
    .poll(async () => {
      await page.goto(campaign);
      return page.locator("#campaign-keys tbody tr").first().textContent();
    })
    .toBe(before);
  await context.close();
});

for (const [width, colorScheme, prefix] of [
  [390, "dark", ""],
  [1280, "light", "/en"],
] as const)
  test(`what would change is accessible and fits at ${width} px${prefix}`, async ({ page }) => {
    test.slow();
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await signIn(page, ...WHO);
    const campaign = await firstCampaign(page);
    for (const at of [campaign, null]) {
      if (at) await page.goto(`${prefix}${at}`);
      else await page.locator("#campaign-keys a[href*='/keys/']").first().click();
      await expect(card(page, at ? "keys" : "change")).toBeVisible();
      await expectAccessible(page);
      await expectToFit(page);
      await expectWords(page);
    }
  });

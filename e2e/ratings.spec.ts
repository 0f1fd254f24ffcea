import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, expectToFit, expectWords } from "./support/page-checks.ts";

test.describe.configure({ mode: "parallel" });

/** Institutions of the table to download whose rating is one of these. */
async function idsWith(page: Page, ratings: readonly string[]): Promise<readonly string[]> {
  const text = await (await page.request.get("/api/v1/institutions.csv")).text();
  return text.split("\n").flatMap((line) => {
    const [, id, rating] = /^([0-9a-f-]{36}),.*,(\w+),\d{4}-\d\d,/.exec(line) ?? [];
    return id && rating && ratings.includes(rating) ? [id] : [];
  });
}
const LETTERS = ["A", "B", "C", "D", "E"];

test.describe("without script, on a phone", () => {
  test.use({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });

  test("institutions are chosen by keyboard in the list and compared side by side; wrong ids are told of", async ({
    page,
  }) => {
    await page.goto("/institutions?licence=valid");
    const boxes = page.locator('input[name="id"]');
    const names = await page.locator("#institutions tbody th a").allTextContents();
    for (const at of [0, 1]) {
      await boxes.nth(at).focus();
      await page.keyboard.press("Space");
    }
    await page.getByRole("button", { name: "比较选中的机构" }).press("Enter");
    await expect(page).toHaveURL(/\/institutions\/compare\?id=.+&id=.+/);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("2 家机构逐项对照");
    expect((await page.locator("#compare thead th").allTextContents()).slice(1)).toEqual(names.slice(0, 2));
    await page.goto("/institutions/compare?id=nobody&id=018f0000-0000-7000-8000-000000000001");
    await expect(page.getByText("2 个编号不在登记中")).toBeVisible();
    await expect(page.getByText("还没有选机构")).toBeVisible();
  });
});

for (const [width, colorScheme, locale] of [
  [390, "dark", ""],
  [1280, "light", "/en"],
] as const) {
  test.describe(`at ${width} px, ${colorScheme}${locale}`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme, contextOptions: { reducedMotion: "reduce" } });

    test("letters, reasons for none, and the comparison are accessible, fit and show words, not keys", async ({
      page,
    }) => {
      test.slow();
      // Letters are shown once the log has signed them, which a portal that has just begun does within seconds.
      await expect.poll(async () => (await idsWith(page, LETTERS)).length).toBeGreaterThan(1);
      const [rated, unrated] = [await idsWith(page, LETTERS), await idsWith(page, ["not_rated"])];
      for (const path of [
        "/institutions?rating=C",
        `/institutions/${rated[0]}`,
        `/institutions/${unrated[0]}`,
        `/institutions/compare?${[...rated.slice(0, 3), ...unrated.slice(0, 2)].map((id) => `id=${id}`).join("&")}`,
      ]) {
        await page.goto(`${locale}${path}`);
        // What is folded has to hold as well.
        await page.locator("details").evaluateAll((all) => {
          for (const one of all) one.setAttribute("open", "");
        });
        await expectAccessible(page);
        await expectToFit(page);
        await expectWords(page);
      }
      await page.goto(`${locale}/institutions/${rated[0]}`);
      await expect(page.locator("#rating .letter")).toHaveText(/^[A-E]$/);
      await expect(page.locator("#rating .interval-bar")).toBeVisible();
    });
  });
}

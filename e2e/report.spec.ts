import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, expectContrastInTheDark, expectToFitTheNarrowest } from "./support/page-checks.ts";
import { BARE, COLLECTION, file, MESSAGE, placeOf, SCAM, send, walk } from "./support/report-journey.ts";

/** Somebody behind with a loan, told a name that is not whole. */
const SEVERAL_NAMES = {
  ...COLLECTION,
  institution: (page: Page) => page.locator("#institution").fill("云渡"),
  "which-institution": (page: Page) => page.getByText("都不是，或者不确定").click(),
};
test.describe.configure({ mode: "parallel" });

const PHONE = { width: 390, height: 844 };

test.describe("without script, on a phone", () => {
  test.use({ javaScriptEnabled: false, viewport: PHONE, hasTouch: true });

  test("a report is filed, followed and withdrawn by its receipt alone; a name that several answer to is asked about once, and never forced", async ({
    page,
  }) => {
    const addresses: string[] = [];
    page.on("request", (request) => addresses.push(request.url()));

    const seen = await walk(page, SEVERAL_NAMES);
    expect(seen.join(" ")).toBe(
      "matter channel relationship number when words callback identity institution which-institution loan harm safety told-to-stop contacted-again wanted region received-on contact consent",
    );
    const summary = page.locator(".check-answers");
    for (const told of [
      "1069 0000 123456",
      "晚上 10 点以后",
      MESSAGE,
      "4008101234",
      "速易金融",
      "t.cn/abc123",
      "浙江省",
      "云渡",
    ])
      await expect(summary.getByText(told, { exact: true }).first()).toBeVisible();

    const name = "他们说的机构或 App 叫什么？";
    await page.locator("dd.summary-change a", { hasText: name }).click();
    await send(page);
    await page.getByRole("button", { name: "继续" }).click();
    await expect(page.locator(".error-summary")).toBeVisible();
    await page.getByText("云渡银行股份有限公司").click();
    await send(page);
    expect(placeOf(page)).toBe("/report/check");
    await expect(page.getByText("云渡银行股份有限公司")).toBeVisible();

    const receipt = await file(page);
    await page.reload();
    await expect(page.getByRole("heading", { name: "举报已提交" })).toBeVisible();
    await expect(page.locator(".confirmation-code .visually-hidden")).toHaveText(receipt);
    await expect(page.getByText("决定是否受理")).toBeVisible();

    await page.goto("/receipt");
    await page.getByLabel("输入您的回执码").fill(receipt.toLowerCase());
    await send(page);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("工作人员正在看您的举报");
    await expect(page.getByText(/^最迟 \d{4}年/)).toBeVisible();

    await page.getByRole("link", { name: "撤回这份举报" }).click();
    await expect(page.getByText("撤回后不能恢复")).toBeVisible();
    await page.getByRole("button", { name: "确认撤回" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("您已经撤回这份举报");
    await expect(page.getByRole("link", { name: "撤回这份举报" })).toHaveCount(0);

    await page.getByRole("button", { name: "看完了，收起回执" }).click();
    await page.goto("/receipt/status");
    await expect(page).toHaveURL(/\/receipt$/);
    const code = receipt.replaceAll(" ", "").slice(2, 12);
    expect(addresses.filter((url) => url.replaceAll("-", "").includes(code))).toEqual([]);
  });

  test("a page that is not answered says what to mend, keeps what was typed and goes on once mended", async ({
    page,
  }) => {
    await page.goto("/report/matter");
    await page.getByRole("button", { name: "继续" }).click();
    await expect(page).toHaveTitle(/^错误：您要举报什么？/);
    await expect(page.getByRole("alert").getByRole("link")).toHaveAttribute("href", "#matter");
    await expect(page.locator("#matter")).toHaveCount(1);

    await COLLECTION.matter?.(page);
    await send(page);
    await expect(page).toHaveTitle(/^他们怎么联系您的？/);
    await COLLECTION.channel?.(page);
    await send(page);
    await COLLECTION.relationship?.(page);
    await send(page);

    await page.getByText("显示了号码").click();
    await page.getByRole("button", { name: "继续" }).click();
    await expect(page.locator("#numberDisplayed-error")).toHaveText(/写下显示的号码/);
    await page.locator("#numberDisplayed").fill("95013 1234 5678");
    await send(page);

    await page.getByText("另一天").click();
    await page.getByLabel("年", { exact: true }).fill("2026");
    await page.getByLabel("日", { exact: true }).fill("31");
    await page.getByRole("button", { name: "继续" }).click();
    await expect(page.locator(".error-summary").getByRole("link")).toHaveAttribute("href", "#whenYear-month");
    await expect(page.getByLabel("日", { exact: true })).toHaveValue("31");
    await page.getByLabel("月", { exact: true }).fill("1");
    await send(page);
    expect(placeOf(page)).toBe("/report/words");
  });

  test("a page may be skipped, a bare report is asked for one more hint and taken all the same", async ({
    page,
  }) => {
    await walk(page, BARE);
    await expect(page.getByText("能再想起一样吗？")).toBeVisible();
    await page.getByRole("link", { name: "补写对方说的话" }).click();
    await page.locator("#scriptText").fill("这一句不要");
    const here = page.url();
    await page.getByRole("button", { name: "不知道或不愿说，跳过" }).click();
    await expect(page).not.toHaveURL(here);
    await expect(page.getByText("这一句不要")).toHaveCount(0);
    await page.getByRole("button", { name: "提交举报" }).click();
    await expect(page).toHaveTitle(/^错误：检查后提交/);
    await file(page);
  });

  test("an unfinished report is found again in the same browser, can be thrown away, and is nobody else's", async ({
    page,
    browser,
  }) => {
    await page.goto("/report/matter");
    await COLLECTION.matter?.(page);
    await send(page);
    await page.goto("/report");
    await page.getByRole("link", { name: "接着写" }).click();
    expect(placeOf(page)).toBe("/report/channel");

    const stranger = await (await browser.newContext()).newPage();
    await stranger.goto("/report/channel");
    await expect(stranger.getByText("没有找到写到一半的内容")).toBeVisible();
    await stranger.goto("/report/done");
    await expect(stranger.getByRole("heading", { name: "这一页已经收起来了" })).toBeVisible();
    await stranger.context().close();

    await page.goto("/report");
    await page.getByRole("button", { name: "删掉，重新开始" }).click();
    await expect(page).toHaveURL(/\/report\/matter$/);
    await expect(page.locator("input:checked")).toHaveCount(0);
  });

  test("a receipt that was copied badly is told where to look", async ({ page }) => {
    await page.goto("/receipt");
    for (const [typed, said] of [
      ["", "输入您的回执码"],
      ["MJ-1234", "回执码是 MJ 加 28 个字符"],
      ["MJ-0000-0000-0000-0000-0000-0000-0001", "先看第 7 组"],
      ["MJ-0000-0000-0000-0000-0000-0000-0000", "没有找到这份举报"],
    ] as const) {
      await page.locator("#receipt").fill(typed);
      await page.getByRole("button", { name: "查看进展" }).click();
      await expect(page.locator(".error-summary")).toContainText(said);
      await expect(page.locator("#receipt")).toHaveValue(typed);
    }
  });
});

test.describe("in English, with script", () => {
  test.use({ locale: "en-GB" });

  test("the whole way to the third question needs no mouse, and each page starts at its top", async ({
    page,
  }) => {
    await page.goto("/en/report/matter");
    await page.locator("#matter").focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/en\/report\/channel$/);
    await expect(page.locator("#main")).toBeFocused();
    expect(await page.evaluate(() => window.scrollY)).toBe(0);
    // Leaving, back, then the choices.
    for (const name of ["Leave quickly", "Back"]) {
      await page.keyboard.press("Tab");
      await expect(page.getByRole("link", { name, exact: true })).toBeFocused();
    }
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/en\/report\/relationship$/);
    await page.keyboard.press("Shift+Tab");
    await page.goBack();
    await expect(page.locator("input:checked")).toHaveCount(1);
  });

  test("a page sent empty puts the focus on what has to be mended", async ({ page }) => {
    await page.goto("/en/report/matter");
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.locator(".error-summary")).toBeFocused();
    await expect(page).toHaveTitle(/^Error: What do you want to report\?/);
    await page.locator(".error-summary").getByRole("link").click();
    await expect(page.locator("#matter")).toBeFocused();
  });

  test("leaving quickly takes the page's place in the history, by the link and by Shift three times", async ({
    page,
  }) => {
    await page.route("https://www.weather.com.cn/**", (route) =>
      route.fulfill({ contentType: "text/html", body: "<title>Weather</title>" }),
    );
    await page.goto("/en");
    await page.goto("/en/report/matter");
    await page.getByRole("link", { name: "Leave quickly" }).click();
    await expect(page).toHaveTitle("Weather");
    await page.goBack();
    await expect(page).toHaveURL(/\/en$/);

    await page.goto("/en/report/matter");
    await expect(page.getByRole("link", { name: "Leave quickly" })).toBeVisible();
    const told = page.locator(".exit-page [role=status]");
    // A press is heard once the script of the page has run, and is told then; only those that are heard count.
    await expect(async () => {
      await page.keyboard.press("Shift");
      await expect(told).not.toBeEmpty({ timeout: 2_000 });
    }).toPass();
    await expect(page).toHaveURL(/\/en\/report\/matter$/);
    for (let press = 1; press < 3; press += 1) await page.keyboard.press("Shift");
    await expect(page).toHaveTitle("Weather");
  });
});

/** Files what is on the check page and inspects every page from here to the end. */
async function inspectToTheEnd(page: Page): Promise<void> {
  await page.locator(".form-actions .button-primary").first().click();
  await expect(page.locator(".error-summary")).toBeVisible();
  await inspect(page);
  await file(page);
  await inspect(page);
}

async function inspectReceipts(page: Page, prefix: string): Promise<void> {
  for (const place of ["/receipt", "/receipt/status", "/receipt/withdraw"]) {
    await page.goto(prefix + place);
    await inspect(page);
  }
}

async function inspect(page: Page): Promise<void> {
  await expectAccessible(page);
  await expectContrastInTheDark(page);
  await expectToFitTheNarrowest(page);
}

test.describe("every page is accessible, light and dark, and fits a narrow phone", () => {
  test.use({ contextOptions: { reducedMotion: "reduce" }, colorScheme: "light" });

  test("in Chinese, with a name that several answer to", async ({ page }) => {
    test.slow();
    await walk(page, SEVERAL_NAMES, { onPage: inspect });
    await inspectToTheEnd(page);
    await inspectReceipts(page, "");
  });

  test("in English: money that has just gone comes first, and a changed answer comes back to the check page", async ({
    page,
  }) => {
    test.slow();
    const seen = await walk(page, SCAM, { prefix: "/en", onPage: inspect });
    expect(seen.slice(0, 4)).toEqual(["matter", "paid", "urgent/money-just-lost", "channel"]);
    await expect(page.getByText("3,000 yuan")).toBeVisible();

    const change = page.locator("dd.summary-change a", { hasText: "Which account did they use?" });
    await change.click();
    await page.locator("#account").fill("wx_other");
    await send(page);
    expect(placeOf(page)).toBe("/report/check");
    await expect(page.getByText("wx_other")).toBeVisible();
    await inspectToTheEnd(page);
    await expect(page.getByRole("heading", { name: "Your report has been sent" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Print this page" })).toBeVisible();
    await inspectReceipts(page, "/en");
  });
});

test("the elder version has one column and large targets on every kind of page", async ({
  page,
  context,
  baseURL,
}) => {
  await context.addCookies([{ name: "elder", value: "1", url: baseURL ?? "" }]);
  await page.setViewportSize(PHONE);
  await page.goto("/report/matter");
  const heights = await page
    .locator(".choice, .form-actions .button, .exit-page .button")
    .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
  expect(Math.min(...heights)).toBeGreaterThanOrEqual(60);
  await expectToFitTheNarrowest(page);
  await expectAccessible(page);
});

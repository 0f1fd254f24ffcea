import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, expectToFit, expectWords } from "./support/page-checks.ts";

test.describe.configure({ mode: "parallel" });

const PHONE = { width: 390, height: 844 };
/** Fictional institutions of the demonstration, with contacts that are the same on every start. */
const BANK = "云渡银行股份有限公司";
const OFFICIAL = "956900";
const SIGNED = "【云渡银行】";
/** Nobody can hold it, and the demonstration says nothing about it. */
const PRIVATE = "16312345678";

async function ask(page: Page, text: string, locale = ""): Promise<void> {
  await page.goto(`${locale}/check`);
  await page.locator("#q").fill(text);
  await Promise.all([
    page.waitForURL((url) => url.search.includes("t=") || !url.pathname.endsWith("/check")),
    page.locator("#main button[type=submit]").click(),
  ]);
}
const heading = (page: Page) => page.getByRole("heading", { level: 1 });
const band = (page: Page) => page.locator(".verdict-band");

/** The first service number among the entries listed last. */
async function listedNumber(page: Page): Promise<string> {
  await page.goto("/");
  const path = await page
    .locator(
      '#recent a[href^="/numbers/cn"], #recent a[href^="/numbers/%2B86400"], #recent a[href^="/numbers/sms"]',
    )
    .first()
    .getAttribute("href");
  return decodeURIComponent(path?.split("/").at(-1) ?? "");
}

test.describe("without script, on a phone", () => {
  test.use({ javaScriptEnabled: false, viewport: PHONE });

  test("a listed service number is answered with who decided, why and until when", async ({ page }) => {
    const key = await listedNumber(page);
    const digits = key.replace(/^(?:\+86|cn:|sms:)/, "");
    await page.goto("/");
    await page.getByLabel("号码、短信原文或机构名称").fill(digits);
    await page.getByRole("button", { name: "查一查" }).click();
    await expect(page).toHaveURL(new RegExp(`/numbers/${encodeURIComponent(key)}$`));
    await expect(heading(page)).toHaveText("这个号码已被列入黑名单");
    await expect(band(page)).toContainText("黑名单 ·");
    for (const term of ["事由", "决定机关", "期限", "数据时间"])
      await expect(page.locator("dt", { hasText: term }).first()).toBeVisible();
    for (const act of ["举报它", "已经转了钱", "拦截它"])
      await expect(page.getByRole("link", { name: act })).toBeVisible();
    await expect(page.getByText("决定是怎么说的")).toBeVisible();
    await expect(page.getByRole("link", { name: "提出异议" }).first()).toBeVisible();
    await expect(page.getByRole("heading", { name: "这一条的经过" })).toBeVisible();
    await expect(page.locator('meta[property="og:title"]')).toHaveAttribute("content", /黑名单/);
    expect(await page.locator('meta[name="robots"]').count()).toBe(0);
  });

  test("a private number leaves no trace in any address and shows no counts", async ({ page }) => {
    const addresses: string[] = [];
    page.on("request", (request) => addresses.push(request.url()));
    await ask(page, PRIVATE);
    await expect(heading(page)).toHaveText("没有这个号码的记录");
    await expect(page.getByText("没有记录不等于安全")).toBeVisible();
    await expect(page.getByText("个人号码只给结论，不公开细节")).toBeVisible();
    await expect(page.locator("dt", { hasText: "独立举报来源" })).toHaveCount(0);
    await expect(page.locator('meta[name="robots"]')).toHaveAttribute("content", /noindex/);
    expect(await page.locator('meta[property^="og:"]').count()).toBe(0);
    expect(await page.title()).not.toContain(PRIVATE.slice(-4));
    expect(addresses.filter((address) => address.includes(PRIVATE.slice(-8)))).toEqual([]);
    const links = await page.locator("a").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    expect(links.filter((href) => href?.includes(PRIVATE.slice(-8)))).toEqual([]);
  });

  test("a private number typed into the address is answered and kept out of search engines", async ({
    page,
  }) => {
    await page.goto(`/numbers/${PRIVATE}`);
    await expect(heading(page)).toHaveText("没有这个号码的记录");
    await expect(page.locator('meta[name="robots"]')).toHaveAttribute("content", /noindex/);
    await expect(page.locator("#main a", { hasText: PRIVATE })).toHaveCount(0);
  });

  test("an official number names its institution and warns of forged displays", async ({ page }) => {
    await ask(page, OFFICIAL);
    await expect(page).toHaveURL(/\/numbers\/cn%3A956900$/);
    await expect(heading(page)).toHaveText("这是机构登记的官方号码");
    await expect(page.getByText("来电显示可以伪造")).toBeVisible();
    await page.getByRole("link", { name: BANK }).click();
    await expect(heading(page)).toHaveText("这家机构登记在册，许可证有效");
    await expect(page.getByText(BANK).first()).toBeVisible();
    await expect(page.getByRole("link", { name: OFFICIAL })).toBeVisible();
    await expect(page.locator("#rating h2")).toContainText("评级");
  });

  test("the same number dressed as a foreign call is called a disguise, and 96110 is protected", async ({
    page,
  }) => {
    await ask(page, `+86${OFFICIAL}`);
    await expect(heading(page)).toHaveText("这个来电显示是伪装的");
    await ask(page, "96110");
    await expect(heading(page)).toHaveText("这是受保护的公共服务号码");
  });

  test("a pasted message is taken apart, and its text is in no address", async ({ page }) => {
    const addresses: string[] = [];
    page.on("request", (request) => addresses.push(request.url()));
    await ask(
      page,
      `${SIGNED}王女士，额度50000元已到账，登录 http://yd-loan.top/u/wang 提现，客服 ${OFFICIAL}，经理 ${PRIVATE}，回T退订`,
    );
    await expect(heading(page)).toHaveText("署名“云渡银行”的短信里，有它没有登记的号码或链接");
    const pieces = page.locator(".pieces > li");
    await expect(pieces).toHaveCount(4);
    await expect(pieces.nth(0)).toContainText(`是${BANK}登记的官方签名`);
    await expect(pieces.nth(1)).toContainText("yd-loan.top");
    await expect(pieces.nth(1)).toContainText(`不是${BANK}登记的网站`);
    await expect(pieces.nth(2)).toContainText(`是${BANK}登记的官方号码`);
    await expect(pieces.nth(3)).toContainText(`不是${BANK}登记的官方号码`);
    await expect(page.locator("#main")).not.toContainText("王女士");
    expect(addresses.join(" ")).not.toMatch(/wang|yd-loan|12345678/);
  });

  test("a message in which all is registered says so, and says what that is worth", async ({ page }) => {
    await ask(page, `${SIGNED}还款提醒，详见 https://www.yundu.example/a 或致电 ${OFFICIAL}`);
    await expect(heading(page)).toHaveText("这条短信里查得到的内容都有登记");
    await expect(page.getByText("签名和号码都可以仿冒")).toBeVisible();
  });

  test("a name that is not whole gives candidates, an unknown one says what that means", async ({ page }) => {
    await ask(page, "云渡");
    await expect(heading(page)).toContainText("可能是");
    await page.getByRole("link", { name: BANK }).click();
    await expect(page).toHaveURL(/\/institutions\/[0-9a-f-]{36}$/);
    await ask(page, "没有这家公司");
    await expect(heading(page)).toHaveText("登记的机构里没有“没有这家公司”");
    await expect(page.getByRole("heading", { name: "查不到说明什么" })).toBeVisible();
  });

  test("what cannot be read comes back with what was typed and how to mend it", async ({ page }) => {
    await page.goto("/check");
    await page.getByLabel("号码、短信原文").fill("138****8000");
    await page.locator("#main button[type=submit]").click();
    const summary = page.getByRole("alert").filter({ hasText: "有问题需要处理" });
    await expect(summary).toContainText("号码里有被遮住的位，补全后再查");
    await expect(page.locator("#q")).toHaveValue("138****8000");
    await expect(page.locator("#q")).toHaveAttribute("aria-invalid", "true");
  });

  test("an address that is no number offers the form, an unknown institution is not there", async ({
    page,
  }) => {
    await page.goto("/numbers/abc");
    await expect(heading(page)).toHaveText("没有读出号码");
    await expect(page.locator("#q")).toBeVisible();
    const answer = await page.goto("/institutions/01900000-0000-7000-8000-000000000000");
    expect(answer?.status()).toBe(404);
    expect((await page.goto("/check?t=made-up"))?.status()).toBe(200);
    await expect(page.locator("#q")).toBeVisible();
  });

  test("the register is browsed by filters that stand in the address", async ({ page }) => {
    await page.goto("/institutions");
    const first = (await page.locator("#institutions tbody th").first().textContent()) ?? "";
    await page.getByRole("link", { name: "下一页" }).click();
    await expect(page.locator("#institutions tbody th").first()).not.toHaveText(first);
    await page.getByRole("link", { name: "上一页" }).click();
    await expect(page.locator("#institutions tbody th").first()).toHaveText(first);
    await page.getByLabel("类型").selectOption("bank");
    await page.getByLabel("许可证").selectOption("valid");
    await page.getByRole("button", { name: "筛选" }).click();
    await expect(page).toHaveURL(/class=bank/);
    await expect(page.getByRole("link", { name: BANK })).toBeVisible();
    await expect(page.locator("#institutions tbody td", { hasText: "催收公司" })).toHaveCount(0);
    await page.getByRole("link", { name: "移除条件：许可证：有效" }).click();
    await expect(page).not.toHaveURL(/licence=valid/);
    await page.goto("/institutions?q=zzzz");
    await expect(page.getByText("没有符合条件的机构")).toBeVisible();
  });
});

test("with script the answer is a page of its own: its navigation and language link are its own", async ({
  page,
}) => {
  await ask(page, BANK);
  await expect(heading(page)).toHaveText("这家机构登记在册，许可证有效");
  await expect(page.getByRole("navigation").getByRole("link", { name: "机构", exact: true })).toHaveAttribute(
    "aria-current",
    "page",
  );
  await page.getByRole("link", { name: "English" }).click();
  await expect(heading(page)).toHaveText("This institution is registered and licensed");
  await page.goto("/check");
  await page.locator("#main button[type=submit]").click();
  await expect(page.locator(".error-summary")).toBeFocused();
  await expect(page).toHaveTitle(/^错误：/);
});

test("every answer reads in English", async ({ page }) => {
  await ask(page, OFFICIAL, "/en");
  await expect(heading(page)).toHaveText("This is an institution’s official number");
  await ask(page, PRIVATE, "/en");
  await expect(page).toHaveURL(/\/en\/check\?t=/);
  await expect(heading(page)).toHaveText("We know nothing about this number");
  await ask(page, `${SIGNED} http://yd-loan.top ${OFFICIAL}`, "/en");
  await expect(heading(page)).toContainText("has numbers or links it has not registered");
  await ask(page, "没有这家公司", "/en");
  await expect(heading(page)).toContainText("No registered institution is called");
});

/** Each width, colour scheme and language once: an axe violation comes from one of them, seldom from a pair. */
for (const [width, colorScheme, locale] of [
  [390, "dark", ""],
  [1280, "light", "/en"],
] as const) {
  test.describe(`at ${width} px, ${colorScheme}${locale}`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme, contextOptions: { reducedMotion: "reduce" } });

    test("every look-up page is accessible, fits and shows words, not keys", async ({ page }) => {
      test.slow();
      const key = await listedNumber(page);
      const inspect = async () => {
        await expectAccessible(page);
        await expectToFit(page);
        await expectWords(page);
      };
      for (const path of [
        "/",
        "/check",
        "/institutions",
        "/institutions?q=zzzz&class=bank",
        "/numbers/abc",
        `/numbers/${encodeURIComponent(key)}`,
      ]) {
        await page.goto(`${locale}${path}`);
        await inspect();
      }
      for (const text of [
        PRIVATE,
        OFFICIAL,
        BANK,
        "云渡",
        "没有这家公司",
        `${SIGNED} http://yd-loan.top ${OFFICIAL} ${PRIVATE}`,
      ]) {
        await ask(page, text, locale);
        await inspect();
      }
    });
  });
}

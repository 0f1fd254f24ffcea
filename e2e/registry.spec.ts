import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, expectToFit, expectWords } from "./support/page-checks.ts";

test.describe.configure({ mode: "parallel" });

const PHONE = { width: 390, height: 844 };
/** Nobody can hold it, and the demonstration says nothing about it. */
const PRIVATE = "16312345678";
const rows = (page: Page) => page.locator("#registry tbody tr");
const heading = (page: Page) => page.getByRole("heading", { level: 1 });

async function firstEntry(page: Page): Promise<string> {
  await page.goto("/registry");
  return (await rows(page).first().locator("a").getAttribute("href")) ?? "";
}

test.describe("without script, on a phone", () => {
  test.use({ javaScriptEnabled: false, viewport: PHONE });

  test("the list is narrowed by a form whose state is in the address, and widened by its pills", async ({
    page,
  }) => {
    await page.goto("/registry");
    await expect(heading(page)).toHaveText("名录");
    const all = await page.locator(".list-count").textContent();
    expect(await rows(page).count()).toBeGreaterThan(0);
    await page.getByLabel("名单").selectOption("warning");
    await page.getByRole("button", { name: "筛选" }).click();
    await expect(page).toHaveURL(/[?&]list=warning/);
    for (const tag of await rows(page).locator(".tag").allTextContents()) expect(tag).not.toContain("黑名单");
    await page.getByText("更多筛选").click();
    await page.getByLabel("状态").selectOption("under_appeal");
    await page.getByLabel("找什么").fill("没有这样的名字");
    await page.getByRole("button", { name: "筛选" }).click();
    await expect(page.getByText("没有符合条件的条目")).toBeVisible();
    await page.getByRole("link", { name: "清除全部" }).click();
    await expect(page.locator(".list-count")).toHaveText(all ?? "");
  });

  test("a private number is not searched for, and leaves the address", async ({ page }) => {
    await page.goto("/registry");
    await page.getByLabel("找什么").fill(PRIVATE);
    await page.getByRole("button", { name: "筛选" }).click();
    await expect(page.getByText("个人号码不在名录里").first()).toBeVisible();
    expect(page.url()).not.toContain(PRIVATE.slice(-4));
    expect(await page.content()).not.toContain(PRIVATE);
  });

  test("an entry says who, why, by whom and until when, how to object and how to check", async ({ page }) => {
    await page.goto(await firstEntry(page));
    for (const term of ["事由", "决定机关", "期限", "名录编号"])
      await expect(page.locator("dt", { hasText: term }).first()).toBeVisible();
    await expect(page.getByRole("link", { name: "提出异议" }).first()).toBeVisible();
    await expect(page.getByRole("heading", { name: "经过" })).toBeVisible();
    await expect(page.getByText("npm run -s verify").first()).toBeVisible();
    const [proof] = await Promise.all([
      page.request.get((await page.getByRole("link", { name: "下载证明" }).getAttribute("href")) ?? ""),
    ]);
    expect(await proof.text()).toMatch(/^c2sp\.org\/tlog-proof@v1\n/);
    await page.getByLabel("看某一天公布的内容").fill("2020-01-01");
    await page.goto(`${page.url()}?as_of=2024-01-01`);
    await expect(heading(page)).toHaveText("2024年1月1日 没有公布这一条");
  });

  test("an id that nobody may see is not found", async ({ page }) => {
    for (const id of ["018f0000-0000-7000-8000-000000000001", "nothing"]) {
      const response = await page.goto(`/registry/${id}`);
      expect(response?.status()).toBe(404);
    }
  });
});

test("the log's newest signature and the lists are shown as their files have them", async ({ page }) => {
  await page.goto("/transparency");
  const checkpoint = await (await page.request.get("/log/checkpoint")).text();
  const [origin = "", , root = ""] = checkpoint.split("\n");
  await expect(page.locator("#main")).toContainText(origin);
  // Another head may have been signed in between.
  if ((await (await page.request.get("/log/checkpoint")).text()) === checkpoint)
    await expect(page.locator("#main")).toContainText(root);
  await expect(page.locator("#main")).toContainText(
    (await (await page.request.get("/log/vkey")).text()).trim(),
  );
  const catalog = (await (await page.request.get("/api/v1/lists")).json()) as {
    lists: { name: string; resources: { sha256: string }[] }[];
  };
  await page.goto("/open-data");
  for (const { name, resources } of catalog.lists.filter((list) => list.resources.length > 0)) {
    await expect(page.locator(`#list-${name}`)).toBeVisible();
    expect(await page.locator("#main").textContent()).toContain(resources[0]?.sha256 ?? "none");
  }
  await expect(page.locator("#list-numbers-restricted")).toHaveCount(0);
});

/** Each width, colour scheme and language once: an axe violation comes from one of them, seldom from a pair. */
for (const [width, colorScheme, locale] of [
  [390, "dark", ""],
  [1280, "light", "/en"],
] as const) {
  test.describe(`at ${width} px, ${colorScheme}${locale}`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme, contextOptions: { reducedMotion: "reduce" } });

    test("every page of the registry is accessible, fits and shows words, not keys", async ({ page }) => {
      test.slow();
      const entry = await firstEntry(page);
      for (const path of [
        "/registry",
        "/registry?status=under_appeal&q=zzzz",
        "/registry?private=1",
        entry,
        `${entry}?as_of=2024-01-01`,
        "/transparency",
        "/open-data",
      ]) {
        await page.goto(`${locale}${path}`);
        await expectAccessible(page);
        await expectToFit(page);
        await expectWords(page);
      }
    });
  });
}

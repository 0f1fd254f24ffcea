import { expect, type Page, test } from "@playwright/test";
import { expectAccessible } from "./support/page-checks.ts";
import { leaveDesk, signIn } from "./support/portal.ts";

const ANSWER = "经核查，通话记录与举报内容相互印证，异议不成立，特此答复。";

/** Clicks the words, as people do: the control itself lies below them. */
const choose = (page: Page, label: string) =>
  page
    .locator("label")
    .filter({ hasText: new RegExp(`^${label}$`) })
    .first()
    .click();

test("an objection needs no account, and is answered by two officers", async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, "case_officer");
  await page.goto("/desk?state=published");
  await page.locator("main table tbody a").first().click();
  await page.locator('a[href*="/desk/registry/"]').last().click();
  await expect(page).toHaveURL(/\/desk\/registry\/[0-9a-f-]{36}$/);
  const entryId = page.url().slice(-36);
  const number = /[\d ]{5,}$/.exec((await page.locator("#entry").textContent()) ?? "")?.[0] ?? "";
  await expectAccessible(page);
  await leaveDesk(page);

  await page.goto(`/objections?entry=${entryId}`);
  await expectAccessible(page);
  await page.getByRole("button", { name: "提交申请" }).click();
  await expect(page.getByRole("alert").or(page.locator(".error-summary")).first()).toContainText(
    "选择您是谁",
  );
  await choose(page, "异议");
  await expect(page.getByLabel("哪一条")).toHaveValue(entryId);
  await page.getByLabel("条目说的号码").fill(number);
  await choose(page, "号码持有人");
  await choose(page, "事实不符");
  await page.getByLabel("具体情况").fill("这些电话不是从这个号码打出的，我有当天的通话清单。");
  await page.getByLabel("电话", { exact: true }).fill("13700000001");
  await page.getByRole("button", { name: "提交申请" }).click();
  await expect(page.getByRole("heading", { name: "已收到您的申请" })).toBeVisible();
  const shown = ((await page.locator(".confirmation-code").textContent()) ?? "").replace(/\s/g, "");
  const receipt = shown.match(/MJ[0-9A-Z]{28}/)?.[0] ?? "";
  expect(receipt).toHaveLength(30);
  await expectAccessible(page);

  await signIn(page, "case_officer");
  await page.goto("/desk/registry");
  await expectAccessible(page);
  await page.locator(`#application-table a[href$="${entryId}"]`).first().click();
  await expect(page.getByText("异议处理中").first()).toBeVisible();
  await page.getByText("打开申请内容和联系方式").click();
  await page.getByLabel("为什么打开").fill("核实异议人提供的清单");
  await page.getByRole("button", { name: "打开", exact: true }).click();
  await expect(page.getByText("这些电话不是从这个号码打出的")).toBeVisible();
  await choose(page, "不成立，取消标注");
  await page.getByLabel("公开说明").first().fill(ANSWER);
  await page.getByRole("button", { name: "提出，交第二人决定" }).first().click();
  await expect(page.getByText("已提出，等同事决定")).toBeVisible();
  await leaveDesk(page);

  await signIn(page, "reviewer");
  await page.goto(`/desk/registry/${entryId}`);
  await choose(page, "批准");
  await page.locator('[id$="-reason"]').last().fill("核查充分，同意答复意见");
  await page.getByRole("button", { name: "作出决定" }).click();
  await expect(page.getByText("已批准并执行")).toBeVisible();
  await expectAccessible(page);
  await leaveDesk(page);

  await page.goto("/objections/follow");
  await page.getByLabel("回执").fill(receipt);
  await page.getByRole("button", { name: "查结果" }).click();
  await expect(page.getByText(ANSWER)).toBeVisible();
  await expectAccessible(page);
});

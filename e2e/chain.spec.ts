import { expect, type Locator, type Page, test } from "@playwright/test";
import { expectAccessible } from "./support/page-checks.ts";
import { demoAccess, leaveDesk, signIn, signOut } from "./support/portal.ts";
import { COLLECTION, file, walk } from "./support/report-journey.ts";

/**
 * The main job, end to end: reports join a case, an officer proposes, the holder is served, the window passes, a second
 * person approves, and everybody who looks the number up is told; then the way back. Nothing is put in behind the pages.
 */
test.describe.configure({ mode: "serial" });

const NUMBER = "400 400 9912";
const KEY = "+864004009912";
const STATEMENT = "多名互不相识的举报人说明，这个号码在被要求停止后仍反复拨打营销电话。";
const others = ["13900000002", "13900000003"];

async function check(page: Page) {
  const lender = demoAccess().apiKeys.find((key) => key.scopes.includes("check"));
  const answer = await page.request.post("/api/v1/check", {
    headers: { authorization: `Bearer ${lender?.token}` },
    data: { items: [{ ref: "1", kind: "number", value: NUMBER }] },
  });
  expect(answer.status()).toBe(200);
  return (await answer.json()).results[0] as {
    ref: string;
    listed: boolean;
    verdict: string;
    entry: { tier: string } | null;
  };
}

/** The label covers its box: that is what people press. */
async function choose(form: Locator, label: string): Promise<void> {
  await form.getByText(label, { exact: true }).click();
  await expect(form.getByLabel(label, { exact: true })).toBeChecked();
}

async function openCase(page: Page): Promise<void> {
  await page.goto("/desk");
  await page
    .getByRole("searchbox", { name: "案件编号或完整号码" })
    .or(page.getByLabel("打开案件"))
    .first()
    .fill(NUMBER);
  await page.getByRole("button", { name: "打开" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("400");
}

test.describe("on a phone without script", () => {
  test.use({ javaScriptEnabled: false, viewport: { width: 390, height: 844 }, hasTouch: true });

  test("a report is filed through the pages and answered with a receipt", async ({ page }) => {
    await walk(page, {
      ...COLLECTION,
      number: async (at) => {
        await COLLECTION.number?.(at);
        await at.locator("#numberDisplayed").fill(NUMBER);
      },
    });
    expect(await file(page)).toMatch(/^MJ/);
  });
});

test("two more people report the same number; that alone lists nothing", async ({ page }) => {
  for (const phone of others) {
    const answer = await page.request.post("/api/v1/complaints", {
      headers: { "idempotency-key": `chain-${phone}` },
      data: {
        matter: "marketing",
        channel: "voice_call",
        relationship: "MARKETING_TARGET_CONSENT_WITHDRAWN",
        incidents: [{ at: null, numberDisplayed: NUMBER, receivedOn: phone, receiver: "self" }],
        scriptText: "您好，这边有一笔备用金可以办理。",
        harm: { kinds: ["M2"], toldToStop: true, contactedAgain: true },
        truthStatement: true,
      },
    });
    expect(answer.status()).toBe(201);
  }
  expect(await check(page)).toMatchObject({ listed: false, verdict: "unknown" });
});

test("an officer sees three sources, proposes to list, and records the notice", async ({ page }) => {
  await signIn(page, "case_officer");
  await expectAccessible(page);
  await openCase(page);
  await expect(page.getByText("3 件举报").first()).toBeVisible();
  await page.getByRole("button", { name: "由我承办" }).click();
  await expect(page.getByText("案件由您承办。")).toBeVisible();

  await page.getByText("提议列入黑名单…").click();
  const form = page.locator("form", { has: page.getByRole("button", { name: "提议列入" }) });
  await choose(form, "拒绝后继续营销");
  await choose(form, "一般");
  await form.getByLabel("期限").fill("180");
  await form.getByLabel("公开说明").fill(STATEMENT);
  await form.getByRole("button", { name: "提议列入" }).click();
  await expect(page.getByText("提议已记录，还没有公布任何内容。")).toBeVisible();
  await expect(page.getByText("要由另一名同事决定").or(page.getByText("等复核人决定")).first()).toBeVisible();

  const notice = page.locator("form", { has: page.getByRole("button", { name: "记录通知" }) });
  await choose(notice, "由运营商转达");
  await notice.getByLabel("通知了谁").fill("示例通信公司 客户服务部");
  await notice.getByRole("button", { name: "记录通知" }).click();
  await expect(page.getByText("通知已记录，陈述申辩期开始。")).toBeVisible();
  await expectAccessible(page);
  expect(await check(page)).toMatchObject({ listed: false });
  await signOut(page);
});

test("nobody can publish before the window ends, and the proposer never", async ({ page }) => {
  await signIn(page, "reviewer");
  await openCase(page);
  await expect(page.getByText("申辩期还没有满")).toBeVisible();
  await expect(page.getByLabel("同意列入")).toHaveCount(0);
  await page.getByRole("button", { name: "快进 11 天" }).click();
  await expect(page.getByText("时钟已快进").first()).toBeVisible();
  await leaveDesk(page);

  await signIn(page, "case_officer");
  await openCase(page);
  await expect(page.getByText("要由另一名同事决定").or(page.getByText("等复核人决定")).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "作出决定" })).toHaveCount(0);
  expect(await check(page)).toMatchObject({ listed: false });
});

test("a second person approves and the number is listed for the public and for lenders", async ({ page }) => {
  await signIn(page, "reviewer");
  await openCase(page);
  const form = page.locator("form", { has: page.getByRole("button", { name: "作出决定" }) });
  await choose(form, "同意列入");
  await form.getByLabel("理由").fill("举报内容一致，持有人未在期限内陈述。");
  await form.getByRole("button", { name: "作出决定" }).click();
  await expect(page.getByText("已公布。查询从现在起按这个决定答复。")).toBeVisible();
  await expect.poll(async () => (await check(page)).listed).toBe(true);
  expect(await check(page)).toMatchObject({ verdict: "listed", entry: { tier: "general" } });
  await leaveDesk(page);

  await page.goto(`/numbers/${encodeURIComponent(KEY)}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("黑名单");
  await expect(page.getByText(STATEMENT)).toBeVisible();
  await expectAccessible(page);
  await page.goto(`/en/numbers/${encodeURIComponent(KEY)}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("blacklist");
  await expectAccessible(page);
});

test("a removal takes two people as well, and then everybody says so", async ({ page }) => {
  await signIn(page, "case_officer");
  await openCase(page);
  await page.getByText("提议移出黑名单…").click();
  const proposal = page.locator("form", { has: page.getByRole("button", { name: "提议移出" }) });
  await proposal.getByLabel("移出说明").fill("号码已更换持有人，原有的营销活动已经停止，不再符合列入条件。");
  await proposal.getByRole("button", { name: "提议移出" }).click();
  await expect(page.getByText("移出提议已记录。")).toBeVisible();
  expect(await check(page)).toMatchObject({ listed: true });
  await leaveDesk(page);

  await signIn(page, "reviewer");
  await openCase(page);
  const form = page.locator("form", { has: page.getByRole("button", { name: "作出决定" }) });
  await choose(form, "同意移出");
  await form.getByLabel("理由").fill("已核实号码转网更换持有人的证明材料。");
  await form.getByRole("button", { name: "作出决定" }).click();
  await expect.poll(async () => (await check(page)).listed).toBe(false);

  await page.goto(`/numbers/${encodeURIComponent(KEY)}`);
  await expect(page.getByRole("heading", { level: 1 })).not.toContainText("已被列入");
  await expect(page.getByText("移出").first()).toBeVisible();
  await expectAccessible(page);
});

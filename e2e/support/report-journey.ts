import { expect, type Page } from "@playwright/test";

/** How one page of the journey is answered before it is sent. */
type Answer = (page: Page) => Promise<unknown>;
export type Plan = Readonly<Record<string, Answer>>;

/** A choice is pressed where people press it: on its words. */
const choose =
  (name: string, value: string): Answer =>
  async (page) => {
    const box = page.locator(`input[name="${name}"][value="${value}"]`);
    await page.locator(`label[for="${await box.getAttribute("id")}"]`).click();
    await expect(box).toBeChecked();
  };
const write =
  (id: string, text: string): Answer =>
  (page) =>
    page.locator(`#${id}`).fill(text);
const leave: Answer = async () => undefined;
const both =
  (...answers: readonly Answer[]): Answer =>
  async (page) => {
    for (const answer of answers) await answer(page);
  };

export const MESSAGE =
  "【速易金融】您的借款今日到期，逾期将上报征信。详询 400-810-1234 或 t.cn/abc123 回T退订";

/** Somebody behind with a loan, threatened by text message. */
export const COLLECTION: Plan = {
  matter: choose("matter", "collection"),
  channel: choose("channel", "sms"),
  relationship: choose("relationship", "BORROWER_OVERDUE"),
  number: both(choose("numberState", "shown"), write("numberDisplayed", "1069 0000 123456")),
  when: both(choose("whenDay", "yesterday"), choose("whenPart", "night")),
  words: write("scriptText", MESSAGE),
  callback: leave,
  identity: choose("claimedIdentity", "lender"),
  institution: leave,
  loan: choose("loanProduct", "unknown"),
  harm: both(choose("harm", "D2.too_frequent"), choose("harm", "D5.violence")),
  safety: choose("safety", "no"),
  "told-to-stop": choose("toldToStop", "yes"),
  "contacted-again": choose("contactedAgain", "yes"),
  wanted: choose("desired", "stop_calls"),
  region: (page) => page.locator("#region").selectOption("330000"),
  "received-on": leave,
  contact: leave,
  consent: leave,
};

/** Somebody who has just paid a fee for a loan that never came. */
export const SCAM: Plan = {
  ...COLLECTION,
  matter: choose("matter", "scam"),
  paid: choose("paidWhen", "today"),
  channel: choose("channel", "im_wechat"),
  relationship: choose("relationship", "NEVER_BORROWED"),
  account: write("account", "wx_fast_loan"),
  harm: choose("harm", "S1"),
  money: write("moneyAmount", "3,000"),
  payee: write("payeeAccount", "6222 0000 1111"),
};

/** Nothing but what has to be chosen. */
export const BARE: Plan = {
  ...COLLECTION,
  matter: choose("matter", "other"),
  channel: choose("channel", "voice_call"),
  relationship: choose("relationship", "NEVER_BORROWED"),
  number: choose("numberState", "unknown"),
  when: choose("whenDay", "unknown"),
  words: leave,
  identity: choose("claimedIdentity", "unknown"),
  harm: leave,
  "told-to-stop": choose("toldToStop", "unknown"),
  wanted: leave,
  region: leave,
};

/** The page's own name in the address, without the language. */
export const placeOf = (page: Page): string => new URL(page.url()).pathname.replace(/^\/en(?=\/)/, "");

/** Sends the page and waits for another one. */
export async function send(page: Page): Promise<void> {
  const here = page.url();
  await page.locator(".form-actions .button-primary").first().click();
  await expect(page).not.toHaveURL(here);
}

/** From the start page to the check page; `onPage` sees every page before it is answered. */
export async function walk(
  page: Page,
  plan: Plan,
  { prefix = "", onPage = leave }: { readonly prefix?: string; readonly onPage?: Answer } = {},
): Promise<readonly string[]> {
  await page.goto(`${prefix}/report`);
  await onPage(page);
  await page.locator(".report-go a.button-primary").click();
  await expect(page).toHaveURL(`${prefix}/report/matter`);
  const seen: string[] = [];
  for (let place = placeOf(page); place !== "/report/check"; place = placeOf(page)) {
    const step = place.replace("/report/", "");
    expect(seen, `the journey came back to ${step}`).not.toContain(step);
    seen.push(step);
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    await onPage(page);
    if (!step.startsWith("urgent/")) {
      const answer = plan[step];
      if (!answer) throw new Error(`nothing planned for ${step}`);
      await answer(page);
    }
    await send(page);
  }
  await onPage(page);
  return seen;
}

/** Ticks the statement and files; returns the receipt as it is shown. */
export async function file(page: Page): Promise<string> {
  await page.locator('label[for="truthStatement"]').click();
  await send(page);
  await expect(page).toHaveURL(/\/report\/done$/);
  const receipt = (await page.locator(".confirmation-code .visually-hidden").textContent()) ?? "";
  expect(receipt.replaceAll(" ", "-")).toMatch(/^MJ(-[0-9A-Z]{4}){7}$/);
  return receipt;
}

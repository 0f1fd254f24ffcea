"use server";
import { redirect } from "next/navigation";
import { isAway } from "#app/_server/away.ts";
import { publicContext } from "#app/_server/context.ts";
import { inTime } from "#app/_server/in-time.ts";
import { localeOf } from "#app/_server/locale.ts";
import { requestNetwork } from "#app/_server/network.ts";
import { forgetReceiptInBrowser, heldReceiptInBrowser, holdReceiptInBrowser } from "#app/_server/receipt.ts";
import { slowDown } from "#app/_server/slow-down.ts";
import { findByReceipt, withdrawComplaint } from "#commands/complaints/follow-up.ts";
import { giveInformation } from "#commands/complaints/give-information.ts";
import type { Question, QuestionState } from "#components/report/question.ts";
import { INFORMATION_ANSWERS } from "#domain/complaints/outcomes.ts";
import { formatReceipt, parseReceipt } from "#domain/complaints/receipt.ts";
import { AppError } from "#domain/errors.ts";
import { localeHref } from "#messages/locale.ts";
import { translator } from "#messages/translate.ts";
import {
  informationQuestion,
  receiptProblem,
  receiptQuestion,
  withdrawQuestion,
} from "./_receipt/questions.ts";

/**
 * A receipt cannot be guessed, and one that was mistyped is noticed without the database. What is left are well-made
 * receipts of nothing: so many a network are looked up, then they wait.
 */
const misses = slowDown({ limit: 20, minutes: 10 });

const again = (state: QuestionState, question: Question): QuestionState => ({
  attempt: (Number(state.attempt) || 0) + 1,
  question,
});

/** Opens a report by its receipt, which never gets into an address. */
export async function openReceipt(state: QuestionState, data: FormData): Promise<QuestionState> {
  const locale = localeOf(data.get("locale"));
  const t = translator(locale);
  const typed = String(data.get("receipt") ?? "");
  const show = (problem: string) => again(state, receiptQuestion({ locale, t }, { typed, problem }));
  const parsed = parseReceipt(typed);
  if (!parsed.ok) return show(receiptProblem(t, parsed.reason, parsed.group));
  const context = publicContext();
  const now = context.clock.real().getTime();
  const network = await requestNetwork();
  if (misses.isTooMuch(network, now)) return show(t("receipt.tooMany"));
  const receipt = formatReceipt(parsed.bytes);
  try {
    await inTime(findByReceipt(context, receipt));
  } catch (error) {
    if (isAway(error)) return show(t("receipt.away"));
    if (!(error instanceof AppError && error.code === "not-found")) throw error;
    misses.count(network, now);
    return show(t("receipt.unknown"));
  }
  const held = await heldReceiptInBrowser();
  await holdReceiptInBrowser({ receipt, filed: held?.receipt === receipt ? held.filed : null });
  redirect(localeHref(locale, "/receipt/status"));
}

/** Takes the report back, after the page that says what that does. */
export async function withdrawReport(state: QuestionState, data: FormData): Promise<QuestionState> {
  const locale = localeOf(data.get("locale"));
  const t = translator(locale);
  const held = await heldReceiptInBrowser();
  if (!held) redirect(localeHref(locale, "/receipt"));
  try {
    await inTime(withdrawComplaint(publicContext(), held.receipt));
  } catch (error) {
    if (isAway(error)) return again(state, withdrawQuestion({ locale, t }, t("receipt.withdraw.away")));
    // Decided or withdrawn in the meantime: the status page says which.
    if (!(error instanceof AppError && (error.code === "conflict" || error.code === "not-found")))
      throw error;
  }
  redirect(localeHref(locale, "/receipt/status"));
}

/** Answers an officer's request for more. */
export async function answerRequest(state: QuestionState, data: FormData): Promise<QuestionState> {
  const locale = localeOf(data.get("locale"));
  const t = translator(locale);
  const held = await heldReceiptInBrowser();
  if (!held) redirect(localeHref(locale, "/receipt"));
  const answer = INFORMATION_ANSWERS.find(({ code }) => code === data.get("answer"))?.code;
  if (!answer) return again(state, informationQuestion({ locale, t }, t("receipt.information.choose")));
  try {
    await inTime(giveInformation(publicContext(), { receipt: held.receipt, answer }));
  } catch (error) {
    if (isAway(error)) return again(state, informationQuestion({ locale, t }, t("receipt.information.away")));
    if (!(error instanceof AppError && (error.code === "conflict" || error.code === "not-found")))
      throw error;
  }
  redirect(localeHref(locale, "/receipt/status"));
}

/** On a shared phone: the browser forgets the receipt. The report itself stays. */
export async function closeReceipt(data: FormData): Promise<void> {
  await forgetReceiptInBrowser();
  redirect(localeHref(localeOf(data.get("locale")), "/receipt"));
}

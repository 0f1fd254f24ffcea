import { Notice } from "#components/ui/notice.tsx";
import { formatDateTime } from "#messages/translate.ts";
import zh from "#messages/zh-CN/desk.json" with { type: "json" };
import type { Desk } from "./open-desk.ts";

/** Says what was just done, once, after the redirect of a form; an unknown code in the address says nothing. */
export function DoneNotice({
  desk: { t, locale, now },
  done,
}: {
  desk: Desk;
  done: string | string[] | undefined;
}) {
  if (typeof done !== "string" || !isDone(done)) return null;
  return (
    <Notice kind="success" title={t("desk.done.title")} isLive>
      <p>{t(`desk.done.${done}`, { now: formatDateTime(locale, now.toISOString()) })}</p>
    </Notice>
  );
}

function isDone(code: string): code is Exclude<keyof typeof zh.done, "title"> {
  return code !== "title" && Object.hasOwn(zh.done, code);
}

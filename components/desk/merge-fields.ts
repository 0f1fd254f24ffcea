import type { MemberRow, MergeAct, PartedReport } from "#domain/cases/case-file.ts";
import { CHANNELS, MATTERS } from "#domain/complaints/codes.ts";
import { wordsOf } from "#domain/complaints/label.ts";
import { TAXONOMY } from "#domain/complaints/taxonomy.ts";
import type { Locale } from "#messages/locale.ts";
import { formatDate, formatDateTime, type Translate } from "#messages/translate.ts";
import { shortCode } from "./case-words.ts";
import { countWords } from "./decision-fields.ts";
import type { DeskField } from "./desk-form.tsx";

type Locals = { locale: Locale; t: Translate };

export function findFields(t: Translate): DeskField[] {
  return [
    {
      control: "text",
      id: "find-other",
      label: t("merge.find.label"),
      hint: t("merge.find.hint"),
      width: "full",
    },
  ];
}

export function mergeFields(t: Translate): DeskField[] {
  return [
    {
      control: "area",
      id: "merge-reason",
      label: t("merge.preview.reason"),
      hint: t("merge.preview.reasonHint"),
      rows: 3,
      count: countWords(t),
    },
  ];
}

/** All of one act, or one of its cases where there are several. */
export function undoFields(t: Translate, form: string, act: MergeAct): DeskField[] {
  const which: DeskField = {
    control: "select",
    id: `${form}-which`,
    label: t("merge.undo.which"),
    options: [
      { value: "", label: t("merge.undo.all", { count: act.count }) },
      ...act.cases.map((one) => ({
        value: one.id,
        label: t("merge.undo.one", { reference: one.reference }),
      })),
    ],
  };
  return [
    ...(act.count > 1 ? [which] : []),
    { control: "text", id: `${form}-reason`, label: t("merge.undo.reason"), width: "full" },
  ];
}

export function sortFields(
  { locale, t }: Locals,
  rows: readonly MemberRow[],
  { maySplit }: { readonly maySplit: boolean },
): DeskField[] {
  return [
    {
      control: "checks",
      id: "sort-complaintIds",
      label: t("merge.reports.choose"),
      choices: rows.map((row) => ({
        value: row.complaintId,
        label: `${shortCode(row.complaintId)}${t("common.separator")}${formatDateTime(locale, row.receivedAt)}`,
        hint: [
          ...row.harms.map((code) => wordsOf(TAXONOMY, code, locale)),
          wordsOf(MATTERS, row.matter, locale),
          wordsOf(CHANNELS, row.channel, locale),
        ].join(t("common.separator")),
      })),
    },
    {
      control: "radios",
      id: "sort-act",
      label: t("merge.reports.act"),
      choices: [
        { value: "part", label: t("merge.reports.part"), hint: t("merge.reports.partHint") },
        ...(maySplit
          ? [{ value: "split", label: t("merge.reports.split"), hint: t("merge.reports.splitHint") }]
          : []),
      ],
    },
    { control: "area", id: "sort-reason", label: t("merge.reports.reason"), rows: 3, count: countWords(t) },
  ];
}

export function restoreFields({ locale, t }: Locals, rows: readonly PartedReport[]): DeskField[] {
  return [
    {
      control: "checks",
      id: "restore-complaintIds",
      label: t("merge.reports.partedChoose"),
      choices: rows.map((row) => ({
        value: row.complaintId,
        label: shortCode(row.complaintId),
        hint: t("merge.reports.partedBy", {
          name: row.by ?? "",
          date: formatDate(locale, row.at),
          reason: row.reason,
        }),
      })),
    },
    { control: "text", id: "restore-reason", label: t("merge.reports.backReason"), width: "full" },
  ];
}

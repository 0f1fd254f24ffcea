import type { ReactNode } from "react";
import type { ReviewComplaint, ReviewMark, ReviewSide } from "#domain/cases/review.ts";
import { CHANNELS, MATTERS } from "#domain/complaints/codes.ts";
import { wordsOf } from "#domain/complaints/label.ts";
import { TAXONOMY } from "#domain/complaints/taxonomy.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import { formatDate, formatDateTime, formatNumber, type Translate } from "#messages/translate.ts";
import zh from "#messages/zh-CN/desk.json" with { type: "json" };
import { type Column, DataTable } from "../ui/data-table.tsx";
import { Label } from "../ui/tag.tsx";
import { provinceWords, severityWords, shortCode } from "./case-words.ts";
import { SubjectText } from "./subject-text.tsx";

type Locals = { locale: Locale; t: Translate };
type Line = { key: string; label: string; left: ReactNode; right: ReactNode };
type Side = { readonly title: string; readonly cells: ReadonlyMap<string, ReactNode> };
type Other = { readonly case: ReviewSide } | { readonly complaint: ReviewComplaint };

/** Two cases, or a case and a report, line by line: what an officer compares before answering. */
export function ReviewTable({ left, right, locale, t }: Locals & { left: ReviewSide; right: Other }) {
  const locals = { locale, t };
  const isReport = "complaint" in right;
  const one: Side = {
    title: t(isReport ? "merge.row.case" : "merge.row.first"),
    cells: caseCells(left, locals),
  };
  const other: Side = isReport
    ? { title: t("merge.row.report"), cells: reportCells(right.complaint, locals) }
    : { title: t("merge.row.second"), cells: caseCells(right.case, locals) };
  const nothing = <span className="muted">{t("merge.row.none")}</span>;
  const lines: Line[] = LINES.flatMap((key) =>
    one.cells.has(key) || other.cells.has(key)
      ? [
          {
            key,
            label: t(`merge.row.${key}`),
            left: one.cells.get(key) ?? nothing,
            right: other.cells.get(key) ?? nothing,
          },
        ]
      : [],
  );
  const columns: Column<Line>[] = [
    { key: "what", header: t("merge.review.caption"), isRowHeader: true, cell: (line) => line.label },
    { key: "left", header: one.title, cell: (line) => line.left },
    { key: "right", header: other.title, cell: (line) => line.right },
  ];
  return (
    <DataTable
      id="review-table"
      caption={t("merge.review.caption")}
      isCaptionHidden
      columns={columns}
      rows={lines}
      rowKey={(line) => line.key}
      phone="stack"
      density="dense"
    />
  );
}

const LINES = [
  "subject",
  "people",
  "reports",
  "time",
  "severity",
  "matter",
  "harms",
  "claims",
  "marks",
  "provinces",
] as const;

function caseCells(side: ReviewSide, { locale, t }: Locals): ReadonlyMap<string, ReactNode> {
  return new Map<string, ReactNode>([
    [
      "subject",
      <>
        <SubjectText subject={side.subject} locale={locale} t={t} />
        <span className="under">
          <a href={localeHref(locale, `/desk/cases/${side.id}`)}>
            {t("merge.row.openCase", { reference: side.reference })}
          </a>
        </span>
      </>,
    ],
    ["people", formatNumber(locale, side.sources)],
    ["reports", formatNumber(locale, side.complaints)],
    [
      "time",
      t("merge.row.span", {
        from: formatDate(locale, side.firstReportAt),
        to: formatDate(locale, side.lastReportAt),
      }),
    ],
    ["severity", severityWords(t, side.severityMax)],
    ...shared(side, { locale, t }),
    ...listed(
      "provinces",
      side.provinces.map((code) => provinceWords(locale, code)),
      t,
    ),
  ]);
}

function reportCells(report: ReviewComplaint, { locale, t }: Locals): ReadonlyMap<string, ReactNode> {
  const code = shortCode(report.id);
  return new Map<string, ReactNode>([
    [
      "subject",
      <>
        <span className="code">{code}</span>
        <span className="under">
          <a href={localeHref(locale, `/desk/complaints/${report.id}`)}>{t("merge.row.openReport")}</a>
        </span>
      </>,
    ],
    ["time", formatDateTime(locale, report.receivedAt)],
    ["severity", severityWords(t, report.severity)],
    [
      "matter",
      `${wordsOf(MATTERS, report.matter, locale)}${t("common.separator")}${wordsOf(CHANNELS, report.channel, locale)}`,
    ],
    ...shared(report, { locale, t }),
    ...listed("provinces", report.province ? [provinceWords(locale, report.province)] : [], t),
  ]);
}

type Common = Pick<ReviewSide, "harms" | "claims" | "involved">;

function shared({ harms, claims, involved }: Common, { locale, t }: Locals): [string, ReactNode][] {
  return [
    ...listed(
      "harms",
      harms.map((code) => wordsOf(TAXONOMY, code, locale)),
      t,
    ),
    ...listed("claims", claims, t),
    ...(involved.length > 0 ? ([["marks", <Marks key="marks" marks={involved} t={t} />]] as const) : []),
  ].map(([key, cell]) => [key, cell]);
}

function listed(key: string, words: readonly string[], t: Translate): [string, ReactNode][] {
  return words.length > 0 ? [[key, words.join(t("common.separator"))]] : [];
}

function Marks({ marks, t }: { marks: readonly ReviewMark[]; t: Translate }) {
  return (
    <ul className="plain-list">
      {marks.map((mark) => (
        <li key={`${mark.role}-${mark.text}`}>
          {mark.text} {mark.isShared && <Label>{t("merge.row.both")}</Label>}
          <span className="under">{roleWords(t, mark.role)}</span>
        </li>
      ))}
    </ul>
  );
}

function roleWords(t: Translate, role: string): string {
  return isRole(role) ? t(`desk.case.involved.${role}`) : role;
}
const ROLES = [
  "displayed",
  "callback",
  "signature",
  "link",
] as const satisfies (keyof typeof zh.case.involved)[];
const isRole = (role: string): role is (typeof ROLES)[number] => (ROLES as readonly string[]).includes(role);

import type { AccessTrail, AuditTrail, ChainStatus } from "#domain/access/trail.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import { formatDateTime, formatNumber, type Translate } from "#messages/translate.ts";
import zh from "#messages/zh-CN/desk.json" with { type: "json" };
import { type Column, DataTable } from "../ui/data-table.tsx";
import { DescriptionList } from "../ui/description-list.tsx";
import { shortCode } from "./case-words.ts";
import { accessFieldWords, purposeWords } from "./complaint-panels.tsx";

type Locals = { locale: Locale; t: Translate };
type AuditRow = AuditTrail["rows"][number];
type AccessRow = AccessTrail["rows"][number];

/** Counting what waits stops here (db/queries/trail.ts). */
const UNSEALED_CAP = 10_000;

/** How far each hash chain reaches; the one line by which an auditor sees that sealing keeps up. */
export function ChainLines({ chains, locale, t }: Locals & { chains: readonly ChainStatus[] }) {
  return (
    <>
      <p className="muted small">{t("desk.audit.chainNote")}</p>
      <DescriptionList
        facts={chains.map((chain) => ({
          term: t(chain.stream === "audit" ? "desk.audit.chainAudit" : "desk.audit.chainAccess"),
          value: (
            <>
              {chain.lastSeq && chain.sealedAt
                ? t("desk.audit.sealed", {
                    seq: formatNumber(locale, Number(chain.lastSeq)),
                    at: formatDateTime(locale, chain.sealedAt),
                  })
                : t("desk.audit.never")}
              <span className="under">
                {chain.unsealed >= UNSEALED_CAP
                  ? t("desk.audit.unsealedCapped", { count: formatNumber(locale, UNSEALED_CAP) })
                  : t("desk.audit.unsealed", { count: chain.unsealed })}
              </span>
            </>
          ),
        }))}
      />
    </>
  );
}

export function AuditTable({ rows, locale, t }: Locals & { rows: readonly AuditRow[] }) {
  const columns: Column<AuditRow>[] = [
    { key: "at", header: t("desk.audit.time"), cell: (row) => <Moment at={row.at} locale={locale} /> },
    { key: "actor", header: t("desk.audit.actor"), cell: (row) => row.actor ?? actorWords(t, row.actorKind) },
    {
      key: "action",
      header: t("desk.audit.action"),
      isRowHeader: true,
      cell: (row) => actionWords(t, row.action),
    },
    {
      key: "about",
      header: t("desk.audit.about"),
      cell: (row) => <About subject={row.subject} locale={locale} t={t} />,
    },
  ];
  return (
    <div className="desk-table">
      <DataTable
        id="audit-table"
        caption={t("desk.audit.caption")}
        isCaptionHidden
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        phone="stack"
        density="dense"
      />
    </div>
  );
}

export function AccessTable({ rows, locale, t }: Locals & { rows: readonly AccessRow[] }) {
  const columns: Column<AccessRow>[] = [
    { key: "at", header: t("desk.audit.time"), cell: (row) => <Moment at={row.at} locale={locale} /> },
    { key: "by", header: t("desk.audit.actor"), isRowHeader: true, cell: (row) => row.by },
    { key: "fields", header: t("desk.audit.fields"), cell: (row) => accessFieldWords(t, row) },
    { key: "purpose", header: t("desk.audit.purpose"), cell: (row) => purposeWords(locale, row.purpose) },
    { key: "reason", header: t("desk.audit.reason"), cell: (row) => row.reason },
    {
      key: "about",
      header: t("desk.audit.about"),
      cell: (row) => <About subject={{ ...row.subject, reference: null }} locale={locale} t={t} />,
    },
  ];
  return (
    <div className="desk-table">
      <DataTable
        id="access-table"
        caption={t("desk.audit.accessCaption")}
        isCaptionHidden
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        phone="stack"
        density="dense"
      />
    </div>
  );
}

function Moment({ at, locale }: { at: string; locale: Locale }) {
  return (
    <time className="nowrap" dateTime={at}>
      {formatDateTime(locale, at)}
    </time>
  );
}

function About({ subject, locale, t }: Locals & { subject: AuditRow["subject"] }) {
  const { kind, id, reference } = subject;
  const words = t(`desk.audit.subjectKind.${isSubjectKind(kind) ? kind : "other"}`);
  if (!id) return <>{words}</>;
  const label = reference ?? shortCode(id);
  const page = kind === "case" ? "cases" : kind === "complaint" ? "complaints" : null;
  return (
    <>
      {words}{" "}
      {page ? (
        <a href={localeHref(locale, `/desk/${page}/${id}`)}>{label}</a>
      ) : (
        <span className="code">{label}</span>
      )}
    </>
  );
}

function isSubjectKind(kind: string): kind is keyof typeof zh.audit.subjectKind {
  return Object.hasOwn(zh.audit.subjectKind, kind);
}

function actorWords(t: Translate, kind: string): string {
  return isActorKind(kind) ? t(`desk.audit.actorKind.${kind}`) : kind;
}

function isActorKind(kind: string): kind is keyof typeof zh.audit.actorKind {
  return Object.hasOwn(zh.audit.actorKind, kind);
}

/** `case.assigned` → its words; dots would read as a path among the messages. */
function actionWords(t: Translate, action: string): string {
  const name = action.replaceAll(".", "_");
  return isAction(name) ? t(`desk.action.${name}`) : t("desk.action.other", { code: action });
}

function isAction(name: string): name is keyof typeof zh.action {
  return Object.hasOwn(zh.action, name);
}

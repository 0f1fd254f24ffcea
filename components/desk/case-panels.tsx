import type { CaseFile, HistoryEntry, InstitutionPanel, InvolvedValue } from "#domain/cases/case-file.ts";
import { regionName } from "#domain/institutions/region-names.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import { formatDate, formatDateTime, type Translate } from "#messages/translate.ts";
import zh from "#messages/zh-CN/desk.json" with { type: "json" };
import { type Column, DataTable } from "../ui/data-table.tsx";
import { DescriptionList } from "../ui/description-list.tsx";
import { Masked, NumberText } from "../ui/number-text.tsx";
import { Timeline } from "../ui/timeline.tsx";
import { historyWords } from "./case-words.ts";

type Locals = { locale: Locale; t: Translate };

/** The register's side of an institution; what is not confirmed says so. */
export function InstitutionFacts({ institution, locale, t }: Locals & { institution: InstitutionPanel }) {
  const optional = (term: string, value: string | null) => (value ? [{ term, value }] : []);
  return (
    <DescriptionList
      facts={[
        { term: t("desk.case.institution.name"), value: institution.name },
        { term: t("desk.case.institution.status"), value: t(`desk.case.institution.${institution.status}`) },
        ...optional(t("desk.case.institution.uscc"), institution.uscc),
        ...optional(t("desk.case.institution.regulatorCode"), institution.regulatorCode),
        ...optional(
          t("desk.case.institution.region"),
          institution.region && (regionName(institution.region) ?? institution.region),
        ),
        {
          term: t("desk.case.institution.contacts"),
          value: t("desk.case.institution.contactsCount", { count: institution.officialContacts }),
        },
        { term: t("desk.case.institution.licences"), value: <Licences {...{ institution, locale, t }} /> },
      ]}
    />
  );
}

function Licences({ institution, locale, t }: Locals & { institution: InstitutionPanel }) {
  if (institution.licences.length === 0) return <>{t("desk.case.institution.noLicences")}</>;
  return (
    <ul className="plain-list">
      {institution.licences.map((licence) => (
        <li key={licence.number}>
          {licence.number} <b>{licenceStatus(t, licence.status)}</b>
          <span className="under">
            {licence.expiresOn
              ? t("desk.case.institution.expires", {
                  regulator: licence.regulator,
                  date: formatDate(locale, licence.expiresOn),
                })
              : t("desk.case.institution.noExpiry", { regulator: licence.regulator })}
          </span>
        </li>
      ))}
    </ul>
  );
}

function licenceStatus(t: Translate, status: string): string {
  return isLicenceStatus(status) ? t(`desk.case.institution.licence.${status}`) : status;
}

function isLicenceStatus(status: string): status is keyof typeof zh.case.institution.licence {
  return Object.hasOwn(zh.case.institution.licence, status);
}

/** Who callers said they were, by how many reports say so. */
export function Claims({ claims, locale, t }: Locals & { claims: CaseFile["claims"] }) {
  return (
    <ul className="plain-list claims">
      {claims.map((claim) => (
        <li key={claim.institutionId}>
          <span>
            {locale === "en" && claim.englishName ? claim.englishName : claim.name}
            {claim.isProvisional && <span className="under">{t("desk.subject.provisional")}</span>}
          </span>
          <span className="muted">{t("desk.case.claimReports", { count: claim.complaints })}</span>
          {claim.caseId && (
            <a href={localeHref(locale, `/desk/cases/${claim.caseId}`)}>{t("desk.case.claimCase")}</a>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Numbers, signatures and link domains the reports mention, each with its own case where there is one. */
export function Involved({
  caseId,
  values,
  locale,
  t,
}: Locals & { caseId: string; values: readonly InvolvedValue[] }) {
  const columns: Column<InvolvedValue>[] = [
    {
      key: "value",
      header: t("desk.case.involved.value"),
      isRowHeader: true,
      cell: (row) =>
        row.isMasked ? (
          <Masked
            text={row.groups[0] ?? ""}
            label={t("desk.subject.masked", { ends: (row.groups[0] ?? "").split(/•+/).join(" … ") })}
          />
        ) : (
          <NumberText groups={row.groups} />
        ),
    },
    { key: "role", header: t("desk.case.involved.role"), cell: (row) => roleWords(t, row.role) },
    {
      key: "reports",
      header: t("desk.case.involved.reports"),
      align: "end",
      cell: (row) => String(row.complaints),
    },
    {
      key: "case",
      header: t("desk.case.involved.case"),
      cell: (row) => {
        if (!row.caseId) return <span className="muted">{t("desk.case.involved.none")}</span>;
        if (row.caseId === caseId) return t("desk.case.involved.this");
        return (
          <a
            href={localeHref(locale, `/desk/cases/${row.caseId}`)}
            aria-label={t("desk.case.involved.callOf", { value: row.groups.join(" ") })}
          >
            {t("desk.case.involved.open")}
          </a>
        );
      },
    },
  ];
  return (
    <DataTable
      id="involved-table"
      caption={t("desk.case.involvedCaption")}
      isCaptionHidden
      columns={columns}
      rows={values}
      rowKey={(row) => `${row.role}-${row.kind}-${row.groups.join("")}`}
      phone="scroll"
      density="dense"
      empty={<p className="muted">{t("desk.case.involvedEmpty")}</p>}
    />
  );
}

function roleWords(t: Translate, role: string): string {
  return role === "displayed" || role === "callback" || role === "signature" || role === "link"
    ? t(`desk.case.involved.${role}`)
    : role;
}

export function History({ entries, locale, t }: Locals & { entries: readonly HistoryEntry[] }) {
  return (
    <Timeline
      items={entries.map((entry) => ({
        at: entry.at,
        when: formatDateTime(locale, entry.at),
        title: historyWords(t, locale, entry),
        by: entry.by ? t("desk.event.by", { name: entry.by }) : undefined,
      }))}
    />
  );
}

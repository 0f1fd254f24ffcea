import type { Metadata } from "next";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { AccessTable, AuditTable, ChainLines } from "#components/desk/trail.tsx";
import { TextField } from "#components/forms/text-field.tsx";
import { Card } from "#components/ui/card.tsx";
import { DeskBar } from "#components/ui/desk-shell.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterForm } from "#components/ui/filter-form.tsx";
import { Pagination, Tabs } from "#components/ui/navigation.tsx";
import { findCaseOfReference } from "#db/queries/inbox.ts";
import { getChainStatus, listAccessTrail, listAuditTrail } from "#db/queries/trail.ts";
import { trailFilter } from "#domain/access/trail.ts";
import { isUuid } from "#domain/cases/inbox.ts";
import { localeHref } from "#messages/locale.ts";
import { DeskFrame } from "../../_desk/desk-frame.tsx";
import { DoneNotice } from "../../_desk/done-notice.tsx";
import { type Desk, openDesk } from "../../_desk/open-desk.ts";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  return pageMetadata({ locale, path: "/desk/audit", title: t("desk.audit.title"), isPrivate: true });
}

export default async function AuditPage({ searchParams }: Props) {
  const params = await searchParams;
  const desk = await openDesk("audit.read", "/desk/audit");
  const { context, scope, locale, t } = desk;
  const about = typeof params.about === "string" ? params.about.trim() : "";
  const { stream, before } = trailFilter.parse(params);
  const { chains, subjectId, isUnknown, audit, access } = await context.db.scoped(
    scope.agencyId,
    async (tx) => {
      const subject = about
        ? await subjectOf(about, (reference) => findCaseOfReference(tx, scope, reference))
        : null;
      const filter = { subjectId: subject, before };
      const isLost = about !== "" && subject === null;
      return {
        chains: await getChainStatus(tx),
        subjectId: subject,
        isUnknown: isLost,
        audit: stream === "audit" && !isLost ? await listAuditTrail(tx, scope, filter) : null,
        access: stream === "access" && !isLost ? await listAccessTrail(tx, scope, filter) : null,
      };
    },
  );
  const href = (change: Record<string, string | null>) =>
    trailHref(desk, { stream, about: subjectId ? about : null, ...change });
  const next = audit?.next ?? access?.next ?? null;
  const isEmpty = (audit?.rows.length ?? 0) + (access?.rows.length ?? 0) === 0;
  return (
    <DeskFrame desk={desk} place="audit">
      <DeskBar title={t("desk.audit.title")} />
      <div className="desk-notices">
        <DoneNotice desk={desk} done={params.done} />
      </div>
      <div className="desk-inset">
        <Card title={t("desk.audit.chainTitle")} id="chain">
          <ChainLines chains={chains} locale={locale} t={t} />
        </Card>
        <Tabs
          label={t("desk.audit.tabs")}
          tabs={[
            { label: t("desk.audit.events"), href: href({ stream: "audit" }), isCurrent: stream === "audit" },
            {
              label: t("desk.audit.access"),
              href: href({ stream: "access" }),
              isCurrent: stream === "access",
            },
          ]}
        />
      </div>
      <FilterForm
        action={localeHref(locale, "/desk/audit")}
        heading={t("desk.audit.filter")}
        submit={t("common.filter.apply")}
        hidden={stream === "audit" ? {} : { stream }}
        pills={{
          title: t("common.filter.active"),
          items: about
            ? [
                {
                  label: about,
                  removeHref: href({ about: null }),
                  removeLabel: t("common.filter.remove", { name: about }),
                },
              ]
            : [],
          clear: { href: href({ about: null }), label: t("common.filter.clear") },
        }}
      >
        <TextField
          id="about"
          label={t("desk.audit.subject")}
          value={about}
          autoComplete="off"
          spellCheck={false}
        />
      </FilterForm>
      {isEmpty ? (
        <EmptyState title={t("desk.audit.emptyTitle")}>
          {t(isUnknown ? "desk.audit.unknownSubject" : "desk.audit.empty")}
        </EmptyState>
      ) : (
        <>
          {audit && <AuditTable rows={audit.rows} locale={locale} t={t} />}
          {access && <AccessTable rows={access.rows} locale={locale} t={t} />}
        </>
      )}
      <div className="desk-pages">
        <Pagination
          label={t("common.pagination.label")}
          previous={before ? { href: href({}), label: t("desk.audit.newest") } : undefined}
          next={next ? { href: href({ before: next }), label: t("desk.audit.older") } : undefined}
        />
      </div>
    </DeskFrame>
  );
}

/** A case by its reference, or the id of a case or report as the trail shows it. */
async function subjectOf(
  about: string,
  find: (reference: string) => Promise<string | null>,
): Promise<string | null> {
  return isUuid(about.toLowerCase()) ? about.toLowerCase() : find(about);
}

function trailHref({ locale }: Desk, params: Record<string, string | null>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value && !(name === "stream" && value === "audit")) search.set(name, value);
  }
  const query = search.toString();
  return localeHref(locale, query ? `/desk/audit?${query}` : "/desk/audit");
}

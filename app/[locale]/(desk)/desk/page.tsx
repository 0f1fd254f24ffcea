import type { Metadata } from "next";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { sealedKeys } from "#commands/cases/sealed-keys.ts";
import { pick, severityWords } from "#components/desk/case-words.ts";
import { InboxTable } from "#components/desk/inbox-table.tsx";
import { Select } from "#components/forms/select.tsx";
import { TextField } from "#components/forms/text-field.tsx";
import { Button } from "#components/ui/button.tsx";
import { DeskBar } from "#components/ui/desk-shell.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterForm, type Pill } from "#components/ui/filter-form.tsx";
import { Pagination } from "#components/ui/navigation.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { listInbox } from "#db/queries/inbox.ts";
import { CASE_STATES } from "#domain/cases/case-state.ts";
import {
  CASE_KINDS,
  COUNT_CAP,
  INBOX_PAGE_SIZE,
  INBOX_SORTS,
  type InboxFilter,
  type InboxPage,
  inboxHref,
  readInboxFilter,
} from "#domain/cases/inbox.ts";
import { localeHref } from "#messages/locale.ts";
import { formatNumber } from "#messages/translate.ts";
import { DeskFrame, type RailPlace } from "../_desk/desk-frame.tsx";
import { DoneNotice } from "../_desk/done-notice.tsx";
import { type Desk, openDesk } from "../_desk/open-desk.ts";
import { findCase } from "./find-case.ts";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  return pageMetadata({ locale, path: "/desk", title: t("desk.title"), isPrivate: true });
}

export default async function InboxPageView({ searchParams }: Props) {
  const params = await searchParams;
  const filter = readInboxFilter(params);
  const desk = await openDesk("case.read", inboxHref(filter));
  const { context, scope, locale, t, now } = desk;
  const sealed = sealedKeys(context.keys);
  const page = await context.db.scoped(scope.agencyId, (tx) => listInbox(tx, scope, filter, { now, sealed }));
  return (
    <DeskFrame desk={desk} place={placeOf(filter)}>
      <DeskBar title={titleOf(desk, filter)} count={countOf(desk, page.total)}>
        <FindCase desk={desk} />
      </DeskBar>
      <div className="desk-notices">
        <DoneNotice desk={desk} done={params.done} />
        {params.found === "no" && (
          <Notice kind="warn" title={t("desk.inbox.find.none")} isLive>
            <p>{t("desk.inbox.find.what")}</p>
          </Notice>
        )}
      </div>
      <Filters desk={desk} filter={filter} />
      {page.rows.length > 0 ? (
        <InboxTable rows={page.rows} {...{ filter, now, locale, t }} />
      ) : (
        <Empty desk={desk} filter={filter} />
      )}
      <Pages desk={desk} filter={filter} page={page} />
    </DeskFrame>
  );
}

function placeOf(filter: InboxFilter): RailPlace {
  return filter.state === "open" && filter.assigned === "me" ? "mine" : filter.state;
}

function titleOf({ locale, t }: Desk, filter: InboxFilter): string {
  const place = placeOf(filter);
  if (place === "mine" || place === "open" || place === "second") return t(`desk.nav.${place}`);
  return pick(locale, CASE_STATES[filter.state as keyof typeof CASE_STATES]);
}

function countOf({ locale, t }: Desk, total: number): string {
  return total > COUNT_CAP
    ? t("desk.count.casesCapped", { count: formatNumber(locale, COUNT_CAP) })
    : t("desk.count.cases", { count: formatNumber(locale, total) });
}

/** Opens a case by its reference or by a whole number; posted, so that a number never stands in an address. */
function FindCase({ desk: { locale, t } }: { desk: Desk }) {
  return (
    <form action={findCase} className="find">
      <input type="hidden" name="locale" value={locale} />
      <input
        className="input"
        name="find"
        aria-label={t("desk.inbox.find.label")}
        placeholder={t("desk.inbox.find.hint")}
        autoComplete="off"
        spellCheck={false}
      />
      <Button variant="plain">{t("desk.inbox.find.submit")}</Button>
    </form>
  );
}

function Filters({ desk: { locale, t }, filter }: { desk: Desk; filter: InboxFilter }) {
  const any = (label: string) => ({ value: "", label });
  const levels = [2, 3, 4, 5].map((level) => ({
    value: String(level),
    label: level === 5 ? severityWords(t, 5) : t("desk.severity.atLeast", { word: severityWords(t, level) }),
  }));
  return (
    <FilterForm
      action={localeHref(locale, "/desk")}
      heading={t("desk.inbox.filter.heading")}
      submit={t("common.filter.apply")}
      hidden={filter.state === "open" ? {} : { state: filter.state }}
      pills={{
        title: t("common.filter.active"),
        items: pillsOf(locale, t, filter),
        clear: {
          href: localeHref(
            locale,
            inboxHref({ ...filter, kind: null, severity: null, assigned: null, q: "" }),
          ),
          label: t("common.filter.clear"),
        },
      }}
    >
      <Select
        id="kind"
        label={t("desk.inbox.filter.kind")}
        value={filter.kind ?? ""}
        options={[
          any(t("desk.inbox.filter.anyKind")),
          ...CASE_KINDS.map((kind) => ({ value: kind, label: t(`desk.kind.${kind}`) })),
        ]}
      />
      <Select
        id="severity"
        label={t("desk.inbox.filter.severity")}
        value={String(filter.severity ?? "")}
        options={[any(t("desk.inbox.filter.anySeverity")), ...levels]}
      />
      <Select
        id="assigned"
        label={t("desk.inbox.filter.assigned")}
        value={filter.assigned ?? ""}
        options={[
          any(t("desk.inbox.filter.anyAssigned")),
          { value: "me", label: t("desk.inbox.filter.me") },
          { value: "nobody", label: t("desk.inbox.filter.nobody") },
        ]}
      />
      <TextField
        id="q"
        label={t("desk.inbox.filter.text")}
        value={filter.q}
        autoComplete="off"
        spellCheck={false}
      />
      <Select
        id="sort"
        label={t("desk.inbox.sortBy")}
        value={filter.sort}
        options={INBOX_SORTS.map((sort) => ({ value: sort, label: t(`desk.inbox.sort.${sort}`) }))}
      />
    </FilterForm>
  );
}

function pillsOf(locale: Desk["locale"], t: Desk["t"], filter: InboxFilter): Pill[] {
  const pill = (label: string, change: Partial<InboxFilter>): Pill => ({
    label,
    removeHref: localeHref(locale, inboxHref(filter, change)),
    removeLabel: t("common.filter.remove", { name: label }),
  });
  return [
    ...(filter.kind ? [pill(t(`desk.kind.${filter.kind}`), { kind: null })] : []),
    ...(filter.severity
      ? [pill(t("desk.severity.atLeast", { word: severityWords(t, filter.severity) }), { severity: null })]
      : []),
    ...(filter.assigned ? [pill(t(`desk.inbox.filter.${filter.assigned}`), { assigned: null })] : []),
    ...(filter.q ? [pill(t("desk.inbox.filter.textPill", { text: filter.q }), { q: "" })] : []),
  ];
}

function Empty({ desk: { t }, filter }: { desk: Desk; filter: InboxFilter }) {
  const place = placeOf(filter);
  const isNarrowed = Boolean(
    filter.kind || filter.severity || filter.q || filter.after || (filter.assigned && place !== "mine"),
  );
  const why = isNarrowed
    ? t("desk.inbox.emptyFiltered")
    : place === "second"
      ? t("desk.inbox.emptySecond")
      : place === "mine"
        ? t("desk.inbox.emptyMine")
        : t("desk.inbox.emptyQueue");
  return <EmptyState title={t("desk.inbox.emptyTitle")}>{why}</EmptyState>;
}

function Pages({ desk: { locale, t }, filter, page }: { desk: Desk; filter: InboxFilter; page: InboxPage }) {
  return (
    <div className="desk-pages">
      <Pagination
        label={t("common.pagination.label")}
        previous={
          filter.after
            ? { href: localeHref(locale, inboxHref(filter)), label: t("desk.inbox.first") }
            : undefined
        }
        next={
          page.next
            ? {
                href: localeHref(locale, inboxHref(filter, { after: page.next })),
                label: t("desk.inbox.next", { count: INBOX_PAGE_SIZE }),
              }
            : undefined
        }
      />
    </div>
  );
}

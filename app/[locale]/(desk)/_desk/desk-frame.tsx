import type { ReactNode } from "react";
import { requestPath, safePath } from "#app/_server/request-path.ts";
import { pick } from "#components/desk/case-words.ts";
import { ClockControl } from "#components/desk/clock-control.tsx";
import { DeskShell, type RailGroup, type RailLink } from "#components/ui/desk-shell.tsx";
import { countRegistryWork } from "#db/queries/entry-file.ts";
import { countInbox } from "#db/queries/inbox.ts";
import { countReview } from "#db/queries/review.ts";
import { ROLES } from "#domain/access/permissions.ts";
import { CASE_STATES } from "#domain/cases/case-state.ts";
import { COUNT_CAP, type InboxCounts, type InboxQueue } from "#domain/cases/inbox.ts";
import { localeHref } from "#messages/locale.ts";
import { formatNumber } from "#messages/translate.ts";
import { advanceClock, signOut } from "../actions.ts";
import type { Desk } from "./open-desk.ts";

export type RailPlace =
  | InboxQueue
  | "mine"
  | "review"
  | "registry"
  | "ratings"
  | "keys"
  | "audit"
  | "account"
  | null;
type Props = { desk: Desk; place: RailPlace; children: ReactNode };

const OPEN_QUEUES = ["open", "triage", "investigating", "proposed", "window"] as const;
const DECIDED_QUEUES = ["published", "closed"] as const;

/** The officers' frame around every desk page: queues with their counts, who is signed in, and the demonstration's clock. */
export async function DeskFrame({ desk, place, children }: Props) {
  const { locale, t, context, actor, scope, now } = desk;
  const mayReview = actor.permissions.has("case.merge");
  const [counts, questions, registry] = await context.db.scoped(scope.agencyId, (tx) =>
    Promise.all([
      countInbox(tx, scope, now),
      mayReview ? countReview(tx, scope) : 0,
      countRegistryWork(tx, scope),
    ]),
  );
  const other = locale === "en" ? "zh-CN" : "en";
  const path = safePath(await requestPath());
  return (
    <DeskShell
      brand={{ href: localeHref(locale, "/desk"), label: t("desk.brand") }}
      navLabel={t("desk.nav.label")}
      groups={railGroups(desk, { ...counts, questions, registry }, place)}
      tools={
        <>
          <span className="muted">
            {t("desk.nav.signedInAs", { name: actor.name, role: pick(locale, ROLES[actor.role]) })}
          </span>
          <a href={localeHref(other, path)} lang={other} hrefLang={other}>
            {t("desk.language")}
          </a>
          <form action={signOut}>
            <input type="hidden" name="locale" value={locale} />
            <button type="submit" className="link-button">
              {t("desk.nav.signOut")}
            </button>
          </form>
        </>
      }
      railFooter={
        context.isDemo && (
          <ClockControl
            action={advanceClock}
            {...{ now, locale, t }}
            offsetMs={context.clock.offsetMs()}
            path={path.startsWith("/desk") ? path : "/desk"}
          />
        )
      }
    >
      {children}
    </DeskShell>
  );
}

function railGroups(
  { locale, t, actor }: Desk,
  counts: InboxCounts & { readonly questions: number; readonly registry: number },
  place: RailPlace,
): RailGroup[] {
  const href = (path: string) => localeHref(locale, path);
  const count = (of: keyof typeof counts) =>
    counts[of] > COUNT_CAP
      ? t("desk.count.capped", { count: formatNumber(locale, COUNT_CAP) })
      : formatNumber(locale, counts[of]);
  const queue = (of: InboxQueue): RailLink => ({
    href: href(of === "open" ? "/desk" : `/desk?state=${of}`),
    label: of === "open" || of === "second" ? t(`desk.nav.${of}`) : pick(locale, CASE_STATES[of]),
    count: count(of),
    isCurrent: place === of,
  });
  const mine: RailLink = {
    href: href("/desk?assigned=me"),
    label: t("desk.nav.mine"),
    count: count("mine"),
    isCurrent: place === "mine",
  };
  const review: RailLink = {
    href: href("/desk/review"),
    label: t("desk.nav.review"),
    count: count("questions"),
    isCurrent: place === "review",
  };
  const registry: RailLink = {
    href: href("/desk/registry"),
    label: t("entry.nav"),
    count: count("registry"),
    isCurrent: place === "registry",
  };
  const ratings: RailLink = {
    href: href("/desk/ratings"),
    label: t("ratingDesk.nav"),
    isCurrent: place === "ratings",
  };
  const audit: RailLink = {
    href: href("/desk/audit"),
    label: t("desk.nav.audit"),
    isCurrent: place === "audit",
  };
  const keys: RailLink = { href: href("/desk/keys"), label: t("apiKeys.nav"), isCurrent: place === "keys" };
  return [
    {
      title: t("desk.nav.you"),
      links: [
        ...(actor.permissions.has("complaint.triage") ? [mine] : []),
        ...(actor.permissions.has("decision.approve") ? [queue("second")] : []),
        ...(actor.permissions.has("case.merge") ? [review] : []),
        registry,
        ...(actor.permissions.has("rating.review") ? [ratings] : []),
      ],
    },
    { title: t("desk.nav.cases"), links: OPEN_QUEUES.map(queue) },
    { title: t("desk.nav.decided"), links: DECIDED_QUEUES.map(queue) },
    {
      links: [
        ...(actor.permissions.has("key.manage") ? [keys] : []),
        ...(actor.permissions.has("audit.read") ? [audit] : []),
        { href: href("/desk/account"), label: t("desk.nav.account"), isCurrent: place === "account" },
        { href: href("/"), label: t("desk.nav.public") },
      ],
    },
  ].filter((group) => group.links.length > 0);
}

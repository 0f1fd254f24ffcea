import "../../../../../campaign.css";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { pageMetadata } from "#app/_server/metadata.ts";
import { sealedKeys } from "#commands/cases/sealed-keys.ts";
import { shortCode } from "#components/desk/case-words.ts";
import { EvidenceChain, EvidenceNow, MembershipReason } from "#components/desk/membership.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { BackLink } from "#components/ui/navigation.tsx";
import { explainMembership, findEvidencePath } from "#db/queries/case-evidence.ts";
import { type PresentEvidence, presentEvidence } from "#db/queries/present-evidence.ts";
import { isUuid } from "#domain/cases/inbox.ts";
import type { EvidencePath, Membership } from "#domain/cases/membership.ts";
import { AppError } from "#domain/errors.ts";
import { localeHref } from "#messages/locale.ts";
import { DeskFrame } from "../../../../../_desk/desk-frame.tsx";
import { type Desk, openDesk } from "../../../../../_desk/open-desk.ts";

type Props = {
  params: Promise<{ id: string; complaintId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const [{ id, complaintId }, { to }] = await Promise.all([params, searchParams]);
  const { desk, membership } = await openMember(id, complaintId, nameOf(to));
  const title = desk.t("campaign.member.documentTitle", {
    code: shortCode(complaintId),
    reference: membership.reference,
  });
  return pageMetadata({
    locale: desk.locale,
    path: `/desk/cases/${id}/members/${complaintId}`,
    title,
    isPrivate: true,
  });
}

const nameOf = (to: string | string[] | undefined): string | null =>
  (typeof to === "string" && to.trim()) || null;

type Opened = {
  desk: Desk<"case.read">;
  membership: Membership;
  present: PresentEvidence;
  path: EvidencePath;
};

/** Once per request, for the title and the page. A report that is not in the case, or not the agency's, is not there. */
const openMember = cache(async (id: string, complaintId: string, to: string | null): Promise<Opened> => {
  const desk = await openDesk("case.read", `/desk/cases/${id}/members/${complaintId}`);
  const { context, scope } = desk;
  if (!isUuid(id) || !isUuid(complaintId)) notFound();
  try {
    const [membership, present, path] = await context.db.scoped(scope.agencyId, (tx) =>
      Promise.all([
        explainMembership(tx, scope, id, { complaintId, sealed: sealedKeys(context.keys) }),
        presentEvidence(tx, scope, id, complaintId),
        findEvidencePath(tx, scope, id, { from: complaintId, to, sealed: sealedKeys(context.keys) }),
      ]),
    );
    return { desk, membership, present, path };
  } catch (error) {
    if (error instanceof AppError && error.code === "not-found") notFound();
    throw error;
  }
});

export default async function MembershipPage({ params, searchParams }: Props) {
  const [{ id, complaintId }, { to }] = await Promise.all([params, searchParams]);
  const { desk, membership, present, path } = await openMember(id, complaintId, nameOf(to));
  const { locale, t } = desk;
  const asked = nameOf(to);
  const code = shortCode(complaintId);
  return (
    <DeskFrame desk={desk} place={null}>
      <div className="desk-page case-page">
        <BackLink href={localeHref(locale, `/desk/cases/${id}`)}>
          {t("campaign.member.back", { reference: membership.reference })}
        </BackLink>
        <header className="case-header">
          <div>
            <h1>{t("campaign.member.title", { code })}</h1>
            <p>
              <a href={localeHref(locale, `/desk/complaints/${complaintId}`)}>
                {t("desk.case.member.open", { code })}
              </a>
            </p>
          </div>
        </header>
        <Card title={t("campaign.member.whyTitle")} id="why">
          <MembershipReason membership={membership} locale={locale} t={t} />
          <EvidenceNow membership={membership} present={present} locale={locale} t={t} />
        </Card>
        <Card title={t("campaign.member.pathTitle")} id="path">
          <EvidenceChain
            caseId={id}
            from={complaintId}
            path={path}
            isFirst={asked === null}
            locale={locale}
            t={t}
          />
          <form method="get" className="evidence-ask" action="#path">
            <label htmlFor="to">{t("campaign.member.ask")}</label>
            <p className="hint" id="to-hint">
              {t("campaign.member.askHint")}
            </p>
            <div>
              <input
                className="input"
                id="to"
                name="to"
                defaultValue={asked ?? ""}
                maxLength={36}
                autoComplete="off"
                spellCheck={false}
                aria-describedby="to-hint"
              />
              <Button variant="plain">{t("campaign.member.submit")}</Button>
            </div>
          </form>
        </Card>
      </div>
    </DeskFrame>
  );
}

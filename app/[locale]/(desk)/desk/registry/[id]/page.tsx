import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { pick } from "#components/desk/case-words.ts";
import { DeskForm } from "#components/desk/desk-form.tsx";
import { endSanctionFields } from "#components/desk/entry-fields.ts";
import { Card } from "#components/ui/card.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { DeskBar } from "#components/ui/desk-shell.tsx";
import { BackLink } from "#components/ui/navigation.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Label } from "#components/ui/tag.tsx";
import { Timeline } from "#components/ui/timeline.tsx";
import { getEntryFile, listActs, listApplications, listQuestions } from "#db/queries/entry-file.ts";
import { GROUNDS, type Ground, TIERS } from "#domain/cases/decision.ts";
import { isUuid } from "#domain/cases/inbox.ts";
import { REGISTRY_KINDS, SUBJECT_KINDS, VERSION_STATUSES } from "#domain/registry/entry.ts";
import { MEASURES } from "#domain/registry/entry-act.ts";
import type { ActRow, EntryFile } from "#domain/registry/entry-file.ts";
import { localeHref } from "#messages/locale.ts";
import { formatDate, formatDateTime } from "#messages/translate.ts";
import zh from "#messages/zh-CN/entry.json" with { type: "json" };
import { DeskFrame } from "../../../_desk/desk-frame.tsx";
import { type Desk, openDesk } from "../../../_desk/open-desk.ts";
import { propose } from "../actions.ts";
import { ActCard } from "./act-card.tsx";
import { ApplicationCard } from "./application-card.tsx";
import { ProposeForms } from "./propose-forms.tsx";

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [{ locale, t }, { id }] = await Promise.all([pageWords(), params]);
  return pageMetadata({ locale, path: `/desk/registry/${id}`, title: t("entry.one"), isPrivate: true });
}

/** One entry: what it says, what its subject asks for, what two officers do about it, and every version. */
export default async function EntryPage({ params, searchParams }: Props) {
  const [{ id }, { done }] = await Promise.all([params, searchParams]);
  const desk = await openDesk("case.read", `/desk/registry/${id}`);
  if (!isUuid(id)) notFound();
  const { context, scope, locale, t, now } = desk;
  const open = (entryId: string, sealed: Uint8Array) =>
    context.keys.openWithMaster({ table: "registry_entries", column: "key", row: entryId }, sealed);
  const [file, applications, acts, questions] = await context.db.scoped(scope.agencyId, (tx) =>
    Promise.all([
      getEntryFile(tx, scope, id, { now, open }),
      listApplications(tx, scope, id),
      listActs(tx, scope, id),
      listQuestions(tx, scope, id),
    ]),
  );
  if (!file && acts.length === 0) notFound();
  return (
    <DeskFrame desk={desk} place="registry">
      <DeskBar title={t("entry.one")} />
      <div className="desk-page case-page">
        <BackLink href={localeHref(locale, "/desk/registry")}>{t("entry.back")}</BackLink>
        {typeof done === "string" && isDone(done) && (
          <Notice kind="success" title={t(`entry.said.${done}`)} isLive />
        )}
        <div className="case-grid">
          <div className="case-main">
            {file && <Facts desk={desk} file={file} />}
            {applications.map((application) => (
              <ApplicationCard
                key={application.id}
                desk={desk}
                application={application}
                acts={acts}
                isOver={!file?.isInForce}
              />
            ))}
          </div>
          <div className="case-side">
            {acts.filter(isWaiting).map((act) => (
              <ActCard key={act.id} desk={desk} act={act} />
            ))}
            {file && <ProposeForms desk={desk} file={file} />}
            {file && <Sanctions desk={desk} file={file} />}
            {file?.subject.kind === "practitioner" && (
              <Card title={t("entry.questions.title")} id="questions">
                <p className="muted small">{t("entry.questions.lead")}</p>
                <Timeline
                  items={questions.map((one) => ({
                    at: one.at,
                    when: formatDateTime(locale, one.at),
                    title: one.by,
                    body: one.purpose,
                  }))}
                />
              </Card>
            )}
            {file && (
              <Card title={t("entry.versions.title")} id="versions">
                <Timeline
                  items={file.versions.map((version) => ({
                    at: version.at,
                    when: formatDateTime(locale, version.at),
                    title: causeWords(desk, version.cause),
                    body: t("entry.versions.until", { date: formatDate(locale, version.expiresAt) }),
                  }))}
                />
              </Card>
            )}
            {acts.some((act) => !isWaiting(act)) && (
              <Card title={t("entry.acts.earlier")} id="earlier">
                {acts
                  .filter((act) => !isWaiting(act))
                  .map((act) => (
                    <ActCard key={act.id} desk={desk} act={act} />
                  ))}
              </Card>
            )}
          </div>
        </div>
      </div>
    </DeskFrame>
  );
}

const isWaiting = ({ state }: ActRow) => state === "proposed" || state === "window";
const isDone = (code: string): code is keyof typeof zh.said => Object.hasOwn(zh.said, code);

function causeWords({ t }: Desk, cause: string): string {
  const isKnown = (code: string): code is keyof typeof zh.cause => Object.hasOwn(zh.cause, code);
  return isKnown(cause) ? t(`entry.cause.${cause}`) : cause;
}

function Facts({ desk: { locale, t }, file }: { desk: Desk; file: EntryFile }) {
  const date = (at: string | null) => (at ? formatDate(locale, at) : t("entry.fact.none"));
  return (
    <Card title={`${pick(locale, SUBJECT_KINDS[file.subject.kind])} ${file.subject.text}`} id="entry">
      <p>
        <Label>{pick(locale, REGISTRY_KINDS[file.kind])}</Label>{" "}
        <Label>{pick(locale, VERSION_STATUSES[file.status])}</Label>{" "}
        <Label>{pick(locale, TIERS[file.tier])}</Label>
      </p>
      <DescriptionList
        look="rows"
        facts={[
          { term: t("entry.fact.id"), value: file.id },
          { term: t("entry.fact.term"), value: `${date(file.listedAt)} – ${date(file.expiresAt)}` },
          { term: t("entry.fact.repair"), value: date(file.earliestRepairAt) },
          {
            term: t("entry.fact.grounds"),
            value: file.grounds
              .map((ground) => pick(locale, GROUNDS[ground as Ground]))
              .join(t("common.separator")),
          },
          { term: t("entry.field.statement"), value: file.statement },
          ...(file.endedAt
            ? [
                { term: t("entry.fact.ended"), value: date(file.endedAt) },
                { term: t("entry.fact.erase"), value: date(file.erasedAt ?? file.eraseAt) },
              ]
            : []),
        ]}
      />
      {file.caseId && (
        <p className="entry-links">
          <a href={localeHref(locale, `/desk/cases/${file.caseId}`)}>{t("entry.fact.case")}</a>
        </p>
      )}
      {file.mergedInto && (
        <p>
          <a href={localeHref(locale, `/desk/registry/${file.mergedInto}`)}>{t("entry.fact.mergedInto")}</a>
        </p>
      )}
    </Card>
  );
}

function Sanctions({ desk: { actor, locale, t, now }, file }: { desk: Desk; file: EntryFile }) {
  if (file.sanctions.length === 0) return null;
  return (
    <Card title={t("entry.sanctions.title")} id="sanctions">
      {file.sanctions.map((one) => {
        const isOpen = !one.endedAt && new Date(one.until) > now;
        const form = `end-${one.id.slice(-8)}`;
        return (
          <section key={one.id} className="step">
            <h3>{pick(locale, MEASURES[one.measure as keyof typeof MEASURES])}</h3>
            <DescriptionList
              facts={[
                { term: t("entry.field.authority"), value: one.authority },
                { term: t("entry.field.mustAct"), value: one.mustAct },
                { term: t("entry.field.basis"), value: one.basis },
                {
                  term: t("entry.fact.term"),
                  value: `${formatDate(locale, one.from)} – ${formatDate(locale, one.endedAt ?? one.until)}`,
                },
              ]}
            />
            {isOpen && actor.permissions.has("decision.propose") && (
              <DeskForm
                id={form}
                fold={t("entry.sanctions.end")}
                action={propose}
                fields={endSanctionFields(t, form)}
                hidden={{ locale, form, act: "sanction_end", entryId: file.id, sanctionId: one.id }}
                submit={t("entry.proposeSubmit")}
                words={{ errorTitle: t("forms.errorTitle"), errorPrefix: t("forms.errorPrefix") }}
              />
            )}
          </section>
        );
      })}
    </Card>
  );
}

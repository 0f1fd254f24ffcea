import type { Metadata } from "next";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { sealedKeys } from "#commands/cases/sealed-keys.ts";
import { ruleWords } from "#components/desk/case-words.ts";
import { ReviewForm, UndoAnswer } from "#components/desk/review-form.tsx";
import { ReviewTable } from "#components/desk/review-table.tsx";
import { DeskBar } from "#components/ui/desk-shell.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { modelRecords, nextReview } from "#db/queries/review.ts";
import { isUuid } from "#domain/cases/inbox.ts";
import { type ModelRecord, type ReviewItem, readSkipped } from "#domain/cases/review.ts";
import { readWaterfall } from "#domain/matching/waterfall.ts";
import { localeHref } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import { DeskFrame } from "../../_desk/desk-frame.tsx";
import { type Desk, openDesk } from "../../_desk/open-desk.ts";
import { answer, takeBack } from "./actions.ts";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  return pageMetadata({ locale, path: "/desk/review", title: t("merge.review.title"), isPrivate: true });
}

/** One question at a time, the most useful first: are these one case, does this report belong here. */
export default async function ReviewPage({ searchParams }: Props) {
  const params = await searchParams;
  const desk = await openDesk("case.merge", "/desk/review");
  const { context, scope, now, t } = desk;
  const skipped = readSkipped(textOf(params.skip));
  const [{ waiting, item }, records] = await context.db.scoped(scope.agencyId, (tx) =>
    Promise.all([
      nextReview(tx, scope, { skipped, now, sealed: sealedKeys(context.keys) }),
      modelRecords(tx, scope),
    ]),
  );
  return (
    <DeskFrame desk={desk} place="review">
      <DeskBar title={t("merge.review.title")} />
      <div className="desk-page case-page review-page">
        <Answered desk={desk} done={textOf(params.done)} last={textOf(params.last)} skip={skipped} />
        {item ? (
          <>
            <p className="muted">{t("merge.review.waiting", { count: waiting })}</p>
            <Question desk={desk} item={item} skipped={skipped} isNext={textOf(params.done) !== ""} />
          </>
        ) : (
          <EmptyState title={t("merge.review.empty")}>{t("merge.review.emptyBody")}</EmptyState>
        )}
        <Records t={t} records={records} />
      </div>
    </DeskFrame>
  );
}

type QuestionProps = { desk: Desk; item: ReviewItem; skipped: readonly string[]; isNext: boolean };

function Question({ desk: { locale, t }, item, skipped, isNext }: QuestionProps) {
  const { kind, caseId, otherId, askedId } = item;
  const title = t(`merge.review.${kind}`);
  const right = item.right ? { case: item.right } : item.complaint && { complaint: item.complaint };
  const skip = [...skipped, askedId].join(",");
  return (
    <ReviewForm
      action={answer}
      hidden={{ locale, kind, caseId, otherId, askedId, skip: skipped.join(",") }}
      skipHref={localeHref(locale, `/desk/review?skip=${skip}`)}
      isNext={isNext}
      words={{
        errorTitle: t("forms.errorTitle"),
        errorPrefix: t("forms.errorPrefix"),
        label: title,
        same: t(kind === "merge" ? "merge.review.same" : "merge.review.belongs"),
        apart: t(kind === "merge" ? "merge.review.apart" : "merge.review.notHere"),
        skip: t("merge.review.skip"),
        reason: t("merge.review.your"),
        optional: t("merge.review.optional"),
        keys: t("merge.review.keys"),
      }}
    >
      <h2>{title}</h2>
      <p>{askedWords(t, locale, item)}</p>
      {item.needsSecond && (
        <Notice title={t("merge.review.second.title")}>
          <p>{t("merge.review.second.body")}</p>
        </Notice>
      )}
      <Why t={t} item={item} />
      {right && <ReviewTable left={item.left} right={right} locale={locale} t={t} />}
    </ReviewForm>
  );
}

/** Who asks, and how sure the machine is, in words. */
function askedWords(t: Translate, locale: string, item: ReviewItem): string {
  const values = { name: item.by ?? "", version: item.modelVersion };
  if (item.byKind !== "model") return t(`merge.review.asked.${item.byKind}`, values);
  if (!item.chance) return t("merge.review.asked.modelPlain", values);
  const { answers, probability } = item.chance;
  const chance = { ...values, percent: percentWords(t, locale, probability) };
  return answers === 0
    ? t("merge.review.asked.model", chance)
    : t("merge.review.asked.learnt", { ...chance, count: answers });
}

/** In whole percent; what rounds to certainty is not called certain. */
function percentWords(t: Translate, locale: string, probability: number): string {
  const format = new Intl.NumberFormat(locale, { style: "percent" });
  if (probability > 0.99) return t("merge.review.over", { percent: format.format(0.99) });
  if (probability < 0.01) return t("merge.review.under", { percent: format.format(0.01) });
  return format.format(probability);
}

/** The ties a model found, strongest first; else the reason as a person or a rule gave it. */
function Why({ t, item }: { t: Translate; item: ReviewItem }) {
  const waterfall = readWaterfall(item.weights);
  if (waterfall)
    return (
      <div>
        <h3>{t("merge.review.why")}</h3>
        <ul className="plain-list">
          {waterfall.steps.map((step) => (
            <li key={step.kind}>
              {t("merge.review.tie", { tie: ruleWords(t, step.kind), count: step.complaints })}
            </li>
          ))}
        </ul>
      </div>
    );
  if (item.byKind === "person" && item.reason)
    return <p>{t("merge.review.reason", { reason: item.reason })}</p>;
  return null;
}

type AnsweredProps = { desk: Desk; done: string; last: string; skip: readonly string[] };

/** What was just recorded, and the way back from it. */
function Answered({ desk: { locale, t }, done, last, skip }: AnsweredProps) {
  if (!isDone(done)) return null;
  const [kind = "", caseId = "", otherId = "", askedId = ""] = last.split("~");
  const mayUndo = done !== "undone" && [caseId, otherId, askedId].every(isUuid);
  return (
    <Notice kind="success" title={t(`merge.review.done.${done}`)} isLive>
      {mayUndo && (
        <UndoAnswer
          action={takeBack}
          hidden={{ locale, kind, caseId, otherId, askedId, skip: skip.join(",") }}
          words={{ errorTitle: t("forms.errorTitle"), undo: t("merge.review.undo") }}
        />
      )}
    </Notice>
  );
}

const DONE = ["same", "apart", "waits", "undone"] as const;
const isDone = (text: string): text is (typeof DONE)[number] => (DONE as readonly string[]).includes(text);

function Records({ t, records }: { t: Translate; records: readonly ModelRecord[] }) {
  if (records.length === 0) return <p className="muted small">{t("merge.review.recordNone")}</p>;
  return (
    <ul className="plain-list muted small">
      {records.map(({ version, answers, agreed }) => (
        <li key={version}>{t("merge.review.record", { version, answers, agreed })}</li>
      ))}
    </ul>
  );
}

const textOf = (value: string | string[] | undefined): string => (typeof value === "string" ? value : "");

import { dueOn } from "#domain/clocks/due-on.ts";
import { clockPreset } from "#domain/clocks/presets.ts";
import { CHANNELS, MATTERS } from "#domain/complaints/codes.ts";
import { wordsOf } from "#domain/complaints/label.ts";
import { INFORMATION_ANSWERS, OUTCOME_CODES, REASON_CODES } from "#domain/complaints/outcomes.ts";
import { eventsFrom, type StatusActor } from "#domain/complaints/status.ts";
import { type Status, statusWords } from "#domain/complaints/statuses.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import { formatDate, formatDateTime, type Translate } from "#messages/translate.ts";
import { ButtonLink } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { DescriptionList, type Fact } from "../ui/description-list.tsx";
import { Details } from "../ui/details.tsx";
import { Label } from "../ui/tag.tsx";
import { Timeline } from "../ui/timeline.tsx";

/** A report as its reporter sees it. */
export type FollowUpReport = {
  readonly status: Status;
  readonly reason: string | null;
  readonly message: string | null;
  readonly receivedAt: string;
  readonly since: string;
  readonly matter: string;
  readonly channel: string;
  readonly history: readonly {
    readonly status: Status;
    readonly at: string;
    readonly by: StatusActor;
    readonly reason: string | null;
    readonly message: string | null;
  }[];
};

type Props = {
  locale: Locale;
  t: Translate;
  report: FollowUpReport;
  /** The proof of receipt was asked for before it was there. */
  isProofAwaited: boolean;
  /** Makes this browser forget the receipt. */
  close: (data: FormData) => Promise<void>;
};

/** What has become of a report: what happened, what happens next and by when, what is asked, what may be done. */
export function FollowUpView({ locale, t, report, isProofAwaited, close }: Props) {
  const words = statusWords(report.status);
  const isWithdrawn = report.reason === "withdrawn";
  const may = eventsFrom(report.status, "reporter");
  const [happened, next] = isWithdrawn
    ? [t("receipt.withdrawn.happened"), t("receipt.withdrawn.next")]
    : [asHeading(inLocale(words.happened, locale)), inLocale(words.next, locale)];
  return (
    <div className="column">
      <p className="receipt-state">
        <Label>{isWithdrawn ? t("receipt.withdrawn.word") : wordsOf([words], words.code, locale)}</Label>
        <span className="muted">
          {t("receipt.received", { at: formatDateTime(locale, report.receivedAt) })}
        </span>
      </p>
      <h1>{happened}</h1>
      {report.message && (
        <div className="receipt-block">
          <Card id="message" title={t("receipt.message")}>
            <p className="receipt-message">{report.message}</p>
          </Card>
        </div>
      )}
      <section className="receipt-block">
        <h2>{t("complaints.status.next")}</h2>
        <p>{next}</p>
        <When locale={locale} t={t} report={report} />
        {may.includes("give_info") && (
          <div className="form-actions">
            <ButtonLink href={localeHref(locale, "/receipt/information")}>{t("receipt.answer")}</ButtonLink>
          </div>
        )}
      </section>
      <section className="receipt-block">
        <h2>{t("receipt.yours")}</h2>
        <DescriptionList look="rows" facts={factsOf({ locale, t, report })} />
      </section>
      <section className="receipt-block">
        <h2>{t("receipt.history")}</h2>
        <Timeline
          items={report.history.toReversed().map((event) => ({
            at: event.at,
            when: formatDateTime(locale, event.at),
            title: eventTitle(event, locale, t),
            body: eventBody(event, locale),
            by: event.by === "officer" ? t("receipt.byOfficer") : undefined,
          }))}
        />
      </section>
      <section className="receipt-block no-print">
        <h2>{t("receipt.more")}</h2>
        <ul>
          {may.includes("withdraw") && (
            <li>
              <a href={localeHref(locale, "/receipt/withdraw")}>{t("receipt.withdraw.link")}</a>
            </li>
          )}
          <li>
            <a href={localeHref(locale, "/receipt/proof")}>{t("receipt.proof.link")}</a>
            <p className="muted small">
              {isProofAwaited ? t("receipt.proof.none") : t("receipt.proof.body")}
            </p>
          </li>
          <li>
            <a href={localeHref(locale, "/report")}>{t("receipt.again")}</a>
          </li>
        </ul>
        <form action={close} className="form-actions">
          <input type="hidden" name="locale" value={locale} />
          <button type="submit" className="button button-plain">
            {t("receipt.close")}
          </button>
        </form>
        <p className="report-note muted small">{t("receipt.closeBody")}</p>
      </section>
    </div>
  );
}

const inLocale = (words: { readonly zh: string; readonly en: string }, locale: Locale): string =>
  locale === "en" ? words.en : words.zh;

/** A sentence of the status table as a heading: without its full stop. */
const asHeading = (sentence: string): string => sentence.replace(/[。.]$/, "");

/** By when, and where the date comes from. Nothing when nobody is waited for. */
function When({ locale, t, report }: Pick<Props, "locale" | "t" | "report">) {
  const words = statusWords(report.status);
  if (words.byWhen === null) return null;
  const preset = clockPreset(words.byWhen);
  const date = formatDate(locale, dueOn(preset, new Date(report.since)));
  const basis = inLocale(preset.basis, locale);
  return (
    <>
      <p className="report-note">
        <b>{t(words.pausesClocks ? "receipt.replyBy" : "complaints.status.by", { date })}</b>
      </p>
      <div className="report-note">
        <Details summary={t("receipt.whyDate")}>
          <p>
            {t(preset.dayKind === "working" ? "receipt.workingDays" : "receipt.calendarDays", {
              days: preset.days,
              basis,
            })}
          </p>
          {preset.verifiedOn === null && <p>{t("receipt.notVerified")}</p>}
        </Details>
      </div>
    </>
  );
}

function factsOf({ locale, t, report }: Pick<Props, "locale" | "t" | "report">): readonly Fact[] {
  const isDecided = report.status === "not_accepted" || report.status === "closed";
  const hasReason = isDecided && report.reason !== "withdrawn";
  const reason = hasReason ? reasonWords(report.reason, locale) : null;
  return [
    ...(reason ? [{ term: t("receipt.reason"), value: reason }] : []),
    { term: t("receipt.matter"), value: wordsOf(MATTERS, report.matter, locale) },
    { term: t("receipt.channel"), value: wordsOf(CHANNELS, report.channel, locale) },
  ];
}

function reasonWords(reason: string | null, locale: Locale): string | null {
  return reason && wordsOf([...REASON_CODES, ...OUTCOME_CODES, ...INFORMATION_ANSWERS], reason, locale);
}

type Event = FollowUpReport["history"][number];

function eventTitle(event: Event, locale: Locale, t: Translate): string {
  if (event.reason === "withdrawn") return t("receipt.withdrawn.word");
  if (event.by === "reporter" && event.status === "screening") return t("receipt.answered");
  return wordsOf([statusWords(event.status)], event.status, locale);
}

function eventBody(event: Event, locale: Locale): string | undefined {
  const reason = event.reason === "withdrawn" ? null : reasonWords(event.reason, locale);
  return [reason, event.message].filter(Boolean).join(locale === "en" ? ". " : "。") || undefined;
}

import type { ReactNode } from "react";
import { EMERGENCY_HOURS, RESPONSE_WINDOW_DAYS } from "#domain/cases/decision.ts";
import { type MessageState, messageState } from "#domain/registry/message-summary.ts";
import type { EntryAnswer, NumberAnswer } from "#domain/registry/number-answer.ts";
import { SUBJECT_REASONS, type SubjectReason } from "#domain/registry/subject-verdict.ts";
import type { VerdictWord } from "#domain/registry/verdict.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import type { Reason } from "../ui/details.tsx";
import { BackLink } from "../ui/navigation.tsx";
import type { Tone } from "../ui/tone.ts";
import { VerdictCard } from "../ui/verdict-card.tsx";
import { institutionName, type NamedInstitution } from "./institution-name.ts";
import { PieceList, piecesOf, toInstitution } from "./message-pieces.tsx";
import { entryFacts, langOf } from "./number-facts.ts";
import { bandOf } from "./number-state.ts";
import { type Freshness, StaleNotice } from "./stale-notice.tsx";

/** What is known of a domain, a signature or an app. */
export type SubjectAnswer = {
  readonly verdict: VerdictWord;
  readonly reasons: readonly SubjectReason[];
  readonly entry: EntryAnswer | null;
  /** Whose it is by the register, whatever was decided about it. */
  readonly official: NamedInstitution | null;
};

/** A message taken apart, with what is known of each piece. */
export type MessageAnswer = {
  readonly shape: "link" | "signature" | "app" | "message";
  readonly numbers: readonly NumberAnswer[];
  readonly signature:
    | (SubjectAnswer & {
        readonly written: string;
        readonly claimed: NamedInstitution | null;
        readonly candidates: number;
      })
    | null;
  readonly links: readonly (SubjectAnswer & { readonly host: string })[];
  readonly apps: readonly (SubjectAnswer & { readonly name: string })[];
  readonly named: readonly { readonly institution: NamedInstitution; readonly verdict: VerdictWord }[];
};

type Props = { locale: Locale; t: Translate; answer: MessageAnswer; freshness: Freshness };

const TONES: Readonly<Record<MessageState, Tone>> = {
  listed: "listed",
  warning: "warning",
  mismatch: "reported",
  reported: "reported",
  noted: "info",
  official: "official",
  unknown: "unknown",
  nothing: "unknown",
};

/** The verdict about a pasted message: the whole in one sentence, then each piece with what is registered about it. */
export function MessageVerdict({ locale, t, answer, freshness }: Props) {
  const claimed = claimedBy(answer);
  const state = stateOfMessage(answer, claimed);
  const { title, lead } = wordsOf(locale, t, answer, state, claimed);
  const act = (path: string, name: "report" | "paid" | "signs") => ({
    href: localeHref(locale, path),
    title: t(`verdict.act.${name}`),
    body: t(`verdict.act.${name}Body`),
  });
  const pieces = piecesOf(locale, t, answer, claimed);
  const alone = aloneIn(answer);
  return (
    <div className="column answer">
      <BackLink href={localeHref(locale, "/check")}>{t("check.again")}</BackLink>
      <StaleNotice locale={locale} t={t} freshness={freshness} />
      <VerdictCard
        tone={TONES[state]}
        word={alone?.entry ? bandOf(t, { ...alone, visibility: "public" }) : t(`check.word.${state}`)}
        title={title}
        subject={alone?.entry ? alone.subject : undefined}
        lead={
          <>
            <p>{lead}</p>
            {alone?.entry && alone.official && (
              <p>{t.rich(`check.${alone.shape}.official`, toInstitution(locale, alone.official))}</p>
            )}
          </>
        }
        facts={alone?.entry ? entryFacts(locale, t, alone.entry) : []}
        objection={alone?.entry && <Objection locale={locale} t={t} entryId={alone.entry.id} />}
        reasons={{ title: t("verdict.reasonsTitle"), items: alone ? reasonsOf(locale, t, alone) : [] }}
        acts={{
          title: t("verdict.actsTitle"),
          items: [act("/report", "report"), act("/learn#lost", "paid"), act("/learn#signs", "signs")],
        }}
      >
        {pieces.length > 0 && !alone?.entry && <PieceList title={t("check.piecesTitle")} pieces={pieces} />}
      </VerdictCard>
    </div>
  );
}

/** The verdict in words, for the page's title. */
export function messageTitle(locale: Locale, t: Translate, answer: MessageAnswer): string {
  const claimed = claimedBy(answer);
  return wordsOf(locale, t, answer, stateOfMessage(answer, claimed), claimed).title;
}

function claimedBy({ signature, named }: MessageAnswer): NamedInstitution | null {
  const signer = signature?.official ?? signature?.claimed ?? null;
  return signer ?? (named.length === 1 ? (named[0]?.institution ?? null) : null);
}

function stateOfMessage(answer: MessageAnswer, claimed: NamedInstitution | null): MessageState {
  return messageState({
    claimed: claimed?.id ?? null,
    signature: answer.signature && stateOfSubject(answer.signature),
    links: answer.links.map(stateOfSubject),
    apps: answer.apps.map(stateOfSubject),
    numbers: answer.numbers.map(({ verdict, official, reasons, entry }) => ({
      verdict,
      owner: official?.institutionId ?? null,
      isNoted: entry?.kind === "credit_note",
      isProtected: reasons.includes("public-service"),
    })),
    named: answer.named,
  });
}

const stateOfSubject = ({ verdict, official, entry }: SubjectAnswer) => ({
  verdict,
  owner: official?.id ?? null,
  isNoted: entry?.kind === "credit_note",
});

type Alone = SubjectAnswer & { readonly shape: "link" | "signature" | "app"; readonly subject: string };

/** The one thing that was asked about, when it was no whole message: with an entry it has the card to itself. */
function aloneIn({ shape, signature, links: [link], apps: [app] }: MessageAnswer): Alone | null {
  if (shape === "message") return null;
  if (signature) return { ...signature, shape, subject: `【${signature.written}】` };
  if (app) return { ...app, shape, subject: app.name };
  return link ? { ...link, shape, subject: link.host } : null;
}

function reasonsOf(locale: Locale, t: Translate, { reasons }: SubjectAnswer): Reason[] {
  const values = { windowDays: RESPONSE_WINDOW_DAYS, hours: EMERGENCY_HOURS };
  return reasons.map((reason) => ({
    title: SUBJECT_REASONS[reason][langOf(locale)],
    body: <p>{t(`check.why.${reason}`, values)}</p>,
  }));
}

function Objection({ locale, t, entryId }: { locale: Locale; t: Translate; entryId: string }) {
  const a = (chunks: ReactNode) => <a href={localeHref(locale, `/objections?entry=${entryId}`)}>{chunks}</a>;
  const id = (chunks: ReactNode) => (
    <a className="entry-id" href={localeHref(locale, `/registry/${entryId}`)}>
      {chunks}
    </a>
  );
  return <p>{t.rich("number.objection", { a, id, entry: entryId })}</p>;
}

function wordsOf(
  locale: Locale,
  t: Translate,
  { shape, signature }: MessageAnswer,
  state: MessageState,
  claimed: NamedInstitution | null,
): { title: string; lead: string } {
  if (shape !== "message" && state !== "mismatch" && state !== "reported" && state !== "nothing")
    return { title: t(`check.${shape}Title.${state}`), lead: t(`check.${shape}Lead.${state}`) };
  const name = signature?.written ?? (claimed ? institutionName(locale, claimed) : "");
  const title = state === "mismatch" && !signature ? "mismatchNamed" : state;
  return { title: t(`check.message.${title}`, { name }), lead: t(`check.messageLead.${state}`) };
}

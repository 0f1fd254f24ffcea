import type { ReactNode } from "react";
import { type MessageState, messageState } from "#domain/registry/message-summary.ts";
import type { NumberAnswer } from "#domain/registry/number-answer.ts";
import type { VerdictWord } from "#domain/registry/verdict.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import { BackLink } from "../ui/navigation.tsx";
import { NumberText } from "../ui/number-text.tsx";
import { Tag } from "../ui/tag.tsx";
import type { Tone } from "../ui/tone.ts";
import { VerdictCard } from "../ui/verdict-card.tsx";
import { institutionName, type NamedInstitution } from "./institution-name.ts";
import { groupsOf } from "./number-facts.ts";
import { bandOf, stateOf, TONE_OF } from "./number-state.ts";
import { type Freshness, StaleNotice } from "./stale-notice.tsx";

/** A message taken apart, with what is known of each piece. */
export type MessageAnswer = {
  readonly shape: "link" | "signature" | "message";
  readonly numbers: readonly NumberAnswer[];
  readonly signature: {
    readonly written: string;
    readonly official: NamedInstitution | null;
    readonly claimed: NamedInstitution | null;
    readonly candidates: number;
  } | null;
  readonly links: readonly { readonly host: string; readonly official: NamedInstitution | null }[];
  readonly named: readonly { readonly institution: NamedInstitution; readonly verdict: VerdictWord }[];
};

type Props = { locale: Locale; t: Translate; answer: MessageAnswer; freshness: Freshness };

const TONES: Readonly<Record<MessageState, Tone>> = {
  listed: "listed",
  warning: "warning",
  mismatch: "reported",
  reported: "reported",
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
  return (
    <div className="column answer">
      <BackLink href={localeHref(locale, "/check")}>{t("check.again")}</BackLink>
      <StaleNotice locale={locale} t={t} freshness={freshness} />
      <VerdictCard
        tone={TONES[state]}
        word={t(`check.word.${state}`)}
        title={title}
        lead={<p>{lead}</p>}
        acts={{
          title: t("verdict.actsTitle"),
          items: [act("/report", "report"), act("/learn#lost", "paid"), act("/learn#signs", "signs")],
        }}
      >
        {pieces.length > 0 && <PieceList title={t("check.piecesTitle")} pieces={pieces} />}
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
    signature: answer.signature && { owner: answer.signature.official?.id ?? null },
    links: answer.links.map(({ official }) => ({ owner: official?.id ?? null })),
    numbers: answer.numbers.map(({ verdict, official, reasons }) => ({
      verdict,
      owner: official?.institutionId ?? null,
      isProtected: reasons.includes("public-service"),
    })),
    named: answer.named,
  });
}

function wordsOf(
  locale: Locale,
  t: Translate,
  { shape, signature }: MessageAnswer,
  state: MessageState,
  claimed: NamedInstitution | null,
): { title: string; lead: string } {
  if (shape !== "message" && (state === "official" || state === "unknown"))
    return { title: t(`check.${shape}Title.${state}`), lead: t(`check.${shape}Lead.${state}`) };
  const name = signature?.written ?? (claimed ? institutionName(locale, claimed) : "");
  const title = state === "mismatch" && !signature ? "mismatchNamed" : state;
  return { title: t(`check.message.${title}`, { name }), lead: t(`check.messageLead.${state}`) };
}

type Piece = {
  readonly key: string;
  readonly kind: string;
  readonly subject: ReactNode;
  readonly tone: Tone;
  readonly word: string;
  readonly body: ReactNode;
};

function piecesOf(
  locale: Locale,
  t: Translate,
  answer: MessageAnswer,
  claimed: NamedInstitution | null,
): readonly Piece[] {
  const toInstitution = (institution: NamedInstitution) => ({
    name: institutionName(locale, institution),
    a: (chunks: ReactNode) => <a href={localeHref(locale, `/institutions/${institution.id}`)}>{chunks}</a>,
  });
  const { signature, links, numbers, named } = answer;
  return [
    ...(signature ? [signaturePiece(t, signature, toInstitution)] : []),
    ...links.map(({ host, official }) => ({
      key: `link ${host}`,
      kind: t("check.piece.link"),
      subject: host,
      tone: official ? ("official" as const) : ("unknown" as const),
      word: t(official ? "check.registered" : "check.unregistered"),
      body: official
        ? t.rich("check.link.official", toInstitution(official))
        : claimed
          ? t("check.link.other", { name: institutionName(locale, claimed) })
          : t("check.link.unknown"),
    })),
    ...numbers.map((number) => numberPiece(locale, t, number, claimed)),
    ...named.map(({ institution, verdict }) => {
      const state = verdict === "reported" ? "unknown" : verdict;
      return {
        key: `institution ${institution.id}`,
        kind: t("check.piece.institution"),
        subject: institutionName(locale, institution),
        tone: state === "official" ? ("official" as const) : state,
        word: t(state === "unknown" ? "institution.word.plain" : `verdict.word.${state}`),
        body: t.rich(`check.named.${state}`, toInstitution(institution)),
      };
    }),
  ];
}

type ToInstitution = (institution: NamedInstitution) => {
  name: string;
  a: (chunks: ReactNode) => ReactNode;
};

function signaturePiece(
  t: Translate,
  { written, official, claimed, candidates }: NonNullable<MessageAnswer["signature"]>,
  toInstitution: ToInstitution,
): Piece {
  const body = official
    ? t.rich("check.signature.official", toInstitution(official))
    : claimed
      ? t.rich("check.signature.named", toInstitution(claimed))
      : candidates > 0
        ? t("check.signature.several", { count: candidates })
        : t("check.signature.unknown");
  return {
    key: "signature",
    kind: t("check.piece.signature"),
    subject: `【${written}】`,
    tone: official ? "official" : "unknown",
    word: t(official ? "check.registered" : "check.unregistered"),
    body,
  };
}

function numberPiece(
  locale: Locale,
  t: Translate,
  answer: NumberAnswer,
  claimed: NamedInstitution | null,
): Piece {
  const state = stateOf(answer);
  const { official, canonical, visibility } = answer;
  const isStranger = claimed !== null && state !== "official" && state !== "protected";
  return {
    key: `number ${canonical}`,
    kind: t("check.piece.number"),
    subject: <NumberText groups={groupsOf(canonical)} />,
    tone: TONE_OF[state],
    word: bandOf(t, answer),
    body: (
      <>
        {official
          ? t.rich("check.number.official", {
              name: institutionName(locale, { ...official, legalName: official.name }),
              a: (chunks) => (
                <a href={localeHref(locale, `/institutions/${official.institutionId}`)}>{chunks}</a>
              ),
            })
          : isStranger
            ? t("check.number.other", { name: institutionName(locale, claimed) })
            : `${t(`verdict.numberTitle.${state}`)}${locale === "en" ? "." : "。"}`}
        {visibility === "public" && (
          <>
            {" "}
            <a href={localeHref(locale, `/numbers/${encodeURIComponent(canonical)}`)}>
              {t("check.number.more")}
            </a>
          </>
        )}
      </>
    ),
  };
}

function PieceList({ title, pieces }: { title: string; pieces: readonly Piece[] }) {
  return (
    <>
      <h2 className="pieces-title">{title}</h2>
      <ul className="pieces">
        {pieces.map(({ key, kind, subject, tone, word, body }) => (
          <li key={key}>
            <p className="piece-head">
              <span className="muted">{kind}</span>
              <b className="piece-subject">{subject}</b>
              <Tag tone={tone}>{word}</Tag>
            </p>
            <p>{body}</p>
          </li>
        ))}
      </ul>
    </>
  );
}

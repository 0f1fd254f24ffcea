import type { ReactNode } from "react";
import type { NumberAnswer } from "#domain/registry/number-answer.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import { formatDate, type Translate } from "#messages/translate.ts";
import { NumberText } from "../ui/number-text.tsx";
import { Tag } from "../ui/tag.tsx";
import type { Tone } from "../ui/tone.ts";
import { institutionName, type NamedInstitution } from "./institution-name.ts";
import type { MessageAnswer, SubjectAnswer } from "./message-verdict.tsx";
import { groundWords, groupsOf } from "./number-facts.ts";
import { bandOf, stateOf, TONE_OF } from "./number-state.ts";

type Piece = {
  readonly key: string;
  readonly kind: string;
  readonly subject: ReactNode;
  readonly tone: Tone;
  readonly word: string;
  readonly body: ReactNode;
};

/** Each piece with what is registered and decided about it. */
export function piecesOf(
  locale: Locale,
  t: Translate,
  answer: MessageAnswer,
  claimed: NamedInstitution | null,
): readonly Piece[] {
  const { signature, links, apps, numbers, named } = answer;
  const piece = (
    kind: "signature" | "link" | "app",
    subject: string,
    found: SubjectAnswer,
    ofNobody: ReactNode,
  ): Piece => {
    const state = stateOf(found);
    const { official, entry } = found;
    const registered = official && t.rich(`check.${kind}.official`, toInstitution(locale, official));
    return {
      key: `${kind} ${subject}`,
      kind: t(`check.piece.${kind}`),
      subject,
      tone: TONE_OF[state],
      word: state === "unknown" ? t("check.unregistered") : bandOf(t, { ...found, visibility: "public" }),
      body: entry ? (
        <>
          {decisionOn(locale, t, entry)} {registered}
        </>
      ) : (
        (registered ?? ofNobody)
      ),
    };
  };
  return [
    ...(signature
      ? [piece("signature", `【${signature.written}】`, signature, unsigned(locale, t, signature))]
      : []),
    ...links.map((link) => {
      const ofNobody = claimed
        ? t("check.link.other", { name: institutionName(locale, claimed) })
        : t("check.link.unknown");
      return piece("link", link.host, link, ofNobody);
    }),
    ...apps.map((app) => piece("app", app.name, app, t("check.app.unknown"))),
    ...numbers.map((number) => numberPiece(locale, t, number, claimed)),
    ...named.map(({ institution, verdict }) => {
      const state = verdict === "reported" ? "unknown" : verdict;
      return {
        key: `institution ${institution.id}`,
        kind: t("check.piece.institution"),
        subject: institutionName(locale, institution),
        tone: state === "official" ? ("official" as const) : state,
        word: t(state === "unknown" ? "institution.word.plain" : `verdict.word.${state}`),
        body: t.rich(`check.named.${state}`, toInstitution(locale, institution)),
      };
    }),
  ];
}

/** Name and link of an institution for a sentence about it. */
export function toInstitution(locale: Locale, institution: NamedInstitution) {
  return {
    name: institutionName(locale, institution),
    a: (chunks: ReactNode) => <a href={localeHref(locale, `/institutions/${institution.id}`)}>{chunks}</a>,
  };
}

/** Of a signature that nobody registered: whose name it is. */
function unsigned(
  locale: Locale,
  t: Translate,
  { claimed, candidates }: NonNullable<MessageAnswer["signature"]>,
): ReactNode {
  if (claimed) return t.rich("check.signature.named", toInstitution(locale, claimed));
  return candidates > 0 ? t("check.signature.several", { count: candidates }) : t("check.signature.unknown");
}

function decisionOn(locale: Locale, t: Translate, entry: NonNullable<SubjectAnswer["entry"]>): ReactNode {
  if (entry.kind === "official") return null;
  const link = (path: string) => (chunks: ReactNode) => <a href={localeHref(locale, path)}>{chunks}</a>;
  return t.rich(`check.decision.${entry.kind}`, {
    grounds: groundWords(locale, t, entry.grounds),
    until: formatDate(locale, entry.expiresAt),
    entry: link(`/registry/${entry.id}`),
    object: link(`/objections?entry=${entry.id}`),
  });
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

export function PieceList({ title, pieces }: { title: string; pieces: readonly Piece[] }) {
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

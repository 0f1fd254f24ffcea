import type { ReactNode } from "react";
import { type Act, Acts } from "./acts.tsx";
import { DescriptionList, type Fact } from "./description-list.tsx";
import { DetailsList, type Reason } from "./details.tsx";
import { Icon } from "./icon.tsx";
import type { Tone } from "./tone.ts";

type Props = {
  tone: Tone;
  /** Word and tier on the band: 黑名单 · 一般 */
  word: string;
  /** The verdict as a sentence; it is the page's h1. */
  title: string;
  /** The number, signature or name it is about. */
  subject?: ReactNode;
  /** One or two sentences: what is going on and what not to do. */
  lead?: ReactNode;
  /** Independent sources, by whom, since and until. */
  facts?: readonly Fact[];
  /** What else belongs on the card itself, such as the pieces of a message. */
  children?: ReactNode;
  acts?: { title: string; items: readonly Act[] };
  reasons?: { title: string; items: readonly Reason[] };
  /** How to object, where to verify. Always present on a listing. */
  objection?: ReactNode;
  /** Use h2 when several verdicts share a page. */
  level?: 1 | 2;
};

/**
 * The product's face. A solid band means decided (listed, warning, official), a pale one means not decided,
 * so that certainty shows before a word is read.
 */
export function VerdictCard(props: Props) {
  const { tone, word, title, subject, lead, facts, children, acts, reasons, objection, level = 1 } = props;
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <div className="verdict-page">
      <article className={`verdict tone-${tone}`}>
        <p className="verdict-band">
          <Icon name={tone} />
          {word}
        </p>
        <div className="verdict-body">
          <Heading>{title}</Heading>
          {subject && <p className="verdict-subject">{subject}</p>}
          {lead && <div className="verdict-lead">{lead}</div>}
          {facts && facts.length > 0 && <DescriptionList facts={facts} />}
          {children && <div className="verdict-more">{children}</div>}
          {objection && <div className="verdict-objection">{objection}</div>}
        </div>
      </article>
      {acts && (
        <section className="section no-print">
          <h2>{acts.title}</h2>
          <Acts items={acts.items} />
        </section>
      )}
      {reasons && reasons.items.length > 0 && (
        <section className="section">
          <h2>{reasons.title}</h2>
          <DetailsList items={reasons.items} />
        </section>
      )}
    </div>
  );
}

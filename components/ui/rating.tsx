import type { ReactNode } from "react";

type Props = {
  /** A to E, or the word for "not rated", which is set as calmly as a letter. */
  letter: string;
  isRated: boolean;
  /** One sentence: what the letter says. */
  sentence: string;
  /** The interval against peers; a letter never stands without it. */
  interval?: ReactNode;
  /** Why not rated, or what it rests on. */
  note?: ReactNode;
};

export function Rating({ letter, isRated, sentence, interval, note }: Props) {
  return (
    <div className="rating">
      <p className={isRated ? "letter" : "letter letter-none"}>{letter}</p>
      <div className="rating-body">
        <p className="rating-sentence">{sentence}</p>
        {interval}
        {note && <div className="muted small">{note}</div>}
      </div>
    </div>
  );
}

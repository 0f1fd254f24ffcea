import type { Choice } from "../forms/choices.tsx";
import type { DatePart } from "../forms/date-parts.tsx";
import type { FieldWords } from "../forms/field.tsx";
import type { Option } from "../forms/select.tsx";

type Common = { readonly id: string; readonly words: FieldWords };

/** One control of a page with its words and what it holds. Plain data: a server makes it, a browser only draws it. */
export type QuestionField =
  | (Common & { readonly kind: "radios"; readonly choices: readonly Choice[]; readonly value: string })
  | (Common & {
      readonly kind: "reveal";
      readonly choices: readonly Choice[];
      readonly value: string;
      /** The choice that asks for more, and what it asks for. */
      readonly revealing: string;
      readonly inner: QuestionField;
    })
  | (Common & {
      readonly kind: "checkboxes";
      readonly choices: readonly Choice[];
      readonly values: readonly string[];
    })
  | (Common & {
      readonly kind: "text";
      readonly value: string;
      readonly inputMode?: "tel" | "decimal" | "text";
      readonly autoComplete: "off" | "tel";
      readonly width?: "full" | "half" | "short" | "code";
      readonly suffix?: string;
    })
  | (Common & {
      readonly kind: "textarea";
      readonly value: string;
      readonly rows: number;
      readonly count?: { max: number; limit: string; remaining: string; over: string };
    })
  | (Common & { readonly kind: "select"; readonly options: readonly Option[]; readonly value: string })
  | (Common & {
      readonly kind: "date";
      readonly parts: Readonly<Record<DatePart, string>>;
      readonly values: Readonly<Record<DatePart, string>>;
      readonly wrong: readonly DatePart[];
    })
  | {
      readonly kind: "checkbox";
      readonly id: string;
      readonly label: string;
      readonly isChecked: boolean;
      readonly error?: string;
    };

/** A whole page: what it asks, what has to be mended, what its button does. */
export type Question = {
  /** For the window, suffix included. */
  readonly documentTitle: string;
  readonly back?: { readonly href: string; readonly label: string };
  /** With several fields the page has a heading of its own; with one, its label is the heading. */
  readonly heading?: string;
  readonly lead?: string;
  readonly fields: readonly QuestionField[];
  readonly errors: Readonly<Record<string, string>>;
  readonly hidden: Readonly<Record<string, string>>;
  readonly submit: string;
  readonly submitVariant?: "primary" | "danger";
  /** A second button that sends the page as left empty. */
  readonly skip?: string;
  readonly words: { readonly errorTitle: string; readonly errorPrefix: string };
};

/** What an action gives back when the page has to be shown again. `attempt` tells one answer from the next. */
export type QuestionState = { readonly attempt: number; readonly question: Question | null };

export const FIRST_TRY: QuestionState = { attempt: 0, question: null };

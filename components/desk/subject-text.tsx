import type { CaseSubject } from "#domain/cases/inbox.ts";
import type { Locale } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import { Masked, NumberText } from "../ui/number-text.tsx";
import { subjectWords } from "./case-words.ts";

type Props = { subject: CaseSubject; locale: Locale; t: Translate; size?: "normal" | "large" };

/** Whose case it is: a number in its groups, a masked one read out as such, or a name. */
export function SubjectText({ subject, locale, t, size }: Props) {
  if (subject.kind === "number" && subject.isMasked) {
    const [text = ""] = subject.groups;
    return <Masked text={text} label={t("desk.subject.masked", { ends: text.split(/•+/).join(" … ") })} />;
  }
  if (subject.kind === "number") return <NumberText groups={subject.groups} size={size} />;
  return <>{subjectWords(t, locale, subject)}</>;
}

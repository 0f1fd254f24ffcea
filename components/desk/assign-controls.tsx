import type { CaseFile } from "#domain/cases/case-file.ts";
import type { Locale } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import { type DeskAction, DeskForm } from "./desk-form.tsx";

type Props = { file: CaseFile; action: DeskAction; accountId: string; locale: Locale; t: Translate };

/** Takes the case, takes it over from a colleague, or lays it down: one button for what comes next. */
export function AssignControls({ file, action, accountId, locale, t }: Props) {
  const isOwn = file.assignee?.id === accountId;
  const submit = isOwn
    ? t("desk.decision.assign.release")
    : file.assignee
      ? t("desk.decision.assign.takeOver", { name: file.assignee.name })
      : t("desk.decision.assign.take");
  return (
    <div className="assign">
      <p>
        <span className="muted">{t("desk.inbox.assignee")}</span>{" "}
        <b>{file.assignee?.name ?? t("desk.inbox.nobody")}</b>
        {file.state === "triage" && <span className="under">{t("desk.decision.assign.note")}</span>}
      </p>
      <DeskForm
        id="assign"
        action={action}
        fields={[]}
        hidden={{ locale, caseId: file.id, to: isOwn ? "nobody" : "me", from: file.assignee?.id ?? "" }}
        submit={submit}
        submitVariant="plain"
        words={{ errorTitle: t("forms.errorTitle"), errorPrefix: t("forms.errorPrefix") }}
      />
    </div>
  );
}

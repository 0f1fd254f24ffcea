import { DeskForm } from "#components/desk/desk-form.tsx";
import {
  amendFields,
  mergeEntryFields,
  sanctionFields,
  splitFields,
  withdrawFields,
} from "#components/desk/entry-fields.ts";
import { Card } from "#components/ui/card.tsx";
import type { EntryFile } from "#domain/registry/entry-file.ts";
import type { Desk } from "../../../_desk/open-desk.ts";
import { propose } from "../actions.ts";

/** The acts that may be proposed about an entry as it stands, each folded away until it is wanted. */
export function ProposeForms({ desk, file }: { desk: Desk; file: EntryFile }) {
  const { actor, locale, t } = desk;
  if (!actor.permissions.has("decision.propose")) return null;
  const forms = formsOf(desk, file);
  if (forms.length === 0) return null;
  return (
    <Card title={t("entry.propose.title")} id="propose-card">
      <p className="muted small">{t("entry.propose.lead")}</p>
      {forms.map(({ act, fields, isDanger }) => (
        <DeskForm
          key={act}
          id={act}
          fold={t(`entry.propose.${act}`)}
          action={propose}
          fields={fields}
          hidden={{ locale, form: act, act, entryId: file.id }}
          submit={t("entry.proposeSubmit")}
          submitVariant={isDanger ? "danger" : "primary"}
          words={{ errorTitle: t("forms.errorTitle"), errorPrefix: t("forms.errorPrefix") }}
        />
      ))}
    </Card>
  );
}

function formsOf({ locale, t }: Desk, file: EntryFile) {
  if (file.status === "merged") return [{ act: "split" as const, fields: splitFields(t), isDanger: false }];
  if (!file.isInForce) return [];
  const isSanctionable =
    file.kind === "blacklist" &&
    (file.subject.kind === "institution" || file.subject.kind === "practitioner");
  return [
    { act: "amend" as const, fields: amendFields({ locale, t }), isDanger: false },
    { act: "withdraw" as const, fields: withdrawFields({ locale, t }), isDanger: true },
    ...(isSanctionable
      ? [{ act: "sanction" as const, fields: sanctionFields({ locale, t }), isDanger: false }]
      : []),
    { act: "merge" as const, fields: mergeEntryFields(t), isDanger: false },
  ];
}

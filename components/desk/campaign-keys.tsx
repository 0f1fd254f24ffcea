import type { CampaignKey, CommonKey, CommonKeyPreview } from "#domain/cases/common-keys.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import { formatDate, formatNumber, type Translate } from "#messages/translate.ts";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { Masked } from "../ui/number-text.tsx";
import { tieWords } from "./campaign-words.ts";
import { type DeskAction, DeskForm } from "./desk-form.tsx";

type Locals = { locale: Locale; t: Translate };
type Props = Locals & {
  caseId: string;
  ties: readonly CampaignKey[];
  common: readonly CommonKey[];
  /** Null for whoever may only look. */
  takeBack: { readonly action: DeskAction; readonly newActionId: () => string } | null;
};

/** A tie as plain text: what it is, or its kind and place. */
export function keyWords(t: Translate, { kind, label, ordinal }: CampaignKey): string {
  const name = tieWords(t, kind) ?? kind;
  return label === null
    ? t("campaign.nth", { kind: name, n: ordinal })
    : t("campaign.named", { rule: name, label });
}

/** What ties the reports of a campaign, with the way to call it common, and what was called so. */
export function CampaignKeys({ caseId, ties, common, takeBack, locale, t }: Props) {
  return (
    <>
      <p className="muted small">{t("campaign.common.note")}</p>
      <DataTable
        id="campaign-keys"
        caption={t("campaign.common.caption")}
        isCaptionHidden
        columns={tieColumns(caseId, takeBack !== null, { locale, t })}
        rows={ties}
        rowKey={(row) => row.key}
        phone="stack"
        density="dense"
        empty={<p className="muted">{t("campaign.common.none")}</p>}
      />
      {common.length > 0 && (
        <section className="step">
          <h3>{t("campaign.common.said.title")}</h3>
          <ul className="plain-list own-cases">
            {common.map((row) => (
              <li key={row.key}>
                <KeyName row={row} t={t} />
                <span className="under">{t(`campaign.common.said.${row.state}`)}</span>
                <span className="under">{t("campaign.common.said.then", { count: row.complaints })}</span>
                <span className="under">
                  {t("campaign.common.said.by", {
                    name: row.by ?? "",
                    date: formatDate(locale, row.at),
                    reason: row.reason,
                  })}
                </span>
                {takeBack && <TakeBack {...{ caseId, row, takeBack, locale, t }} />}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function tieColumns(caseId: string, mayMark: boolean, { locale, t }: Locals): Column<CampaignKey>[] {
  const columns: Column<CampaignKey>[] = [
    {
      key: "what",
      header: t("campaign.common.what"),
      isRowHeader: true,
      cell: (row) => (
        <>
          <KeyName row={row} t={t} />
          {row.label === null && row.exampleId && (
            <a
              className="under"
              href={localeHref(locale, `/desk/complaints/${row.exampleId}`)}
              aria-label={t("campaign.common.openFor", { label: keyWords(t, row) })}
            >
              {t("campaign.common.open")}
            </a>
          )}
        </>
      ),
    },
    {
      key: "here",
      header: t("campaign.common.here"),
      align: "end",
      cell: (row) => formatNumber(locale, row.complaints),
    },
    {
      key: "everywhere",
      header: t("campaign.common.everywhere"),
      align: "end",
      cell: (row) => formatNumber(locale, row.everywhere),
    },
  ];
  if (!mayMark) return columns;
  return [
    ...columns,
    {
      key: "act",
      header: t("campaign.common.act"),
      cell: (row) => (
        <a
          href={localeHref(locale, `/desk/cases/${caseId}/keys/${row.key}`)}
          aria-label={t("campaign.common.markFor", { label: keyWords(t, row) })}
        >
          {t("campaign.common.mark")}
        </a>
      ),
    },
  ];
}

function KeyName({ row, t }: { row: CampaignKey; t: Translate }) {
  const { label } = row;
  if (!label?.includes("•")) return keyWords(t, row);
  return (
    <>
      {t("campaign.named", { rule: tieWords(t, row.kind) ?? row.kind, label: "" })}
      <Masked text={label} label={t("desk.subject.masked", { ends: label.split(/•+/).join(" … ") })} />
    </>
  );
}

function TakeBack({
  caseId,
  row,
  takeBack,
  locale,
  t,
}: Locals & { caseId: string; row: CommonKey; takeBack: NonNullable<Props["takeBack"]> }) {
  const form = `tie-${row.key.slice(0, 12)}`;
  return (
    <DeskForm
      id={form}
      fold={t("campaign.common.said.open")}
      action={takeBack.action}
      fields={[
        { control: "text", id: `${form}-reason`, label: t("campaign.common.said.reason"), width: "full" },
      ]}
      hidden={{ locale, form, caseId, key: row.key, actionId: takeBack.newActionId() }}
      submit={t("campaign.common.said.submit")}
      submitVariant="plain"
      words={{ errorTitle: t("forms.errorTitle"), errorPrefix: t("forms.errorPrefix") }}
    />
  );
}

/** What calling a key common would change, in sentences. */
export function CommonPreview({ preview, locale, t }: Locals & { preview: CommonKeyPreview }) {
  const { key, complaints, leaving, parts, otherAgencies } = preview;
  const [first] = parts;
  const sizes = parts.map((size) => formatNumber(locale, size)).join(t("common.separator"));
  return (
    <div className="flow">
      <p>{t("campaign.common.page.hang", { complaints, own: key.complaints, everywhere: key.everywhere })}</p>
      <p>
        <b>
          {leaving > 0 ? t("campaign.common.page.leaving", { leaving }) : t("campaign.common.page.staying")}
        </b>
      </p>
      {first === undefined && <p>{t("campaign.common.page.empty")}</p>}
      {first !== undefined && parts.length === 1 && (
        <p>{t("campaign.common.page.whole", { count: first })}</p>
      )}
      {parts.length > 1 && <p>{t("campaign.common.page.parts", { count: parts.length, sizes })}</p>}
      {otherAgencies > 0 && <p>{t("campaign.common.page.others", { count: otherAgencies })}</p>}
      <p>{t("campaign.common.page.undo")}</p>
      <p className="muted">{t("campaign.common.page.judged")}</p>
    </div>
  );
}

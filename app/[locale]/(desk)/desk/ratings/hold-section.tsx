import { shortCode } from "#components/desk/case-words.ts";
import { DeskForm } from "#components/desk/desk-form.tsx";
import { monthText, shareText, weighedText } from "#components/rating/figures.ts";
import { Details } from "#components/ui/details.tsx";
import { Label, Tag } from "#components/ui/tag.tsx";
import type { RatingHold } from "#db/queries/rating-holds.ts";
import { SEVERITY_CLASSES } from "#domain/rating/bundle.ts";
import { localeHref } from "#messages/locale.ts";
import { formatDate, formatNumber } from "#messages/translate.ts";
import type { Desk } from "../../_desk/open-desk.ts";
import { review } from "./actions.ts";

/** As many reports as a person reads in one go. */
const SHOWN_REPORTS = 100;

type Props = { desk: Desk; hold: RatingHold; reports: readonly string[] };

/** One bin of reports beyond what could be foreseen: how much, which reports, and what to do about them. */
export function HoldSection({ desk, hold, reports }: Props) {
  const { locale, t } = desk;
  const severity = t(`rating.severity.${SEVERITY_CLASSES[hold.severityClass] ?? "nuisance"}`);
  const over = hold.found - hold.counted;
  const facts = [
    ["found", weighedText(locale, hold.found)],
    ["counted", weighedText(locale, hold.counted)],
    [
      "over",
      t("ratingDesk.hold.overText", {
        over: weighedText(locale, over),
        share: shareText(hold.found > 0 ? over / hold.found : 0),
      }),
    ],
    ["span", t("ratingDesk.hold.spanMonths", { count: hold.spanMonths })],
    ["since", formatDate(locale, hold.foundAt)],
    ["due", formatDate(locale, hold.dueAt)],
  ] as const;
  return (
    <section className="step" id={`hold-${hold.id}`}>
      <h3>
        <a href={localeHref(locale, `/institutions/${hold.institutionId}`)}>{hold.legalName}</a>{" "}
        {t("ratingDesk.hold.heading", { month: monthText(locale, hold.month), class: severity })}{" "}
        <Label>{stateWords(desk, hold)}</Label>{" "}
        {desk.now >= new Date(hold.dueAt) && <Tag tone="warning">{t("ratingDesk.hold.overdue")}</Tag>}
      </h3>
      <dl className="case-facts">
        {facts.map(([term, value]) => (
          <div key={term}>
            <dt>{t(`ratingDesk.hold.${term}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {reports.length > 0 && (
        <Details summary={t("ratingDesk.hold.openReports", { count: hold.complaints })}>
          <ul className="link-row">
            {reports.slice(0, SHOWN_REPORTS).map((id) => (
              <li key={id}>
                <a className="code" href={localeHref(locale, `/desk/complaints/${id}`)}>
                  {shortCode(id)}
                </a>
              </li>
            ))}
          </ul>
          {reports.length > SHOWN_REPORTS && (
            <p className="muted">
              {t("ratingDesk.hold.more", { count: formatNumber(locale, reports.length - SHOWN_REPORTS) })}
            </p>
          )}
        </Details>
      )}
      {hold.verdict !== null && (
        <p>{t("ratingDesk.hold.first", { name: hold.byName ?? "", reason: hold.reason ?? "" })}</p>
      )}
      {hold.byId === desk.scope.accountId ? (
        <p className="muted">{t("ratingDesk.hold.own")}</p>
      ) : (
        <ReviewForm desk={desk} hold={hold} />
      )}
    </section>
  );
}

export function stateWords({ t }: Desk, { state, verdict }: RatingHold): string {
  return state === "open" && verdict !== null ? t("ratingDesk.hold.half") : t(`ratingDesk.hold.${state}`);
}

function ReviewForm({ desk: { locale, t }, hold }: Pick<Props, "desk" | "hold">) {
  const form = `hold-${hold.id.slice(-8)}`;
  return (
    <DeskForm
      id={form}
      fold={t("ratingDesk.hold.act")}
      lead={t("ratingDesk.hold.lead2")}
      action={review}
      fields={[
        {
          control: "radios",
          id: `${form}-verdict`,
          label: t("ratingDesk.hold.verdict"),
          choices: [
            { value: "release", label: t("ratingDesk.hold.release") },
            { value: "dismiss", label: t("ratingDesk.hold.dismiss") },
          ],
        },
        {
          control: "area",
          id: `${form}-reason`,
          label: t("ratingDesk.hold.reason"),
          hint: t("ratingDesk.hold.reasonHint"),
          rows: 3,
        },
      ]}
      hidden={{ locale, form, institutionId: hold.institutionId, holdId: hold.id }}
      submit={t("ratingDesk.hold.submit")}
      words={{ errorTitle: t("forms.errorTitle"), errorPrefix: t("forms.errorPrefix") }}
    />
  );
}

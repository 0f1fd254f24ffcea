import { LOAN_PRODUCTS } from "#domain/complaints/codes.ts";
import { PROVINCES } from "#domain/complaints/regions.ts";
import { isLendingClass } from "#domain/institutions/classes.ts";
import { standingOf } from "#domain/institutions/licence-standing.ts";
import { explainLicensedFor, licensedFor } from "#domain/institutions/licensed-for.ts";
import { localeHref } from "#messages/locale.ts";
import { formatDate } from "#messages/translate.ts";
import { Select } from "../forms/select.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { FilterForm } from "../ui/filter-form.tsx";
import type { Institution, Licence, Words } from "./institution-types.ts";

/** A loan that is never paid out is nobody's product. */
const PRODUCTS = LOAN_PRODUCTS.filter(({ code }) => code !== "fake_loan");

type OffersProps = Words & { institution: Institution; region: string | null; on: string };

/** Which loans it may offer, product by product, where the reader is. */
export function Offers({ locale, t, institution, region, on }: OffersProps) {
  const isLender = isLendingClass(institution.class);
  const answers = PRODUCTS.map((product) => ({
    ...product,
    ...licensedFor({
      institution,
      product: product.code,
      region,
      on,
    }),
  }));
  const needsPlace = region !== null || answers.some(({ reasonCode }) => reasonCode === "place-needed");
  return (
    <section className="section flow" aria-labelledby="offers-title">
      <h2 id="offers-title">{t("institution.offers.title")}</h2>
      {!isLender && institution.country === "CN" ? (
        <p>{t("institution.offers.agentNote")}</p>
      ) : (
        <>
          <p className="muted">{t("institution.offers.lead")}</p>
          {needsPlace && <PlaceForm locale={locale} t={t} id={institution.id} region={region} />}
          <DataTable
            id="offers"
            caption={t("institution.offers.caption")}
            isCaptionHidden
            phone="stack"
            rows={answers}
            rowKey={({ code }) => code}
            columns={[
              {
                key: "product",
                header: t("institution.offers.product"),
                isRowHeader: true,
                cell: (row) => (locale === "en" ? row.en : row.zh),
              },
              {
                key: "answer",
                header: t("institution.offers.answer"),
                cell: (row) => explainLicensedFor(row, locale),
              },
            ]}
          />
        </>
      )}
    </section>
  );
}

function PlaceForm({ locale, t, id, region }: Words & { id: string; region: string | null }) {
  return (
    <FilterForm
      action={`${localeHref(locale, `/institutions/${id}`)}#offers-title`}
      heading={t("institution.offers.place")}
      submit={t("institution.offers.placeSubmit")}
    >
      <Select
        id="region"
        label={t("institution.offers.place")}
        value={region ?? ""}
        options={[
          { value: "", label: t("institution.offers.placeAll") },
          ...PROVINCES.map(({ code, zh, en }) => ({ value: code, label: locale === "en" ? en : zh })),
        ]}
      />
    </FilterForm>
  );
}

type LicencesProps = Words & { licences: readonly Licence[]; on: string };

export function Licences({ locale, t, licences, on }: LicencesProps) {
  const day = (value: string | null, missing: "open" | "unknown") =>
    value ? formatDate(locale, value) : t(`institution.licences.${missing}`);
  return (
    <section className="section">
      <h2>{t("institution.licences.title")}</h2>
      <DataTable
        id="licences"
        caption={t("institution.licences.caption")}
        isCaptionHidden
        phone="stack"
        rows={licences}
        rowKey={({ number }) => number}
        columns={[
          {
            key: "number",
            header: t("institution.licences.number"),
            isRowHeader: true,
            cell: (row) => row.number,
          },
          { key: "regulator", header: t("institution.licences.regulator"), cell: (row) => row.regulator },
          { key: "scope", header: t("institution.licences.scope"), cell: (row) => row.scope },
          {
            key: "period",
            header: t("institution.licences.period"),
            cell: (row) =>
              t("common.dateRange", { from: day(row.issuedOn, "unknown"), to: day(row.expiresOn, "open") }),
          },
          {
            key: "status",
            header: t("institution.licences.status"),
            cell: (row) => t(`institutions.standing.${standingOf(row, on)}`),
          },
        ]}
        empty={
          <EmptyState title={t("institution.licences.none")}>
            <p>{t("institution.licences.noneBody")}</p>
          </EmptyState>
        }
      />
    </section>
  );
}

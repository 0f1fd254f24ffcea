import { ratingWord } from "#domain/rating/browse-ratings.ts";
import type { InstitutionResult, Letter } from "#domain/rating/bundle.ts";
import { localeHref } from "#messages/locale.ts";
import { formatDateTime, formatNumber } from "#messages/translate.ts";
import { institutionName } from "../look-up/institution-name.ts";
import { CodeBlock } from "../ui/code-block.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { DescriptionList } from "../ui/description-list.tsx";
import { Breadcrumbs } from "../ui/navigation.tsx";
import { Notice } from "../ui/notice.tsx";
import { causeWords } from "./cause-words.ts";
import { monthText } from "./figures.ts";
import type { Words } from "./rating-types.ts";

type Side = { readonly letter: Letter | null; readonly status: InstitutionResult["status"] | null };
type DescribedBatch = {
  readonly batch: {
    readonly id: string;
    readonly month: string;
    readonly method: string;
    readonly kind: "monthly" | "correction";
    readonly corrects: string | null;
    readonly reason: string | null;
    readonly asOf: string;
    readonly publishedAt: string;
    readonly sha256: string;
    readonly bytes: number;
    readonly institutions: number;
    readonly rated: number;
  };
  readonly letters: readonly { readonly letter: Letter | null; readonly count: number }[];
  readonly changes: readonly {
    readonly institutionId: string;
    readonly legalName: string | null;
    readonly englishName: string | null;
    readonly before: Side;
    readonly after: Side;
    readonly causes: readonly string[];
  }[];
  readonly replacedBy: string | null;
  readonly vkey: string;
};
type Props = Words & { found: DescribedBatch; origin: string };

/** One batch for everybody: the letters in numbers, what a correction changed, and how to recompute it all. */
export function BatchView({ locale, t, found, origin }: Props) {
  const { batch, letters, replacedBy } = found;
  const words = { locale, t };
  const href = (path: string) => localeHref(locale, path);
  return (
    <div className="column flow">
      <Breadcrumbs
        label={t("ratingBatch.crumbs")}
        items={[{ label: t("ratingBatch.home"), href: href("/methods#ratings") }]}
      />
      <h1>
        {t("ratingBatch.title", {
          month: monthText(locale, batch.month),
          kind: t(`ratingBatch.${batch.kind}`),
        })}
      </h1>
      <p className="lead">
        {t("ratingBatch.lead", {
          count: formatNumber(locale, batch.institutions),
          rated: formatNumber(locale, batch.rated),
        })}
      </p>
      {replacedBy && (
        <Notice kind="warn">
          <p>
            {t("ratingBatch.replaced")}{" "}
            <a href={href(`/ratings/${replacedBy}`)}>{t("ratingBatch.replacedLink")}</a>
          </p>
        </Notice>
      )}
      {batch.corrects && (
        <Notice>
          <p>
            {t("ratingBatch.corrects")}{" "}
            <a href={href(`/ratings/${batch.corrects}`)}>{t("ratingBatch.correctsLink")}</a>
          </p>
        </Notice>
      )}
      {batch.corrects && <Changes {...words} changes={found.changes} />}
      <section className="section flow" id="letters">
        <h2>{t("ratingBatch.letters")}</h2>
        <DataTable
          id="letter-table"
          caption={t("ratingBatch.letters")}
          isCaptionHidden
          density="dense"
          rows={letters}
          rowKey={({ letter }) => letter ?? "none"}
          columns={[
            {
              key: "letter",
              header: t("ratingBatch.letter"),
              isRowHeader: true,
              cell: ({ letter }) => letter ?? t("ratingBatch.noLetter"),
            },
            {
              key: "count",
              header: t("ratingBatch.count"),
              align: "end",
              cell: ({ count }) => formatNumber(locale, count),
            },
          ]}
        />
      </section>
      <section className="section flow" id="facts">
        <h2>{t("ratingBatch.facts")}</h2>
        <DescriptionList
          look="rows"
          facts={[
            { term: t("ratingBatch.month"), value: monthText(locale, batch.month) },
            { term: t("ratingBatch.method"), value: <span className="code">{batch.method}</span> },
            ...(batch.reason === null
              ? []
              : [{ term: t("ratingBatch.reason"), value: causeWords(t, batch.reason.split(", ")) }]),
            { term: t("ratingBatch.published"), value: formatDateTime(locale, batch.publishedAt) },
            { term: t("ratingBatch.asOf"), value: formatDateTime(locale, batch.asOf) },
            {
              term: t("ratingBatch.size"),
              value: t("ratingBatch.bytes", { count: formatNumber(locale, batch.bytes) }),
            },
            { term: t("ratingBatch.sha"), value: <span className="code hash">{batch.sha256}</span> },
            { term: t("ratingBatch.id"), value: <span className="code">{batch.id}</span> },
          ]}
        />
      </section>
      <Check t={t} found={found} origin={origin} />
    </div>
  );
}

function Changes({ locale, t, changes }: Words & Pick<DescribedBatch, "changes">) {
  const word = ({ letter, status }: Side) => t(`rating.word.${ratingWord(status && { letter, status })}`);
  return (
    <section className="section flow" id="changes">
      <h2>{t("ratingBatch.diff")}</h2>
      <p className="muted">{t("ratingBatch.diffLead")}</p>
      <DataTable
        id="diff"
        caption={t("ratingBatch.diffCaption")}
        isCaptionHidden
        phone="stack"
        rows={changes}
        rowKey={({ institutionId }) => institutionId}
        columns={[
          {
            key: "institution",
            header: t("ratingBatch.institution"),
            isRowHeader: true,
            cell: ({ institutionId, legalName, englishName }) =>
              legalName === null ? (
                t("ratingBatch.unlisted")
              ) : (
                <a href={localeHref(locale, `/institutions/${institutionId}`)}>
                  {institutionName(locale, { legalName, englishName })}
                </a>
              ),
          },
          { key: "from", header: t("ratingBatch.from"), cell: ({ before }) => word(before) },
          {
            key: "to",
            header: t("ratingBatch.to"),
            cell: ({ before, after }) =>
              before.letter === after.letter && before.status === after.status ? (
                <>
                  {word(after)} <span className="muted small">{t("ratingBatch.same")}</span>
                </>
              ) : (
                <b>{word(after)}</b>
              ),
          },
          { key: "causes", header: t("ratingBatch.causes"), cell: ({ causes }) => causeWords(t, causes) },
        ]}
      />
    </section>
  );
}

function Check({ t, found: { batch, vkey }, origin }: Pick<Props, "t" | "found" | "origin">) {
  const path = `/api/v1/ratings/${batch.id}`;
  const code = [
    `curl -sfo bundle.json ${origin}${path}/bundle`,
    `curl -sfo proof.json ${origin}${path}/proof`,
    `npm run -s verify-rating -- bundle.json --proof proof.json --vkey '${vkey}'`,
  ].join("\n");
  const links = [
    { href: `${path}/bundle`, label: t("ratingBatch.bundle") },
    { href: `${path}/proof`, label: t("ratingBatch.proof") },
    ...(batch.corrects ? [{ href: `${path}/diff`, label: t("ratingBatch.diffJson") }] : []),
  ];
  return (
    <section className="section flow commands" id="check">
      <h2>{t("ratingBatch.check")}</h2>
      <p>{t("ratingBatch.checkBody")}</p>
      <CodeBlock code={code} label={t("ratingBatch.checkLabel")} />
      <ul className="link-row">
        {links.map(({ href, label }) => (
          <li key={href}>
            <a href={href}>{label}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}

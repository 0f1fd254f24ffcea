import type { Metadata } from "next";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import {
  type ComparedPreview,
  comparePreview,
  type PreviewChange,
} from "#commands/rating/compare-preview.ts";
import { previewInput } from "#commands/rating/preview-rating.ts";
import { monthDue } from "#commands/rating/publish-ratings.ts";
import { causeWords } from "#components/rating/cause-words.ts";
import { monthText } from "#components/rating/figures.ts";
import { moveWords } from "#components/rating/moves.tsx";
import { Card } from "#components/ui/card.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { DeskBar } from "#components/ui/desk-shell.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { BackLink } from "#components/ui/navigation.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { AppError } from "#domain/errors.ts";
import { ratingWord } from "#domain/rating/browse-ratings.ts";
import type { InstitutionResult } from "#domain/rating/bundle.ts";
import { localeHref } from "#messages/locale.ts";
import { formatDateTime, formatNumber } from "#messages/translate.ts";
import { DeskFrame } from "../../../_desk/desk-frame.tsx";
import { type Desk, openDesk } from "../../../_desk/open-desk.ts";
import { PreviewForm } from "../preview-form.tsx";

const MOST_SHOWN = 200;

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  const title = t("ratingDesk.preview.title");
  return pageMetadata({ locale, path: "/desk/ratings/preview", title, isPrivate: true });
}

/** A month's letters as they would be now, against what is published, and why. Computed when asked for. */
export default async function PreviewPage({ searchParams }: Props) {
  const { month: asked } = await searchParams;
  const desk = await openDesk("rating.preview", "/desk/ratings/preview");
  const { locale, t, now } = desk;
  const month = typeof asked === "string" ? asked.trim() : "";
  const preview = month === "" ? null : await previewOf(desk, month);
  return (
    <DeskFrame desk={desk} place="ratings">
      <DeskBar title={t("ratingDesk.preview.title")} />
      <div className="desk-page flow-cards">
        <BackLink href={localeHref(locale, "/desk/ratings")}>{t("ratingDesk.preview.back")}</BackLink>
        <Card>
          <PreviewForm locale={locale} t={t} month={month || monthDue(now)} />
          {preview === "bad" && (
            <Notice kind="warn">
              <p>{t("ratingDesk.preview.bad")}</p>
            </Notice>
          )}
        </Card>
        {preview !== null && preview !== "bad" && <Preview desk={desk} preview={preview} />}
      </div>
    </DeskFrame>
  );
}

async function previewOf({ context }: Desk, month: string): Promise<ComparedPreview | "bad"> {
  if (!previewInput.safeParse({ month }).success) return "bad";
  try {
    return await comparePreview(context, { month });
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid-request") return "bad";
    throw error;
  }
}

function Preview({ desk, preview }: { desk: Desk; preview: ComparedPreview }) {
  const { locale, t } = desk;
  const { published, changes } = preview;
  return (
    <>
      <Card title={t("ratingDesk.preview.heading", { month: monthText(locale, preview.month) })} id="facts">
        <p>
          {t("ratingDesk.preview.facts", {
            method: preview.method,
            asOf: formatDateTime(locale, preview.asOf),
            count: formatNumber(locale, preview.institutions),
            held: formatNumber(locale, preview.held),
          })}{" "}
          {published ? (
            <a href={localeHref(locale, `/ratings/${published.id}`)}>
              {t(`ratingDesk.preview.${published.kind === "correction" ? "corrected" : "publishedAs"}`, {
                at: formatDateTime(locale, published.publishedAt),
              })}
            </a>
          ) : (
            t("ratingDesk.preview.unpublished")
          )}
        </p>
        <DataTable
          id="letters"
          caption={t("ratingDesk.preview.letters")}
          density="dense"
          rows={preview.letters}
          rowKey={({ letter }) => letter ?? "none"}
          columns={[
            {
              key: "letter",
              header: t("ratingDesk.preview.letter"),
              isRowHeader: true,
              cell: ({ letter }) => letter ?? t("ratingDesk.preview.noLetter"),
            },
            {
              key: "before",
              header: t("ratingDesk.preview.before"),
              align: "end",
              cell: ({ before }) => (before === null ? t("ratingDesk.none") : formatNumber(locale, before)),
            },
            {
              key: "now",
              header: t("ratingDesk.preview.now"),
              align: "end",
              cell: (row) => formatNumber(locale, row.now),
            },
          ]}
        />
      </Card>
      {published && (
        <Card title={t("ratingDesk.preview.changes")} id="changes">
          {changes.length > 0 && <p className="muted">{t("ratingDesk.preview.willCorrect")}</p>}
          <Changes desk={desk} changes={changes} />
        </Card>
      )}
    </>
  );
}

function Changes({ desk, changes }: { desk: Desk; changes: readonly PreviewChange[] }) {
  const { locale, t } = desk;
  const word = (result: InstitutionResult | null) =>
    result === null ? t("ratingDesk.none") : t(`rating.word.${ratingWord(result)}`);
  return (
    <>
      <DataTable
        id="change-table"
        caption={t("ratingDesk.preview.changes")}
        isCaptionHidden
        phone="stack"
        density="dense"
        rows={changes.slice(0, MOST_SHOWN)}
        rowKey={({ institutionId }) => institutionId}
        empty={
          <EmptyState title={t("ratingDesk.preview.noChanges")}>
            <p>{t("ratingDesk.preview.noChangesBody")}</p>
          </EmptyState>
        }
        columns={[
          {
            key: "name",
            header: t("ratingDesk.name"),
            isRowHeader: true,
            cell: ({ institutionId, legalName }) => (
              <a href={localeHref(locale, `/institutions/${institutionId}`)}>{legalName}</a>
            ),
          },
          { key: "from", header: t("ratingDesk.preview.from"), cell: ({ before }) => word(before) },
          { key: "to", header: t("ratingDesk.preview.to"), cell: ({ after }) => <b>{word(after)}</b> },
          {
            key: "causes",
            header: t("ratingDesk.preview.causes"),
            cell: ({ causes }) => causeWords(t, causes),
          },
          {
            key: "moved",
            header: t("ratingDesk.preview.moved"),
            cell: ({ moves }) =>
              moves.length === 0 ? (
                t("ratingDesk.none")
              ) : (
                <ul>
                  {moves.map((move) => (
                    <li key={JSON.stringify(move)}>{moveWords({ locale, t }, move)}</li>
                  ))}
                </ul>
              ),
          },
        ]}
      />
      {changes.length > MOST_SHOWN && (
        <p className="muted small">
          {t("ratingDesk.preview.more", {
            count: formatNumber(locale, changes.length),
            shown: formatNumber(locale, MOST_SHOWN),
          })}
        </p>
      )}
    </>
  );
}

import type { Metadata } from "next";
import { pageWords } from "#app/_server/locale.ts";
import { notFoundMetadata, pageMetadata } from "#app/_server/metadata.ts";
import { notFoundPage } from "#app/_server/not-found.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { Breadcrumbs } from "#components/ui/navigation.tsx";
import { ERROR_CODES, type ErrorCode } from "#domain/errors.ts";
import { env } from "#env";
import { localeHref } from "#messages/locale.ts";

type Props = { params: Promise<{ code: string }> };

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(ERROR_CODES, code);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [{ code }, { locale, t }] = await Promise.all([params, pageWords()]);
  if (!isErrorCode(code)) return notFoundMetadata(locale);
  return pageMetadata({
    locale,
    path: `/errors/${code}`,
    title: t("errors.page.title", { code }),
    description: t(`errors.codes.${code}.meaning`),
  });
}

/** Where the `type` of a problem leads: what it means and how to mend it. */
export default async function ErrorPage({ params }: Props) {
  const [{ code }, { locale, t }] = await Promise.all([params, pageWords()]);
  if (!isErrorCode(code)) return notFoundPage();
  const title = t(`errors.codes.${code}.title`);
  const example = {
    type: `${env.publicUrl}/errors/${code}`,
    title,
    status: ERROR_CODES[code],
    code,
    detail: t(`errors.codes.${code}.detail`),
    errors: [],
  };
  return (
    <div className="column">
      <Breadcrumbs
        label={t("common.breadcrumbs")}
        items={[
          { label: t("developers.title"), href: localeHref(locale, "/developers") },
          { label: t("errors.page.all"), href: `${localeHref(locale, "/developers")}#errors` },
        ]}
      />
      <h1>{title}</h1>
      <DescriptionList
        facts={[
          { term: t("errors.page.code"), value: <code>{code}</code> },
          { term: t("errors.page.status"), value: String(ERROR_CODES[code]) },
        ]}
      />
      <section className="section flow">
        <h2>{t("errors.page.meaning")}</h2>
        <p>{t(`errors.codes.${code}.meaning`)}</p>
      </section>
      <section className="section flow">
        <h2>{t("errors.page.mend")}</h2>
        <p>{t(`errors.codes.${code}.mend`)}</p>
      </section>
      <section className="section flow">
        <h2>{t("errors.page.example")}</h2>
        <CodeBlock code={JSON.stringify(example, null, 2)} label={t("errors.page.example")} />
      </section>
    </div>
  );
}

import type { LeafType } from "#domain/transparency/leaf.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import { formatNumber, type Translate } from "#messages/translate.ts";
import { Card } from "../ui/card.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { DescriptionList } from "../ui/description-list.tsx";

export type EntryProof = {
  readonly leaf: { readonly type: LeafType; readonly hash: string; readonly index: number | null };
  readonly vkey: string;
};

type Props = { locale: Locale; t: Translate; id: string; proof: EntryProof; origin: string };

/** Where the log has the entry, and the two commands that check it. */
export function ProveIt({ locale, t, id, proof: { leaf, vkey }, origin }: Props) {
  const path = `/api/v1/entries/${id}/proof`;
  const code = [
    `curl -sfo proof.txt ${origin}${path}`,
    `npm run -s verify -- - --vkey '${vkey}' --receipt proof.txt`,
  ].join("\n");
  return (
    <Card title={t("registry.entry.prove.title")} id="prove">
      <div className="flow commands">
        <p>{t("registry.entry.prove.body")}</p>
        <DescriptionList
          facts={[
            { term: t("registry.entry.prove.leaf"), value: t(`registry.entry.leaf.${leaf.type}`) },
            {
              term: t("registry.entry.prove.index"),
              value:
                leaf.index === null ? t("registry.entry.prove.pending") : formatNumber(locale, leaf.index),
            },
            { term: t("registry.entry.prove.hash"), value: <code className="hash">{leaf.hash}</code> },
          ]}
        />
        <p>{t("registry.entry.prove.steps")}</p>
        <CodeBlock code={code} label={t("registry.entry.prove.label")} />
        <ul className="link-row">
          <li>
            <a href={path}>{t("registry.entry.prove.download")}</a>
          </li>
          <li>
            <a href={localeHref(locale, "/transparency")}>{t("registry.entry.prove.more")}</a>
          </li>
        </ul>
      </div>
    </Card>
  );
}

import type { CasePattern } from "#domain/cases/campaign-file.ts";
import type { Locale } from "#messages/locale.ts";
import { formatDate, type Translate } from "#messages/translate.ts";
import zh from "#messages/zh-CN/campaign.json" with { type: "json" };

type Props = { patterns: readonly CasePattern[]; locale: Locale; t: Translate };
const WORDS = zh.patterns;

/** What detectors found, with what they counted. */
export function CasePatterns({ patterns, locale, t }: Props) {
  return (
    <ul className="plain-list">
      {patterns.map((pattern) => (
        <li key={`${pattern.kind} ${pattern.foundAt}`}>
          <b>{isKind(pattern.kind) ? t(`campaign.patterns.kind.${pattern.kind}`) : pattern.kind}</b>
          <span className="under">{detailOf(pattern, locale, t)}</span>
        </li>
      ))}
    </ul>
  );
}

function detailOf({ counts, foundAt, endedAt }: CasePattern, locale: Locale, t: Translate): string {
  const counted = Object.entries(counts).flatMap(([name, count]) =>
    isCount(name) ? [t(`campaign.patterns.count.${name}`, { count })] : [],
  );
  return [
    ...counted,
    t("campaign.patterns.found", { date: formatDate(locale, foundAt) }),
    ...(endedAt ? [t("campaign.patterns.ended", { date: formatDate(locale, endedAt) })] : []),
  ].join(t("common.separator"));
}

const isKind = (kind: string): kind is keyof typeof WORDS.kind => Object.hasOwn(WORDS.kind, kind);
const isCount = (name: string): name is keyof typeof WORDS.count => Object.hasOwn(WORDS.count, name);

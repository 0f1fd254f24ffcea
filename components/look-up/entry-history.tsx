import type { Tier } from "#domain/cases/decision.ts";
import type { RegistryKind, VersionStatus } from "#domain/registry/entry.ts";
import type { Locale } from "#messages/locale.ts";
import { formatDate, type Translate } from "#messages/translate.ts";
import { Timeline } from "../ui/timeline.tsx";

/** One version of an entry, as the history tells it. */
export type EntryVersion = {
  readonly version: number;
  readonly kind: RegistryKind;
  readonly status: VersionStatus;
  readonly tier: Tier;
  readonly expiresAt: string;
  readonly at: string;
};

type Props = { locale: Locale; t: Translate; versions: readonly EntryVersion[] };

/** How an entry came to be what it is, newest first. */
export function EntryHistory({ locale, t, versions }: Props) {
  return (
    <Timeline
      items={versions.map(({ version, kind, status, tier, expiresAt, at }) => ({
        at,
        when: formatDate(locale, at),
        title: t(`number.event.${version === 1 ? "listed" : status}`, {
          kind: t(`number.kind.${kind}`),
          tier: t(`verdict.tier.${tier}`),
          until: formatDate(locale, expiresAt),
        }),
      }))}
    />
  );
}

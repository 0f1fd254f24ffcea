import type { Tier } from "#domain/cases/decision.ts";
import type { RegistryKind } from "#domain/registry/entry.ts";
import { CAUSES, type Cause } from "#domain/registry/life.ts";
import type { Locale } from "#messages/locale.ts";
import { formatDate, type Translate } from "#messages/translate.ts";
import { Timeline } from "../ui/timeline.tsx";

export type EntryVersion = {
  readonly version: number;
  readonly kind: RegistryKind;
  readonly tier: Tier;
  readonly cause: string;
  readonly expiresAt: string;
  readonly at: string;
};

type Props = { locale: Locale; t: Translate; versions: readonly EntryVersion[] };

/** Every version of an entry by what made it, newest first. */
export function EntryCourse({ locale, t, versions }: Props) {
  return (
    <Timeline
      items={versions.toReversed().map(({ version, kind, tier, cause, expiresAt, at }) => ({
        at,
        when: formatDate(locale, at),
        title: t(`registry.entry.cause.${causeOf(cause)}`, {
          kind: t(`registry.kind.${kind}`),
          tier: t(`verdict.tier.${tier}`),
          until: formatDate(locale, expiresAt),
        }),
        by: t("registry.entry.versionValue", { version }),
      }))}
    />
  );
}

/** A cause that this page does not know yet is an amendment. */
const causeOf = (cause: string): Cause => CAUSES.find((known) => known === cause) ?? "amended";

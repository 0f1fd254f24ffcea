import type { Tier } from "#domain/cases/decision.ts";
import type { RegistryKind, VersionStatus } from "#domain/registry/entry.ts";
import type { Translate } from "#messages/translate.ts";
import { Tag } from "../ui/tag.tsx";
import type { Tone } from "../ui/tone.ts";

export const TONE_OF_KIND: Readonly<Record<RegistryKind, Tone>> = {
  blacklist: "listed",
  warning: "warning",
  credit_note: "info",
  official: "official",
};

type Standing = { readonly kind: RegistryKind; readonly tier: Tier; readonly status: VersionStatus };

/** 黑名单 · 一般; only a place on the blacklist has a degree that counts. */
export function standingWords(t: Translate, { kind, tier }: Pick<Standing, "kind" | "tier">): string {
  const list = t(`registry.kind.${kind}`);
  return kind === "blacklist" ? `${list} · ${t(`verdict.tier.${tier}`)}` : list;
}

/** Which list an entry is on, and whether somebody contests it. */
export function EntryTag({ t, standing }: { t: Translate; standing: Standing }) {
  return (
    <span className="entry-tags">
      <Tag tone={TONE_OF_KIND[standing.kind]}>{standingWords(t, standing)}</Tag>
      {standing.status === "under_appeal" && <Tag tone="info">{t("verdict.underObjection")}</Tag>}
    </span>
  );
}

import type { LinkKind } from "../matching/campaigns/link-kinds.ts";

/** Something that several reports of a campaign carry and that ties them. Instants are ISO texts. */
export type CampaignKey = {
  /** Its opaque name, 32 hex digits. */
  readonly key: string;
  readonly kind: LinkKind;
  /** Public values in clear, private numbers by their ends; null where it stays sealed or cannot be told. */
  readonly label: string | null;
  /** Its place among those of its kind: names what has no other name. */
  readonly ordinal: number;
  /** Reports of the case that carry it, and of the whole portal. */
  readonly complaints: number;
  readonly everywhere: number;
  /** A report that carries it, for what is sealed; null where the case has none any more. */
  readonly exampleId: string | null;
};

/** A key this agency called common. */
export type CommonKey = CampaignKey & {
  /** `waiting`: campaigns of another agency hang on it too, and that agency has not said so. */
  readonly state: "common" | "waiting";
  readonly by: string | null;
  readonly at: string;
  readonly reason: string;
};

/** What is left of a campaign without one of its keys, as far as the reports tell; what people judged stays as it is. */
export type CommonKeyPreview = {
  readonly key: CampaignKey;
  readonly reference: string;
  readonly complaints: number;
  /** Reports that nothing else ties to the case. */
  readonly leaving: number;
  /** Reports of each group that remains, most first; one group is the case going on. */
  readonly parts: readonly number[];
  /** Other agencies with campaigns that hang on it: they have to say so too. */
  readonly otherAgencies: number;
};

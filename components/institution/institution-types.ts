import type { InstitutionClass } from "#domain/institutions/classes.ts";
import type { ContactKind, LicenceStatus, NameKind } from "#domain/institutions/types.ts";
import type { RatingWord } from "#domain/rating/browse-ratings.ts";
import type { InstitutionReason } from "#domain/registry/institution-verdict.ts";
import type { EntryAnswer } from "#domain/registry/number-answer.ts";
import type { VerdictWord } from "#domain/registry/verdict.ts";
import type { Locale } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import type { EntryVersion } from "../look-up/entry-history.tsx";
import type { Freshness } from "../look-up/stale-notice.tsx";
import type { InstitutionRating } from "../rating/rating-types.ts";
import type { JointMeasure } from "./joint-measures.tsx";

export type Contact = {
  readonly kind: ContactKind;
  readonly value: string;
  readonly key: string;
  readonly until: string | null;
};
export type Licence = {
  readonly number: string;
  readonly regulator: string;
  readonly scope: string;
  readonly region: string | null;
  readonly issuedOn: string | null;
  readonly expiresOn: string | null;
  readonly status: LicenceStatus;
};
export type Relation = {
  readonly institutionId: string;
  readonly legalName: string;
  readonly englishName: string | null;
  readonly scope: string;
  readonly since: string | null;
  readonly until: string | null;
  /** The letter of its own rating, or that there is none; null while ratings cannot be read. */
  readonly rating: RatingWord | null;
};
export type Institution = {
  readonly id: string;
  readonly legalName: string;
  readonly englishName: string | null;
  readonly uscc: string | null;
  readonly regulatorCode: string | null;
  readonly class: InstitutionClass;
  readonly status: "registered" | "deregistered";
  readonly region: string | null;
  readonly country: string;
  readonly updatedAt: string;
  readonly names: readonly { readonly name: string; readonly kind: NameKind }[];
  readonly contacts: readonly Contact[];
  readonly licences: readonly Licence[];
};

/** Everything a page says about one institution. Days are YYYY-MM-DD. */
export type InstitutionPage = {
  readonly institution: Institution;
  readonly verdict: { readonly verdict: VerdictWord; readonly reasons: readonly InstitutionReason[] };
  readonly entry: EntryAnswer | null;
  readonly statement: string | null;
  readonly history: readonly EntryVersion[];
  /** Joint measures in force because of the entry. */
  readonly measures: readonly JointMeasure[];
  readonly isRecordAway: boolean;
  readonly rating: InstitutionRating;
  readonly agents: readonly Relation[];
  readonly principals: readonly Relation[];
  readonly on: string;
  readonly freshness: Freshness;
};

export type Words = { locale: Locale; t: Translate };

import type { ValueKind } from "#domain/cases/campaign-file.ts";

/** The picture of a campaign in words ready to be drawn: what it shows stays on the server otherwise. */
export type GraphNode = {
  readonly id: string;
  readonly kind: ValueKind;
  readonly label: string;
  readonly tip: string;
  readonly complaints: number;
  readonly isListed: boolean;
  readonly href: string | null;
};
export type GraphTie = {
  readonly a: string;
  readonly b: string;
  readonly complaints: number;
  readonly tip: string;
};

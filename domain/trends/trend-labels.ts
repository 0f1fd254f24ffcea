import { CHANNELS, MATTERS } from "#domain/complaints/codes.ts";
import type { Label } from "#domain/complaints/label.ts";
import { PROVINCES } from "#domain/complaints/regions.ts";
import type { SeverityClass } from "#domain/complaints/severity.ts";
import { type Dimension, UNKNOWN_REGION } from "./trend-query.ts";

type Names = { readonly zh: string; readonly en: string };

export const SEVERITY_CLASS_NAMES: Readonly<Record<SeverityClass, Names>> = {
  nuisance: { zh: "一般骚扰", en: "Nuisance" },
  harassment: { zh: "违规催收、多收费", en: "Harassment and over-charging" },
  threat_or_fraud: { zh: "威胁、诈骗、暴力", en: "Threats, fraud and violence" },
};

const LABELS: Readonly<Record<Dimension, readonly Label[]>> = {
  matter: MATTERS,
  channel: CHANNELS,
  severity: Object.entries(SEVERITY_CLASS_NAMES).map(([code, names]) => ({ code, ...names })),
  region: [...PROVINCES, { code: UNKNOWN_REGION, zh: "没有填写", en: "Not given" }],
};

/** What a value is called; the value itself where it has no name. */
export function dimensionLabel(dimension: Dimension, value: string): Names {
  return LABELS[dimension].find(({ code }) => code === value) ?? { zh: value, en: value };
}

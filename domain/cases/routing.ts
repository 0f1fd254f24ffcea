/** Which agency is competent: the one whose regions the report names, else the default one. */
export type AgencyRegions = {
  readonly id: string;
  readonly regionPrefixes: readonly string[];
  readonly isDefault: boolean;
};

/** `region` is a GB/T 2260 code; the longest matching prefix wins. Throws when no agency exists. */
export function competentAgency(agencies: readonly AgencyRegions[], region: string | null): string {
  let best: { id: string; length: number } | null = null;
  for (const agency of agencies) {
    for (const prefix of agency.regionPrefixes) {
      if (region?.startsWith(prefix) && prefix.length > (best?.length ?? 0))
        best = { id: agency.id, length: prefix.length };
    }
  }
  const fallback = agencies.find((agency) => agency.isDefault) ?? agencies[0];
  const chosen = best?.id ?? fallback?.id;
  if (!chosen) throw new Error("no agency: the portal needs at least one");
  return chosen;
}

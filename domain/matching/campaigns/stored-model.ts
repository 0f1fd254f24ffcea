import * as z from "zod";
import { type CampaignModel, HAND_MODEL, mapKinds } from "./link-kinds.ts";

const stored = z.object({
  priorBits: z.number(),
  kinds: z.record(z.string(), z.object({ bits: z.number() })),
});

/**
 * A model as it was kept with its version; null where it cannot be read. A kind that came after it weighs what it was
 * set to by hand.
 */
export function readModel(version: string, parameters: unknown): CampaignModel | null {
  const read = stored.safeParse(parameters);
  if (!read.success) return null;
  const { priorBits, kinds } = read.data;
  return {
    version,
    prior: priorBits,
    bits: mapKinds((kind) => kinds[kind]?.bits ?? HAND_MODEL.bits[kind]),
  };
}

import { planBlasts, planRecycled, planSolos } from "./demo-callers.ts";
import { planCampaigns, planImpersonations } from "./demo-campaigns.ts";
import type { Group, World } from "./demo-world.ts";
import type { Random } from "./random.ts";
import { IM_SCRIPTS } from "./scripts/im-scripts.ts";
import type { Medium, Script, Theme } from "./scripts/script.ts";
import { SMS_SCRIPTS } from "./scripts/sms-scripts.ts";
import { VOICE_SCRIPTS } from "./scripts/voice-scripts.ts";

export const SCRIPTS: readonly Script[] = [...SMS_SCRIPTS, ...VOICE_SCRIPTS, ...IM_SCRIPTS];

/** Plans every planted group. With `shuffleTemplates` scripts change hands at random between groups of a medium. */
export function planGroups(
  world: World,
  { shuffleTemplates }: { readonly shuffleTemplates: boolean },
): readonly Group[] {
  const groups = [
    ...planCampaigns(world),
    ...planImpersonations(world),
    ...planBlasts(world),
    ...planRecycled(world),
    ...planSolos(world),
  ];
  return shuffleTemplates ? shuffleScripts(world.random.fork("shuffle"), groups) : groups;
}

function shuffleScripts(random: Random, groups: readonly Group[]): readonly Group[] {
  const hands = new Map<Medium, Script[]>();
  for (const medium of ["sms", "voice", "im"] as const) {
    const ofMedium = groups.filter((group) => group.medium === medium).map((group) => group.script);
    hands.set(medium, random.shuffle(ofMedium));
  }
  return groups.map((group) => ({ ...group, script: hands.get(group.medium)?.pop() ?? group.script }));
}

/** Deals scripts evenly: one is used again only when all others of its theme and medium are out. */
export function scriptDealer(random: Random): (theme: Theme, medium: Medium) => Script {
  const uses = new Map<string, number>();
  return (theme, medium) => {
    const exact = SCRIPTS.filter((script) => script.medium === medium && script.theme === theme);
    const choice = exact.length > 0 ? exact : SCRIPTS.filter((script) => script.medium === medium);
    const fewest = Math.min(...choice.map((script) => uses.get(script.id) ?? 0));
    const script = random.pick(choice.filter((candidate) => (uses.get(candidate.id) ?? 0) === fewest));
    uses.set(script.id, fewest + 1);
    return script;
  };
}

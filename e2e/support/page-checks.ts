import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const NARROWEST = { width: 320, height: 700 };
/** An address of a message, such as "number.title", by the parts of messages that pages use. */
const KEYS =
  /\b(?:campaign|case|check|common|desk|forms|home|institutions?|merge|number|openData|rating|registry|transparency|verdict)\.[a-z]\w+/;
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/**
 * No page has a frame, so axe is let finish in the page itself, and says nothing of what passed: a third of the time.
 * A page that gains a frame fails here, and axe has to look into it from then on.
 */
function axe(page: Page): AxeBuilder {
  expect(page.frames(), "frames are not looked into").toHaveLength(1);
  return new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).setLegacyMode();
}

async function violationsFoundBy(builder: AxeBuilder): Promise<string[]> {
  const { violations } = await builder.analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
  );
}

/** WCAG 2.2 AA and good practice by axe: not one violation. */
export async function expectAccessible(page: Page): Promise<void> {
  // While an action's answer replaces the page its title is away for a moment.
  await expect(page).toHaveTitle(/\S/);
  expect(await violationsFoundBy(axe(page).withTags(TAGS))).toEqual([]);
}

/** In the dark only colours differ. */
export async function expectContrastInTheDark(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await violationsFoundBy(axe(page).withRules(["color-contrast"]))).toEqual([]);
  await page.emulateMedia({ colorScheme: "light" });
}

/** The page is not wider than its window. */
export async function expectToFit(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

/** Nothing of the page itself hangs out sideways, down to the narrowest phone and the largest zoom (WCAG 1.4.10). */
export async function expectToFitTheNarrowest(page: Page): Promise<void> {
  const before = page.viewportSize() ?? NARROWEST;
  await page.setViewportSize(NARROWEST);
  const right = await page
    .locator("#main *:not(.visually-hidden, .visually-hidden *)")
    .evaluateAll((all) => Math.max(...all.map((one) => one.getBoundingClientRect().right)));
  expect(right, `${page.url()} is wider than ${NARROWEST.width} px`).toBeLessThanOrEqual(NARROWEST.width);
  await page.setViewportSize(before);
}

/** People are shown words, not the keys that words are kept under. */
export async function expectWords(page: Page): Promise<void> {
  await expect(page.locator("#main")).not.toContainText(KEYS);
}

import { cookies } from "next/headers";
import { THEMES, type Theme } from "#components/ui/site-footer.tsx";

export type Preferences = { theme: Theme; isElder: boolean };

/** Appearance and text size from their cookies, read on the server so that a page never changes colour after it is shown. */
export async function readPreferences(): Promise<Preferences> {
  const jar = await cookies();
  return { theme: themeOf(jar.get("theme")?.value), isElder: jar.get("elder")?.value === "1" };
}

export function themeOf(value: unknown): Theme {
  return THEMES.find((theme) => theme === value) ?? "auto";
}

import "../globals.css";
import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { currentLocale, pageWords } from "#app/_server/locale.ts";
import { readPreferences } from "#app/_server/preferences.ts";
import { env } from "#env";

export const viewport: Viewport = { width: "device-width", initialScale: 1 };

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await pageWords();
  return {
    metadataBase: new URL(env.publicUrl),
    title: t("common.name"),
    description: t("common.description"),
    // A page about a phone number must not turn its digits into call links.
    formatDetection: { telephone: false, address: false, email: false },
    // No other site learns where anyone came from. Our own has to: without it a browser sends form posts from origin
    // "null", and Next refuses those actions.
    referrer: "same-origin",
  };
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const locale = await currentLocale();
  const { theme, isElder } = await readPreferences();
  return (
    <html
      lang={locale}
      data-theme={theme === "auto" ? undefined : theme}
      data-elder={isElder ? "" : undefined}
    >
      <body>{children}</body>
    </html>
  );
}

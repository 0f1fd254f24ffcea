import type { Metadata } from "next";
import { currentLocale } from "#app/_server/locale.ts";
import { notFoundMetadata } from "#app/_server/metadata.ts";
import { notFoundPage } from "#app/_server/not-found.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return notFoundMetadata(await currentLocale());
}

/** Every address that is no page ends here, so that "not found" speaks the visitor's language. */
export default async function UnknownPage() {
  return await notFoundPage();
}

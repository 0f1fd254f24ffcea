import { cookies } from "next/headers";
import { themeOf } from "#app/_server/preferences.ts";
import { safePath } from "#app/_server/request-path.ts";
import { env } from "#env";

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Appearance and text size: a plain form, so it works without script; comes back to the page it was sent from. */
export async function POST(request: Request): Promise<Response> {
  const form = await request.formData();
  const jar = await cookies();
  const cookie = {
    path: "/",
    maxAge: YEAR_SECONDS,
    sameSite: "lax",
    httpOnly: true,
    secure: env.publicUrl.startsWith("https:"),
  } as const;
  if (form.has("theme")) jar.set("theme", themeOf(form.get("theme")), cookie);
  if (form.has("elder")) jar.set("elder", form.get("elder") === "1" ? "1" : "0", cookie);
  return new Response(null, { status: 303, headers: { location: safePath(form.get("return")) } });
}

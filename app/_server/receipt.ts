import { cookies } from "next/headers";
import * as z from "zod";
import { env } from "#env";
import { publicContext } from "./context.ts";

const isSecure = env.publicUrl.startsWith("https://");
const COOKIE = `${isSecure ? "__Host-" : ""}mj-receipt-${env.port}`;
const options = { path: "/", httpOnly: true, sameSite: "lax", secure: isSecure } as const;
const MINUTES = 30;
const CELL = { table: "receipt_cookie", column: "held", row: "browser" } as const;

const heldReceipt = z.object({
  receipt: z.string(),
  until: z.int(),
  /** Set right after a report was sent: what the confirmation page says. */
  filed: z.object({ at: z.string(), relationship: z.string().nullable(), isEarlier: z.boolean() }).nullable(),
});
export type HeldReceipt = Omit<z.output<typeof heldReceipt>, "until">;

/**
 * The receipt this browser opened or was given last, for half an hour: so that a page can be reloaded, printed or gone
 * back to without the receipt ever being in an address. Sealed, since a cookie is stored on the device in clear.
 */
export async function heldReceiptInBrowser(): Promise<HeldReceipt | null> {
  const value = (await cookies()).get(COOKIE)?.value;
  if (!value) return null;
  const { keys, clock } = publicContext();
  try {
    const opened: unknown = JSON.parse(keys.openWithMaster(CELL, Buffer.from(value, "base64url")));
    const { until, ...held } = heldReceipt.parse(opened);
    return until > clock.real().getTime() ? held : null;
  } catch {
    // A cookie is whatever a browser sends; what does not open is no receipt.
    return null;
  }
}

/** Only in a form action. */
export async function holdReceiptInBrowser(held: HeldReceipt): Promise<void> {
  const { keys, clock } = publicContext();
  const until = clock.real().getTime() + MINUTES * 60_000;
  const sealed = keys.sealWithMaster(CELL, JSON.stringify({ ...held, until }));
  (await cookies()).set(COOKIE, Buffer.from(sealed).toString("base64url"), {
    ...options,
    maxAge: MINUTES * 60,
  });
}

/** Only in a form action. */
export async function forgetReceiptInBrowser(): Promise<void> {
  (await cookies()).set(COOKIE, "", { ...options, maxAge: 0 });
}

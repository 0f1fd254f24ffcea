import { generateSecret, generateSync, verifySync } from "otplib";

const PERIOD_SECONDS = 30;

/** A base-32 secret for an authenticator app (RFC 6238; 160 bits as RFC 4226 recommends). */
export function newTotpSecret(): string {
  return generateSecret();
}

/** The time step a code belongs to, allowing one step of clock difference either way; null when it is wrong. */
export function totpStep(secret: string, code: string, now: Date): number | null {
  const token = code.normalize("NFKC").replaceAll(/\s/g, "");
  if (!/^\d{6}$/.test(token)) return null;
  const epoch = Math.floor(now.getTime() / 1000);
  const result = verifySync({ secret, token, epoch, epochTolerance: PERIOD_SECONDS });
  return result.valid ? Math.floor(epoch / PERIOD_SECONDS) + result.delta : null;
}

/** The code an authenticator shows at `now`. */
export function totpCode(secret: string, now: Date): string {
  return generateSync({ secret, epoch: Math.floor(now.getTime() / 1000) });
}

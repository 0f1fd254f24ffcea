import postgres from "postgres";
import { bootError } from "./boot-error.ts";
import { driverFolder, patchDriver, REPAIR_MARK, verifyDriver } from "./driver-patch.mjs";

/**
 * Makes sure that the database driver carries its repair before the portal relies on it: unrepaired, one broken
 * connection ends the process. After `npm ci --ignore-scripts` the repair is made here.
 * Throws `driver-unrepaired` when the repair cannot be made, and when it was made only now, after this process had
 * loaded the driver (a launcher avoids that by calling patchDriver() before it imports anything else).
 */
export function assertDriverPatched(): void {
  try {
    if (!verifyDriver()) patchDriver();
  } catch (error) {
    throw bootError(
      "driver-unrepaired",
      `The database driver in ${driverFolder()} is not repaired: ${error instanceof Error ? error.message : error} ` +
        "Run `node cli/patch-driver.mjs` as a user who may write node_modules.",
      error,
    );
  }
  if (!String(postgres).includes(REPAIR_MARK)) {
    throw bootError(
      "driver-unrepaired",
      "The database driver has just been repaired on disk, but this process had loaded it before. Start again.",
    );
  }
}

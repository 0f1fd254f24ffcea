// npm's postinstall. Without the repair one broken database connection ends the process: docs/adr/0003-patched-driver.md
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { patchDriver, verifyDriver } from "../db/driver-patch.mjs";

export { verifyDriver };

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    const changed = patchDriver();
    if (!verifyDriver()) throw new Error("the driver is still unrepaired after writing");
    console.log(
      changed > 0 ? `postgres driver repaired (${changed} files)` : "postgres driver already repaired",
    );
  } catch (error) {
    console.error(`postgres driver not repaired: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}

import { test } from "@playwright/test";
import { signIn } from "./support/portal.ts";

/** The people the journeys need. A code works once, so nobody signs in from two journeys at the same moment. */
const PEOPLE = [
  ["case_officer", "DEMO-N"],
  ["reviewer", "DEMO-N"],
  ["case_officer", "DEMO-S"],
  ["supervisor", "DEMO-S"],
] as const;

for (const [role, agency] of PEOPLE)
  test(`a ${role} of ${agency} opens the desk with a password and a code`, ({ page }) =>
    signIn(page, role, agency));

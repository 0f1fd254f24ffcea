import { AppError } from "#domain/errors.ts";
import type { Context } from "../context.ts";
import { toAppError } from "../to-app-error.ts";
import { type ProofFile, receiptProof } from "../transparency/receipt-proof.ts";
import { complaintOf } from "./follow-up.ts";

/**
 * The file by which the holder of a receipt proves, without us, that these words were filed at that time. `not-found`
 * with `receipt-…` for a wrong receipt, and with `no-proof` while the filing is not on the log (seconds after it) and
 * after its record was erased.
 */
export async function proveReceipt(
  context: Pick<Context, "db" | "storage">,
  receipt: string,
): Promise<ProofFile> {
  try {
    const proof = await receiptProof(context, await complaintOf(context, receipt));
    if (!proof) throw new AppError("not-found", "no-proof");
    return proof;
  } catch (error) {
    throw toAppError(error);
  }
}

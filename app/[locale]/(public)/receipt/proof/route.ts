import { publicContext } from "#app/_server/context.ts";
import { heldReceiptInBrowser } from "#app/_server/receipt.ts";
import { proveReceipt } from "#commands/complaints/prove-receipt.ts";
import { AppError } from "#domain/errors.ts";

/** The proof of the report whose receipt this browser holds, as a file; back to the report where there is none yet. */
export async function GET(request: Request): Promise<Response> {
  const held = await heldReceiptInBrowser();
  const back = new URL(request.url).pathname.replace(/\/proof$/, held ? "/status?proof=none" : "");
  if (!held) return sendTo(back);
  try {
    const proof = await proveReceipt(publicContext(), held.receipt);
    return new Response(`${JSON.stringify(proof, null, 1)}\n`, {
      headers: {
        "content-type": "application/json; charset=utf-8",
        "content-disposition": 'attachment; filename="mingjian-receipt-proof.json"',
        "cache-control": "no-store",
      },
    });
  } catch (error) {
    if (error instanceof AppError) return sendTo(back);
    throw error;
  }
}

const sendTo = (path: string): Response => new Response(null, { status: 303, headers: { location: path } });

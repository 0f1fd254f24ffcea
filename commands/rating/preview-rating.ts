import * as z from "zod";
import { authorize } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors.ts";
import type { RatingMethod } from "#domain/rating/bundle.ts";
import { METHODS } from "#domain/rating/method.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import type { Runtime } from "../runtime.ts";
import { type BuiltBundle, buildBundle } from "./build-bundle.ts";
import { monthOf } from "./gather-evidence.ts";

export const previewInput = z.object({
  month: z.string("choose-month").regex(/^\d{4}-(0[1-9]|1[0-2])$/, "choose-month"),
  method: z.string().optional(),
});

/** What a month's ratings would be with what is known now. Nothing is written, and nobody outside sees it. */
export async function previewRating(
  context: Context,
  raw: z.input<typeof previewInput>,
): Promise<BuiltBundle> {
  authorize(context.actor, "rating.preview");
  const { month, method: version } = parseInput(previewInput, raw);
  const method = METHODS.find((one) => version === undefined || one.method.version === version)?.method;
  if (!method) throw new AppError("not-found", "no-such-method");
  if (month > monthOf(context.now)) throw new AppError("invalid-request", "month-to-come");
  return previewMonth(context, { month, now: context.now, method });
}

/** The same for an operator at the command line. */
export function previewMonth(
  { db }: Pick<Runtime, "db">,
  {
    month,
    now,
    method = METHODS[0].method,
  }: { readonly month: string; readonly now: Date; readonly method?: RatingMethod },
): Promise<BuiltBundle> {
  return db.system.begin("isolation level repeatable read read only", (view) =>
    buildBundle(view, { month, asOf: now, method }),
  ) as Promise<BuiltBundle>;
}

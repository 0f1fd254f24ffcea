import { type Locale, localeHref } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import { TextField } from "../forms/text-field.tsx";
import { Button } from "../ui/button.tsx";
import { REGISTRY_PATH } from "./registry-list.tsx";

type Props = {
  locale: Locale;
  t: Translate;
  id: string;
  /** Times between which there is something to see. */
  from: string;
  to: string;
  value?: string;
};

/** What was published on a day: a plain form, so the day is in the address. */
export function AsOfForm({ locale, t, id, from, to, value }: Props) {
  return (
    <form method="get" action={localeHref(locale, `${REGISTRY_PATH}/${id}`)} className="as-of">
      <TextField
        id="as_of"
        type="date"
        width="short"
        label={t("registry.entry.asOf.label")}
        hint={t("registry.entry.asOf.hint")}
        min={dayOf(from)}
        max={dayOf(to)}
        value={value}
      />
      <Button variant="plain">{t("registry.entry.asOf.submit")}</Button>
    </form>
  );
}

/** The day of a moment in China. */
const dayOf = (at: string): string => new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 10);

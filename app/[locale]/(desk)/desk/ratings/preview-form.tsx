import { TextField } from "#components/forms/text-field.tsx";
import { Button } from "#components/ui/button.tsx";
import { type Locale, localeHref } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";

/** Asks for a month by address, so that what was computed can be asked for again. */
export function PreviewForm({ locale, t, month }: { locale: Locale; t: Translate; month: string }) {
  return (
    <form method="get" action={localeHref(locale, "/desk/ratings/preview")} className="desk-form">
      <TextField
        id="month"
        label={t("ratingDesk.preview.month")}
        hint={t("ratingDesk.preview.monthHint")}
        width="short"
        value={month}
        autoComplete="off"
      />
      <div className="form-actions">
        <Button variant="plain">{t("ratingDesk.preview.submit")}</Button>
      </div>
    </form>
  );
}

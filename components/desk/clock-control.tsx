import type { Locale } from "#messages/locale.ts";
import { formatDateTime, type Translate } from "#messages/translate.ts";
import { Button } from "../ui/button.tsx";

type Props = {
  action: (data: FormData) => Promise<void>;
  now: Date;
  offsetMs: number;
  /** Where to come back to. */
  path: string;
  locale: Locale;
  t: Translate;
};

const STEPS_DAYS = [1, 11, 100] as const;
const DAY_MS = 86_400_000;

/** The demonstration's clock: lets a stranger get past a response window without waiting for it. */
export function ClockControl({ action, now, offsetMs, path, locale, t }: Props) {
  const days = Math.round(offsetMs / DAY_MS);
  return (
    <form action={action} className="clock">
      <h2>{t("desk.clock.title")}</h2>
      <p>
        {t("desk.clock.now", { now: formatDateTime(locale, now.toISOString()) })}
        <span className="under">
          {days > 0 ? t("desk.clock.ahead", { count: days }) : t("desk.clock.real")}
        </span>
      </p>
      <input type="hidden" name="locale" value={locale} />
      <input type="hidden" name="path" value={path} />
      <div className="clock-steps">
        {STEPS_DAYS.map((step) => (
          <Button key={step} name="days" value={step} variant="plain" size="small">
            {t("desk.clock.forward", { count: step })}
          </Button>
        ))}
      </div>
    </form>
  );
}

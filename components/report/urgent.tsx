import type { Translate } from "#messages/translate.ts";

/** Beside the start: money that can still be stopped, danger, and somebody to talk to. */
export function Urgent({ t }: { t: Translate }) {
  return (
    <aside className="urgent" aria-labelledby="urgent-title">
      <h2 id="urgent-title">{t("report.urgent.title")}</h2>
      <dl className="urgent-lines">
        <div>
          <dt>{t("report.urgent.money")}</dt>
          <dd>
            {t.rich("report.urgent.moneyWhat", {
              fraud: (chunks) => <a href="tel:96110">{chunks}</a>,
              police: (chunks) => <a href="tel:110">{chunks}</a>,
            })}
          </dd>
        </div>
        <div>
          <dt>{t("report.urgent.danger")}</dt>
          <dd>
            {t.rich("report.urgent.dangerWhat", {
              police: (chunks) => <a href="tel:110">{chunks}</a>,
              ambulance: (chunks) => <a href="tel:120">{chunks}</a>,
            })}
          </dd>
        </div>
        <div>
          <dt>{t("report.urgent.talk")}</dt>
          <dd>{t.rich("report.urgent.talkWhat", { line: (chunks) => <a href="tel:12356">{chunks}</a> })}</dd>
        </div>
      </dl>
    </aside>
  );
}

import { TILES } from "#domain/trends/tile-grid.ts";
import type { Told } from "#domain/trends/told.ts";
import { formatCount } from "#messages/translate.ts";
import { toldText, valueName, type Words } from "./trend-words.ts";

type Props = Words & { values: ReadonlyMap<string, Told>; href: (region: string) => string };

/** Provinces as squares: name and number in each, the shade says it once more. */
export function TileGrid({ locale, t, values, href }: Props) {
  const most = Math.max(...TILES.map(({ code }) => values.get(code) ?? 0));
  const levelOf = (told: Told): number => (told === null ? 0 : Math.max(1, Math.ceil((4 * told) / most)));
  return (
    <ul className="tile-grid">
      {TILES.map((tile) => {
        const told = values.get(tile.code) ?? null;
        const name = `${valueName(locale, "region", tile.code)}${locale === "en" ? ": " : "："}${toldText({ locale, t }, told)}`;
        return (
          <li key={tile.code} className={`tile-column-${tile.column} tile-row-${tile.row}`}>
            <a className={`tile tile-${levelOf(told)}`} href={href(tile.code)} title={name}>
              <span className="visually-hidden">{name}</span>
              <span aria-hidden="true">{locale === "en" ? tile.en : tile.zh}</span>
              <b aria-hidden="true">{told === null ? t("trends.under") : formatCount(locale, told)}</b>
            </a>
          </li>
        );
      })}
    </ul>
  );
}

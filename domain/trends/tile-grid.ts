import type { ProvinceCode } from "#domain/complaints/regions.ts";

/**
 * A square for every province, near its neighbours: no borders are drawn and small provinces are as large as large ones.
 * `zh` is the name as newspapers shorten it, `en` the letters of ISO 3166-2:CN. Columns and rows count from 1.
 */
export type Tile = {
  readonly code: ProvinceCode;
  readonly zh: string;
  readonly en: string;
  readonly column: number;
  readonly row: number;
};

// biome-ignore format: a table
export const TILES: readonly Tile[] = [
  { code: "230000", zh: "黑龙江", en: "HL", column: 8, row: 1 },
  { code: "150000", zh: "内蒙古", en: "NM", column: 5, row: 2 },
  { code: "220000", zh: "吉林", en: "JL", column: 8, row: 2 },
  { code: "650000", zh: "新疆", en: "XJ", column: 1, row: 3 },
  { code: "640000", zh: "宁夏", en: "NX", column: 4, row: 3 },
  { code: "110000", zh: "北京", en: "BJ", column: 6, row: 3 },
  { code: "120000", zh: "天津", en: "TJ", column: 7, row: 3 },
  { code: "210000", zh: "辽宁", en: "LN", column: 8, row: 3 },
  { code: "540000", zh: "西藏", en: "XZ", column: 1, row: 4 },
  { code: "630000", zh: "青海", en: "QH", column: 2, row: 4 },
  { code: "620000", zh: "甘肃", en: "GS", column: 3, row: 4 },
  { code: "610000", zh: "陕西", en: "SN", column: 4, row: 4 },
  { code: "140000", zh: "山西", en: "SX", column: 5, row: 4 },
  { code: "130000", zh: "河北", en: "HE", column: 6, row: 4 },
  { code: "370000", zh: "山东", en: "SD", column: 7, row: 4 },
  { code: "510000", zh: "四川", en: "SC", column: 3, row: 5 },
  { code: "500000", zh: "重庆", en: "CQ", column: 4, row: 5 },
  { code: "410000", zh: "河南", en: "HA", column: 5, row: 5 },
  { code: "340000", zh: "安徽", en: "AH", column: 6, row: 5 },
  { code: "320000", zh: "江苏", en: "JS", column: 7, row: 5 },
  { code: "310000", zh: "上海", en: "SH", column: 8, row: 5 },
  { code: "530000", zh: "云南", en: "YN", column: 3, row: 6 },
  { code: "520000", zh: "贵州", en: "GZ", column: 4, row: 6 },
  { code: "420000", zh: "湖北", en: "HB", column: 5, row: 6 },
  { code: "360000", zh: "江西", en: "JX", column: 6, row: 6 },
  { code: "330000", zh: "浙江", en: "ZJ", column: 7, row: 6 },
  { code: "450000", zh: "广西", en: "GX", column: 4, row: 7 },
  { code: "430000", zh: "湖南", en: "HN", column: 5, row: 7 },
  { code: "440000", zh: "广东", en: "GD", column: 6, row: 7 },
  { code: "350000", zh: "福建", en: "FJ", column: 7, row: 7 },
  { code: "710000", zh: "台湾", en: "TW", column: 8, row: 7 },
  { code: "460000", zh: "海南", en: "HI", column: 5, row: 8 },
  { code: "820000", zh: "澳门", en: "MO", column: 6, row: 8 },
  { code: "810000", zh: "香港", en: "HK", column: 7, row: 8 },
];

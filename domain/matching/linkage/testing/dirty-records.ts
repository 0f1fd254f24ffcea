import type { RecordTable } from "../prepare-records.ts";
import { seededRandom } from "../random.ts";

const GIVEN =
  "john william thomas george james charles henry robert joseph edward samuel david richard arthur frederick walter alfred albert francis peter mary elizabeth ann sarah jane margaret alice emma emily florence edith annie harriet ellen martha charlotte caroline louisa frances eleanor hugh edmund ralph gilbert nathaniel benjamin daniel isaac jacob abraham philip stephen andrew patrick michael anthony christopher matthew simon oliver humphrey cuthbert ambrose rupert percy harold ernest cecil bertram leonard stanley reginald".split(
    " ",
  );
const SHORT: Readonly<Record<string, string>> = {
  john: "jack",
  william: "bill",
  thomas: "tom",
  james: "jim",
  charles: "charlie",
  henry: "harry",
  robert: "bob",
  joseph: "joe",
  edward: "ted",
  samuel: "sam",
  richard: "dick",
  frederick: "fred",
  mary: "polly",
  elizabeth: "bess",
  ann: "nancy",
  sarah: "sally",
  margaret: "peggy",
  edmund: "ned",
  benjamin: "ben",
  daniel: "dan",
  philip: "phil",
  andrew: "drew",
  michael: "mick",
  christopher: "kit",
  matthew: "matt",
};
const STARTS =
  "ash bar ben brad bright carl chat cliff col cran dal den dun elm fair farn gar green hal ham har hol hurst kel kings lang lin mar mel mill nor oak pem ray red rich sal shel stan sut thorn wal west whit wood york".split(
    " ",
  );
const ENDS =
  "ley ton ford ham worth field wood well by combe den dale shaw ter man son more stead wick bridge".split(
    " ",
  );
const WORK =
  "politician painter writer soldier priest engineer actor poet lawyer physician botanist cricketer footballer composer architect merchant printer sculptor historian naturalist explorer judge banker teacher astronomer chemist mathematician journalist photographer illustrator".split(
    " ",
  );

type Draw = {
  readonly chance: (probability: number) => boolean;
  readonly below: (limit: number) => number;
  /** Common items come first: place k is drawn about 1/k as often as the first. */
  readonly often: (list: readonly string[]) => string;
};

function drawFrom(next: () => number): Draw {
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    chance: (probability) => next() < probability,
    below,
    often: (list) => list[Math.floor((list.length + 1) ** next()) - 1] ?? list[0] ?? "",
  };
}

/** One slip of a finger: a letter dropped, doubled, replaced, or swapped with its neighbour. */
export function mistype(text: string, { below }: Draw): string {
  if (text.length < 2) return text;
  const at = below(text.length - 1);
  const letter = /\d/.test(text.charAt(at)) ? String(below(10)) : String.fromCharCode(97 + below(26));
  const kinds = [
    text.slice(0, at) + text.slice(at + 1),
    text.slice(0, at) + letter + text.slice(at),
    text.slice(0, at) + letter + text.slice(at + 1),
    text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2),
  ];
  return kinds[below(kinds.length)] ?? text;
}

type Person = {
  readonly given: readonly string[];
  readonly surname: string;
  readonly title: string;
  readonly birth: readonly [number, number, number];
  readonly place: string;
  readonly postcode: string;
  readonly gender: string;
  readonly work: readonly string[];
};

const two = (value: number): string => String(value).padStart(2, "0");

function postcodeNear(place: string, { below }: Draw): string {
  const letters = (place.charAt(0) + place.charAt(place.length >> 1)).toLowerCase();
  return `${letters}${(place.length * 7) % 20} ${below(9) + 1}${String.fromCharCode(97 + below(20))}${String.fromCharCode(97 + below(20))}`;
}

function person(
  draw: Draw,
  surnames: readonly string[],
  places: readonly string[],
  relative: Person | undefined,
): Person {
  const { chance, below, often } = draw;
  const place = relative !== undefined && chance(0.6) ? relative.place : often(places);
  const surname = relative?.surname ?? often(surnames);
  const isNoble = chance(0.12);
  return {
    given: Array.from({ length: chance(0.45) ? 2 : 1 }, () => often(GIVEN)),
    surname,
    title: isNoble
      ? `${below(8) + 1}th ${often(["baronet", "earl", "baron", "duke"])} ${often(places)}`
      : chance(0.05)
        ? "sir"
        : "",
    birth: chance(0.15) ? [1600 + below(350), 1, 1] : [1600 + below(350), 1 + below(12), 1 + below(28)],
    place,
    postcode: postcodeNear(place, draw),
    gender: chance(0.8) ? "male" : "female",
    work: [often(WORK), often(WORK)],
  };
}

function copyOf(one: Person, draw: Draw, errors: number): readonly string[] {
  const { chance, below } = draw;
  const maybe = (probability: number): boolean => chance(probability * errors);
  const slip = (text: string, probability: number): string =>
    maybe(probability) ? mistype(text, draw) : text;
  const [first = "", ...middle] = one.given;
  const called = maybe(0.05) ? first.charAt(0) : slip(maybe(0.2) ? (SHORT[first] ?? first) : first, 0.1);
  const surname = maybe(0.04) ? "" : slip(one.surname, 0.15);
  const rest = [
    ...middle.filter(() => !maybe(0.5)),
    ...one.title.split(" ").filter((word) => word !== "" && !maybe(0.3)),
  ];
  const shown = maybe(0.05) ? ["", surname] : maybe(0.03) ? [surname, called] : [called, surname];
  const full = [
    shown[0],
    ...middle.filter((word) => rest.includes(word)),
    shown[1],
    ...rest.filter((word) => !middle.includes(word)),
  ];
  let [year, month, day] = one.birth;
  if (maybe(0.08)) [month, day] = [1, 1];
  if (maybe(0.02) && day <= 12) [month, day] = [day, month];
  if (maybe(0.05)) year += chance(0.5) ? 1 : -1;
  const born = maybe(0.15) ? "" : slip(`${year}-${two(month)}-${two(day)}`, 0.05);
  const postcode = maybe(0.2)
    ? ""
    : maybe(0.25)
      ? postcodeNear(one.place, draw)
      : maybe(0.08)
        ? postcodeNear(one.surname, draw)
        : one.postcode;
  return [
    full.filter((word) => word !== "" && word !== undefined).join(" "),
    shown.filter((word) => word !== "").join(" "),
    shown[0] ?? "",
    shown[1] ?? "",
    born,
    maybe(0.15) ? "" : maybe(0.15) ? `west ${one.place}` : slip(one.place, 0.05),
    slip(postcode, 0.05),
    maybe(0.3) ? "" : one.gender,
    maybe(0.25) ? "" : (one.work[maybe(0.15) ? 1 : 0] ?? ""),
    String(below(1_000_000_000)),
  ];
}

const COLUMNS = [
  "full_name",
  "first_and_surname",
  "first_name",
  "surname",
  "dob",
  "birth_place",
  "postcode",
  "gender",
  "occupation",
];

/**
 * People copied with errors, for tests and speed: nicknames, initials, dropped titles, slips, swapped columns, missing cells, moved
 * postcodes, relatives of one surname in one place. `errors` scales every error (0: clean copies). Column `cluster` is the truth.
 */
export function dirtyRecords(input: {
  readonly size: number;
  readonly seed: number;
  readonly errors?: number;
  readonly mostCopies?: number;
}): RecordTable {
  const { size, seed, errors = 1, mostCopies = 20 } = input;
  const draw = drawFrom(seededRandom(seed));
  const words = (count: number): string[] => [
    ...new Set(
      Array.from(
        { length: count },
        () => `${STARTS[draw.below(STARTS.length)]}${ENDS[draw.below(ENDS.length)]}`,
      ),
    ),
  ];
  const [surnames, places] = [words(2500), words(900).map((word) => `${word}e`)];
  const rows: (readonly string[])[] = [];
  const clusters: string[] = [];
  let last: Person | undefined;
  for (let entity = 0; rows.length < size; entity++) {
    const one = person(draw, surnames, places, draw.chance(0.3) ? last : undefined);
    const copies = Math.min(size - rows.length, 1 + draw.below(mostCopies));
    for (let count = 0; count < copies; count++) {
      rows.push(copyOf(one, draw, errors));
      clusters.push(`c${entity}`);
    }
    last = one;
  }
  const ids = rows.map((row, at) => `${row.at(-1)}-${at}`);
  const columns = Object.fromEntries(COLUMNS.map((name, at) => [name, rows.map((row) => row[at] ?? "")]));
  return { size, columns: { unique_id: ids, cluster: clusters, ...columns } };
}

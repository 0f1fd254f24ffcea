import { describe, expect, it } from "vitest";
import { chooseCompared, inLetterOrder, mayRank, ratingWord } from "./browse-ratings.ts";
import { RATING_1 } from "./method.ts";

describe("ratings in a list", () => {
  it("are a letter, or the fact that there is none", () => {
    expect(ratingWord({ status: "rated", letter: "B" })).toBe("B");
    expect(ratingWord({ status: "not_licensed", letter: null })).toBe("not_licensed");
    expect(ratingWord({ status: "not_rated", letter: null })).toBe("not_rated");
    expect(ratingWord(null)).toBe("not_rated");
  });

  it("are put in an order only where the order is not chance, and equals stay as they were", () => {
    expect(mayRank({ rankability: 0.7 }, RATING_1)).toBe(true);
    expect(mayRank({ rankability: 0.69 }, RATING_1)).toBe(false);
    const rows = ["甲not_rated", "乙A", "丙E", "丁A"];
    expect(inLetterOrder(rows, (row) => row.slice(1) as "A")).toEqual(["乙A", "丁A", "丙E", "甲not_rated"]);
  });

  it("are compared for four at most, each once, and what nobody knows is counted and left out", () => {
    const asked = ["1", "2", "1", "x", "3", "4", "5"];
    expect(chooseCompared(asked, (id) => id !== "x")).toEqual({
      ids: ["1", "2", "3", "4"],
      unknown: 1,
      left: 1,
    });
    expect(chooseCompared([], () => true)).toEqual({ ids: [], unknown: 0, left: 0 });
  });
});

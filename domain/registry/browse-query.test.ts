import { describe, expect, it } from "vitest";
import { placeText, readBrowseQuery, readDay, readMoment, readPlace } from "./browse-query.ts";

const ID = "018f0000-0000-7000-8000-000000000001";

describe("the query of the list", () => {
  it("keeps what it knows and takes everything else for no filter", () => {
    const query = readBrowseQuery(
      {
        q: "  云渡 ",
        list: "blacklist",
        subject: "practitioner",
        tier: "serious",
        ground: "nonsense",
        agency: "N",
        status: "repaired",
        since: "2026-02-30",
        after: "nowhere",
        before: ["a", "b"],
      },
      ["N"],
    );
    expect(query).toEqual({
      text: "云渡",
      kind: "blacklist",
      subject: "",
      tier: "serious",
      ground: "",
      agency: "N",
      status: "",
      since: "",
      after: "",
      before: "",
    });
  });

  it("takes a day as it is in China", () => {
    expect(readDay("2026-02-01")?.toISOString()).toBe("2026-01-31T16:00:00.000Z");
    for (const no of ["2026-02-30", "2026-13-01", "1999-01-01", "today", ""]) expect(readDay(no)).toBeNull();
  });

  it("takes a past day as it stood at its end, a past time as it is, and everything else for now", () => {
    const now = new Date("2026-03-02T04:00:00Z");
    expect(readMoment("2026-02-01", now)?.toISOString()).toBe("2026-02-01T15:59:59.999Z");
    expect(readMoment("2026-02-01T08:00:00+08:00", now)?.toISOString()).toBe("2026-02-01T00:00:00.000Z");
    for (const present of ["2026-03-02", "2027-01-01T00:00:00Z", "2026-02-30", "yesterday", ""])
      expect(readMoment(present, now)).toBeNull();
  });

  it("finds a place again from its text and takes nothing else for one", () => {
    const place = { listedAt: "2026-02-01T00:00:00.123Z", entryId: ID };
    expect(readPlace(placeText(place))).toEqual({ listedAt: new Date(place.listedAt), entryId: ID });
    for (const no of ["", ID, `.${ID}`, `zzzzzzzzzz.${ID}`, `a.${ID}0`]) expect(readPlace(no)).toBeNull();
  });
});

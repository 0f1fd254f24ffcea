import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TIERS, type Tier } from "../cases/decision.ts";
import { addMonths } from "../clocks/due-on.ts";
import type { LeafType } from "../transparency/leaf.ts";
import { VERSION_STATUSES } from "./entry.ts";
import {
  challengeClock,
  earliestRepairAt,
  isShown,
  type LifeEvent,
  type LifeState,
  latestEnd,
  transition,
} from "./life.ts";
import { LIFE_RULES } from "./life-rules.ts";

const T0 = new Date("2026-03-02T04:00:00Z");
const DAY = 86_400_000;
const onDay = (days: number) => new Date(T0.getTime() + days * DAY);
const list = (tier: Tier, days: number): LifeEvent => ({
  type: "list",
  kind: "blacklist",
  tier,
  expiresAt: onDay(days),
});

/** The state after the events, each so many days after the listing; throws when one is refused. */
function live(...steps: readonly (readonly [number, LifeEvent])[]): LifeState {
  let state: LifeState | null = null;
  for (const [days, event] of steps) {
    const next = transition(state, event, onDay(days));
    if (!next.ok) throw new Error(`${event.type}: ${next.reason}`);
    state = next.state;
  }
  if (!state) throw new Error("nothing happened");
  return state;
}
const listed = live([0, list("general", 180)]);
const challenged = live([0, list("general", 180)], [1, { type: "challenge", stage: "objection" }]);
const good = { type: "repair", isCorrected: true, hasPromise: true } as const;

describe("an event on an entry", () => {
  const answer = (outcome: "upheld" | "partly" | "rejected" | "unresolved", stage = "objection" as const) =>
    ({ type: "answer", stage, outcome }) as const;
  const rejected = live(
    [0, list("general", 300)],
    [1, { type: "challenge", stage: "objection" }],
    [5, answer("rejected")],
  );
  const merged = live([0, list("general", 180)], [1, { type: "merge", intoItself: false }]);
  const repaired = live([0, list("general", 180)], [100, good]);
  const warning = live([
    0,
    { type: "list", kind: "warning", tier: "serious", expiresAt: onDay(3), isConfirmed: false },
  ]);
  const cases: readonly [string, LifeState | null, LifeEvent, number, string, readonly LeafType[] | null][] =
    [
      ["lists", null, list("general", 180), 0, "active", ["list"]],
      ["does not list twice", listed, list("general", 180), 1, "already-listed", null],
      ["needs a listing first", null, { type: "statement" }, 0, "not-listed-yet", null],
      ["confirms a warning", warning, { type: "confirm", expiresAt: onDay(31) }, 1, "active", ["amend"]],
      [
        "confirms no warning that is over",
        warning,
        { type: "confirm", expiresAt: onDay(40) },
        3,
        "term-over",
        null,
      ],
      ["lapses an unconfirmed warning", warning, { type: "expire" }, 3, "lapsed", ["expire"]],
      ["amends to milder", listed, { type: "amend", tier: "minor" }, 1, "active", ["amend"]],
      [
        "does not amend to a graver tier",
        listed,
        { type: "amend", tier: "serious" },
        1,
        "worse-needs-new-notice",
        null,
      ],
      [
        "does not amend to a longer term",
        listed,
        { type: "amend", expiresAt: onDay(181) },
        1,
        "worse-needs-new-notice",
        null,
      ],
      [
        "does not amend into the past",
        listed,
        { type: "amend", expiresAt: onDay(1) },
        2,
        "term-outside-tier",
        null,
      ],
      [
        "marks an objection",
        listed,
        { type: "challenge", stage: "objection" },
        1,
        "under_appeal",
        ["objection"],
      ],
      [
        "needs an answer before an appeal",
        listed,
        { type: "challenge", stage: "appeal" },
        1,
        "answer-first",
        null,
      ],
      [
        "takes an appeal",
        rejected,
        { type: "challenge", stage: "appeal" },
        60,
        "under_appeal",
        ["appeal-open"],
      ],
      ["takes no late appeal", rejected, { type: "challenge", stage: "appeal" }, 66, "appeal-too-late", null],
      ["lifts when upheld", challenged, answer("upheld"), 5, "withdrawn", ["objection", "withdraw"]],
      [
        "amends when partly upheld",
        challenged,
        { ...answer("partly"), tier: "minor" },
        5,
        "active",
        ["objection", "amend"],
      ],
      ["takes the mark off when rejected", challenged, answer("rejected"), 5, "active", ["objection"]],
      ["answers nothing unasked", listed, answer("rejected"), 5, "not-possible-now", null],
      [
        "lifts after a missed deadline",
        challenged,
        { type: "miss-deadline", dueOn: "2026-03-23" },
        22,
        "withdrawn",
        ["deadline-missed", "withdraw"],
      ],
      [
        "does not lift before the last day is over",
        challenged,
        { type: "miss-deadline", dueOn: "2026-03-23" },
        21.4,
        "deadline-not-missed",
        null,
      ],
      ["repairs after the minimum", listed, good, 92, "repaired", ["repair"]],
      ["does not repair before it", listed, good, 91, "min-term-running", null],
      [
        "repairs only what was put right",
        listed,
        { ...good, isCorrected: false },
        100,
        "not-corrected",
        null,
      ],
      ["repairs only with a promise", listed, { ...good, hasPromise: false }, 100, "promise-missing", null],
      ["repairs no warning", warning, good, 1, "not-repairable", null],
      ["withdraws", listed, { type: "withdraw", ground: "annulled" }, 1, "withdrawn", ["withdraw"]],
      ["expires at the end", listed, { type: "expire" }, 180, "expired", ["expire"]],
      ["does not expire before it", listed, { type: "expire" }, 179.9, "term-running", null],
      ["merges", listed, { type: "merge", intoItself: false }, 1, "merged", ["merge"]],
      [
        "merges nothing into itself",
        listed,
        { type: "merge", intoItself: true },
        1,
        "merge-into-itself",
        null,
      ],
      ["takes a merge back", merged, { type: "split" }, 2, "active", ["split"]],
      [
        "ends with the undoing when the term is over",
        merged,
        { type: "split" },
        200,
        "expired",
        ["split", "expire"],
      ],
      ["splits nothing unmerged", listed, { type: "split" }, 2, "not-possible-now", null],
      ["erases when the term would have ended", repaired, { type: "erase" }, 180, "erased", ["erase"]],
      ["does not erase before", repaired, { type: "erase" }, 179, "erasure-not-due", null],
      ["erases nothing in force", listed, { type: "erase" }, 5000, "not-possible-now", null],
      [
        "does nothing to what has ended",
        repaired,
        { type: "amend", tier: "minor" },
        101,
        "entry-ended",
        null,
      ],
    ];

  it.each(cases)("%s", (_, state, event, days, expected, leaves) => {
    const next = transition(state, event, onDay(days));
    expect(next.ok ? next.state.status : next.reason).toBe(expected);
    if (next.ok) {
      expect(next.leaves).toEqual(leaves);
      expect(next.state.version).toBe((state?.version ?? 0) + 1);
    }
  });

  it("has a rule with its article for every kind of event but the first", () => {
    const used = new Set(cases.map(([, , event]) => event.type));
    for (const type of Object.keys(LIFE_RULES)) {
      if (type === "supersede") continue;
      expect([...used]).toContain(type);
    }
    for (const { article } of Object.values(LIFE_RULES)) expect(article.zh && article.en).toBeTruthy();
  });

  it("keeps the mark while another objection waits", () => {
    const state = live(
      [0, list("general", 180)],
      [1, { type: "challenge", stage: "objection" }],
      [2, { type: "challenge", stage: "objection" }],
      [3, { type: "answer", stage: "objection", outcome: "rejected" }],
    );
    expect([state.status, state.openChallenges]).toEqual(["under_appeal", 1]);
  });
});

describe("terms by tier", () => {
  it.each([
    ["minor", "2026-03-02", "2026-06-02"],
    ["general", "2026-06-02", "2027-03-02"],
    ["serious", "2027-03-02", "2029-03-02"],
  ] as const)("%s: repair from %s, over by %s", (tier, repair, end) => {
    expect(earliestRepairAt({ kind: "blacklist", tier, listedAt: T0 })?.toISOString().slice(0, 10)).toBe(
      repair,
    );
    expect(latestEnd("blacklist", tier, T0).toISOString().slice(0, 10)).toBe(end);
    expect(live([0, list(tier, 4000)]).expiresAt).toEqual(latestEnd("blacklist", tier, T0));
  });

  it("mark within one working day and answer within twenty days", () => {
    expect(challengeClock("objection", new Date("2026-03-06T04:00:00Z"))).toEqual({
      flagOn: "2026-03-09",
      answerOn: "2026-03-26",
    });
    expect(challengeClock("appeal", new Date("2026-03-06T04:00:00Z")).answerOn).toBe("2026-05-05");
  });

  it("end a month that is shorter on its last day", () => {
    expect(addMonths(new Date("2026-11-30T04:00:00Z"), 3).toISOString()).toBe("2027-02-28T04:00:00.000Z");
    expect(addMonths(new Date("2024-02-28T17:00:00Z"), 12).toISOString()).toBe("2025-02-27T17:00:00.000Z");
  });
});

describe("whatever happens to an entry", () => {
  const tier = fc.constantFrom<Tier>(...(Object.keys(TIERS) as Tier[]));
  const at = fc.integer({ min: 0, max: 2500 });
  const stage = fc.constantFrom("objection" as const, "appeal" as const);
  const event: fc.Arbitrary<LifeEvent> = fc.oneof(
    fc.record({
      type: fc.constant("list" as const),
      kind: fc.constantFrom("blacklist" as const, "warning" as const, "credit_note" as const),
      tier,
      expiresAt: at.map(onDay),
      isConfirmed: fc.boolean(),
    }),
    fc.record({ type: fc.constant("confirm" as const), expiresAt: at.map(onDay) }),
    fc.record({
      type: fc.constant("supersede" as const),
      kind: fc.constant("blacklist" as const),
      tier,
      expiresAt: at.map(onDay),
    }),
    fc.record({ type: fc.constant("amend" as const), tier, expiresAt: at.map(onDay) }),
    fc.constant({ type: "statement" as const }),
    fc.record({ type: fc.constant("challenge" as const), stage }),
    fc.record({
      type: fc.constant("answer" as const),
      stage,
      outcome: fc.constantFrom(
        "upheld" as const,
        "partly" as const,
        "rejected" as const,
        "unresolved" as const,
      ),
      tier,
    }),
    fc.constant({ type: "miss-deadline" as const, dueOn: "2026-04-01" }),
    fc.record({ type: fc.constant("repair" as const), isCorrected: fc.boolean(), hasPromise: fc.boolean() }),
    fc.record({
      type: fc.constant("withdraw" as const),
      ground: fc.constantFrom("annulled" as const, "corrected" as const, "holder_changed" as const),
    }),
    fc.constant({ type: "expire" as const }),
    fc.record({ type: fc.constant("merge" as const), intoItself: fc.boolean() }),
    fc.constant({ type: "split" as const }),
    fc.constant({ type: "erase" as const }),
  );
  const history = fc
    .tuple(tier, fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), event), { maxLength: 25 }))
    .map(([first, rest]) => [[0, list(first, 700)] as [number, LifeEvent], ...rest]);

  /** Every state the history goes through, with its time; refused events change nothing. */
  function states(steps: readonly (readonly [number, LifeEvent])[]) {
    const found: { state: LifeState; at: Date; event: LifeEvent }[] = [];
    let state: LifeState | null = null;
    let days = 0;
    for (const [wait, event] of steps) {
      days += wait;
      const next = transition(state, event, onDay(days));
      if (!next.ok) continue;
      state = next.state;
      found.push({ state, at: onDay(days), event });
    }
    return found;
  }
  const holds = (check: (path: ReturnType<typeof states>) => void) =>
    fc.assert(
      fc.property(history, (steps) => check(states(steps))),
      { numRuns: 400 },
    );

  it("versions only grow, by one each", () => {
    holds((path) => path.forEach(({ state }, place) => void expect(state.version).toBe(place + 1)));
  });

  it("a repaired, withdrawn, expired or erased entry is never shown again", () => {
    holds((path) => {
      const end = path.findIndex(({ state }) => state.endedAt !== null);
      if (end < 0) return;
      for (const { state, at } of path.slice(end)) {
        expect(isShown(state, at)).toBe(false);
        expect(VERSION_STATUSES[state.status].inForce).toBe(false);
      }
    });
  });

  it("a term ends after the listing and never later than its tier allows", () => {
    holds((path) => {
      for (const { state } of path) {
        expect(state.expiresAt > state.listedAt).toBe(true);
        expect(state.expiresAt <= latestEnd(state.kind, state.tier, state.listedAt)).toBe(true);
      }
    });
  });

  it("only a fresh decision makes it worse", () => {
    const rank = { minor: 0, general: 1, serious: 2 };
    holds((path) => {
      path.forEach(({ state, event }, place) => {
        const before = path[place - 1]?.state;
        if (!before || event.type === "supersede" || event.type === "confirm") return;
        expect(rank[state.tier]).toBeLessThanOrEqual(rank[before.tier]);
        expect(state.expiresAt <= before.expiresAt).toBe(true);
      });
    });
  });

  it("an ended entry knows when its record is destroyed, and is erased once, not before", () => {
    holds((path) => {
      path.forEach(({ state, at, event }, place) => {
        if (state.endedAt && state.status !== "erased") expect(state.eraseAt).not.toBeNull();
        if (event.type !== "erase") return;
        const due = path[place - 1]?.state.eraseAt;
        expect(due && due <= at).toBe(true);
        expect(place).toBe(path.length - 1);
      });
    });
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Policy, policyHeader, standingHeader, windowLimiter } from "./window.ts";

const policy: Policy = { name: "burst", quota: 3, windowSeconds: 60 };

describe("window limiter", () => {
  it("lets the quota through in each window and says when the next begins", () => {
    const limiter = windowLimiter();
    const at = (second: number) => limiter.take("a", policy, second * 1000);
    expect(at(0)).toEqual({ isAllowed: true, remaining: 2, resetSeconds: 60 });
    expect(at(10).remaining).toBe(1);
    expect(at(20)).toEqual({ isAllowed: true, remaining: 0, resetSeconds: 40 });
    expect(at(59.5)).toEqual({ isAllowed: false, remaining: 0, resetSeconds: 1 });
    expect(at(60)).toEqual({ isAllowed: true, remaining: 2, resetSeconds: 60 });
  });

  it("never lets more than the quota through in any window that a client starts", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 200 }), (gaps) => {
        const limiter = windowLimiter();
        let now = 0;
        let opened = Number.NEGATIVE_INFINITY;
        let allowed = 0;
        for (const gap of gaps) {
          now += gap;
          if (now >= opened + 60_000) {
            opened = now;
            allowed = 0;
          }
          const standing = limiter.take("a", policy, now);
          expect(standing.isAllowed).toBe(allowed < policy.quota);
          if (standing.isAllowed) allowed += 1;
          expect(standing.remaining).toBe(policy.quota - allowed);
        }
      }),
    );
  });

  it("takes what one request costs, all or nothing", () => {
    const limiter = windowLimiter();
    expect(limiter.take("a", policy, 0, 2)).toMatchObject({ isAllowed: true, remaining: 1 });
    expect(limiter.take("a", policy, 0, 2)).toMatchObject({ isAllowed: false, remaining: 1 });
    expect(limiter.take("a", policy, 0)).toMatchObject({ isAllowed: true, remaining: 0 });
  });

  it("keeps clients apart", () => {
    const limiter = windowLimiter();
    for (let count = 0; count < 4; count++) limiter.take("a", policy, 0);
    expect(limiter.take("b", policy, 0).isAllowed).toBe(true);
  });

  it("stays within its size in a flood of addresses, and forgets whoever is done", () => {
    const limiter = windowLimiter(100);
    for (let count = 0; count < 1000; count++) limiter.take(`flood-${count}`, policy, count);
    expect(limiter.size).toBe(100);
    limiter.take("later", policy, 200_000);
    expect(limiter.size).toBe(1);
  });

  it("writes the headers in the structured form", () => {
    expect(policyHeader([policy, { name: "daily", quota: 100, windowSeconds: 86_400 }])).toBe(
      '"burst";q=3;w=60, "daily";q=100;w=86400',
    );
    expect(standingHeader("burst", { isAllowed: true, remaining: 2, resetSeconds: 30 })).toBe(
      '"burst";r=2;t=30',
    );
  });
});

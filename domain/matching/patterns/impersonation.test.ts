import { expect, test } from "vitest";
import { findImpersonations, type OfficialFace } from "./impersonation.ts";
import { numberKey, testReport } from "./test-report.ts";

const FACE: OfficialFace = {
  institutionId: "bank",
  names: ["云渡银行股份有限公司", "云渡银行"],
  numbers: [numberKey("956990"), numberKey("4004000010")],
  agentNumbers: [numberKey("16800000001")],
  signatures: ["云渡银行"],
  domains: ["yundu.example"],
};
const find = (reports: Parameters<typeof findImpersonations>[0]) => findImpersonations(reports, [FACE]);
const MOBILE = numberKey("16900000001");
const three = (more: Parameters<typeof testReport>[1]) =>
  [0, 30, 90].map((hours) => testReport(hours, { numbers: [MOBILE], matter: "scam", ...more }));

test.each([
  ["signature", { signature: "云渡银行客服" }, { signatures: ["云渡银行客服"] }],
  ["domain", { domains: ["yundu-vip.test"] }, { domains: ["yundu-vip.test"] }],
  ["domain one letter off", { domains: ["yunduu.example"] }, { domains: ["yunduu.example"] }],
] as const)("a look-alike %s from strange numbers is impersonation", (_, more, evidence) => {
  expect(find(three(more))).toMatchObject([
    { numbers: [MOBILE], sources: 3, evidence: { institutionId: "bank", ...evidence } },
  ]);
});

test("the hotline dressed as a foreign call is impersonation", () => {
  const spoofed = numberKey("+956990");
  expect(spoofed).toMatch(/^spoof:/);
  expect(find(three({ numbers: [spoofed] }))).toMatchObject([{ evidence: { spoofed: [spoofed] } }]);
});

test("people who say the name was false are believed when several do, not when three do", () => {
  const said = { claimed: "bank", harms: ["S2"] } as const;
  expect(find(three(said))).toEqual([]);
  expect(find([...three(said), ...three(said)])).toMatchObject([{ evidence: { accusing: 6 } }]);
});

test("an unregistered number alone proves nothing: collectors use such", () => {
  const collectors = [...three({ claimed: "bank", matter: "collection" }), ...three({ claimed: "bank" })];
  expect(find(collectors)).toEqual([]);
});

test.each(["956990", "16800000001"])(
  "the institution's own number %s and its agents' are no impersonation",
  (own) => {
    expect(
      find(three({ numbers: [numberKey(own)], claimed: "bank", harms: ["S2"], signature: "云渡银行客服" })),
    ).toEqual([]);
  },
);

test("its own signature and domain, and names that only begin alike, are no look-alike", () => {
  expect(find(three({ signature: "云渡银行", domains: ["yundu.example"] }))).toEqual([]);
  expect(find(three({ signature: "云渡", domains: ["yunduoduo.test"] }))).toEqual([]);
});

test("others called by the same numbers in those weeks belong to it", () => {
  const beside = testReport(100, { numbers: [MOBILE] });
  const later = testReport(9000, { numbers: [MOBILE] });
  const [found] = find([...three({ signature: "云渡银行客服" }), beside, later].toReversed());
  expect(found?.reports).toContain(beside.id);
  expect(found?.reports).not.toContain(later.id);
});

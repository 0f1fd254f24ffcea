import { describe, expect, it } from "vitest";
import { type MessagePieces, messageState } from "./message-summary.ts";

const NOTHING: MessagePieces = {
  claimed: null,
  signature: null,
  links: [],
  apps: [],
  numbers: [],
  named: [],
};
type Verdict = MessagePieces["links"][number]["verdict"];
const piece = (verdict: Verdict, owner: string | null = null) => ({ verdict, owner, isNoted: false });
const number = (verdict: Verdict, owner: string | null = null) => ({
  ...piece(verdict, owner),
  isProtected: false,
});
const of = (owner: string | null) => piece(owner ? "official" : "unknown", owner);

describe("a message as a whole", () => {
  it.each<[string, Partial<MessagePieces>, string]>([
    ["nothing to check", {}, "nothing"],
    [
      "a listed number among official ones",
      { numbers: [number("official", "a"), number("listed")] },
      "listed",
    ],
    ["a listed institution", { named: [{ verdict: "listed" }] }, "listed"],
    ["a warning", { claimed: "a", numbers: [number("warning")] }, "warning"],
    [
      "a signed message with a strange link",
      { claimed: "a", signature: of("a"), links: [of(null)] },
      "mismatch",
    ],
    ["a signed message with a strange number", { claimed: "a", numbers: [number("reported")] }, "mismatch"],
    ["a reported number and no claim", { numbers: [number("reported")] }, "reported"],
    [
      "an agent's number in a lender's message",
      { claimed: "a", signature: of("a"), numbers: [number("official", "b")] },
      "official",
    ],
    [
      "a lender's message that names 110",
      { claimed: "a", signature: of("a"), numbers: [{ ...number("official"), isProtected: true }] },
      "official",
    ],
    [
      "a listed site behind an official signature",
      { signature: of("a"), links: [piece("listed")] },
      "listed",
    ],
    [
      "a listed signature, whoever registered it",
      { claimed: "a", signature: piece("listed", "a") },
      "listed",
    ],
    ["an app under a warning", { claimed: "a", signature: of("a"), apps: [piece("warning")] }, "warning"],
    [
      "a lender's message with its own app",
      { claimed: "a", signature: of("a"), apps: [of("a")] },
      "official",
    ],
    ["a site with a credit note and no claim", { links: [{ ...of(null), isNoted: true }] }, "noted"],
    [
      "a claim with a site that has a credit note",
      { claimed: "a", links: [{ ...of(null), isNoted: true }] },
      "mismatch",
    ],
    ["a signature nobody registered", { signature: of(null) }, "unknown"],
    ["a name alone", { claimed: "a", named: [{ verdict: "official" }] }, "unknown"],
    ["an unknown number", { numbers: [number("unknown")] }, "unknown"],
  ])("%s", (_name, pieces, state) => {
    expect(messageState({ ...NOTHING, ...pieces })).toBe(state);
  });
});

import { describe, expect, it } from "vitest";
import { type MessagePieces, messageState } from "./message-summary.ts";

const NOTHING: MessagePieces = { claimed: null, signature: null, links: [], numbers: [], named: [] };
const number = (verdict: MessagePieces["numbers"][number]["verdict"], owner: string | null = null) => ({
  verdict,
  owner,
  isProtected: false,
});

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
      { claimed: "a", signature: { owner: "a" }, links: [{ owner: null }] },
      "mismatch",
    ],
    ["a signed message with a strange number", { claimed: "a", numbers: [number("reported")] }, "mismatch"],
    ["a reported number and no claim", { numbers: [number("reported")] }, "reported"],
    [
      "an agent's number in a lender's message",
      { claimed: "a", signature: { owner: "a" }, numbers: [number("official", "b")] },
      "official",
    ],
    [
      "a lender's message that names 110",
      { claimed: "a", signature: { owner: "a" }, numbers: [{ ...number("official"), isProtected: true }] },
      "official",
    ],
    ["a signature nobody registered", { signature: { owner: null } }, "unknown"],
    ["a name alone", { claimed: "a", named: [{ verdict: "official" }] }, "unknown"],
    ["an unknown number", { numbers: [number("unknown")] }, "unknown"],
  ])("%s", (_name, pieces, state) => {
    expect(messageState({ ...NOTHING, ...pieces })).toBe(state);
  });
});

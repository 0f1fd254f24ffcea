import { describe, expect, it } from "vitest";
import { HAND_MODEL, LINK_KINDS } from "./link-kinds.ts";
import { readModel } from "./stored-model.ts";

describe("a model as it was kept", () => {
  it("is read as it was, and a kind it did not know weighs what was set by hand", () => {
    const { payee, ...kinds } = { ...LINK_KINDS, im: { bits: 17.5 } };
    const model = readModel("campaign-7", { kinds, priorBits: -8 });
    expect(model).toMatchObject({ version: "campaign-7", prior: -8, bits: { im: 17.5, payee: payee.bits } });
    expect(readModel("campaign-1", { kinds: LINK_KINDS, priorBits: -9 })).toEqual(HAND_MODEL);
  });

  it("is none where anything else was kept", () => {
    for (const parameters of [null, {}, { kinds: LINK_KINDS }, { kinds: { im: {} }, priorBits: -9 }])
      expect(readModel("campaign-7", parameters)).toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import { CLOCK_PRESETS, clockPreset, NUMBER_REVIEW_TRIGGER } from "./presets.ts";

describe("clock presets", () => {
  it("have the days and kinds of day the intake rules name", () => {
    const table = Object.fromEntries(
      CLOCK_PRESETS.map(({ name, days, dayKind }) => [name, `${days} ${dayKind}`]),
    );
    expect(table).toMatchObject({
      receipt: "0 calendar",
      acceptance: "7 working",
      lead_check: "15 working",
      institution_answer: "15 calendar",
      institution_answer_complex: "30 calendar",
      institution_answer_hard_stop: "60 calendar",
      mediation: "45 working",
      mediation_result: "7 working",
      filer_review: "60 calendar",
      satisfaction_check: "28 calendar",
      progress_note: "28 calendar",
      number_review: "5 calendar",
      full_weight: "30 calendar",
      narrative_publication: "60 calendar",
    });
    expect(NUMBER_REVIEW_TRIGGER).toEqual({ independentReports: 5, withinDays: 10 });
  });

  it("have unique names, words in both languages and a basis", () => {
    expect(new Set(CLOCK_PRESETS.map((preset) => preset.name)).size).toBe(CLOCK_PRESETS.length);
    for (const preset of CLOCK_PRESETS) {
      expect(preset.zh && preset.en && preset.basis.zh && preset.basis.en, preset.name).toBeTruthy();
      expect(preset.verifiedOn === null || /^\d{4}-\d{2}-\d{2}$/.test(preset.verifiedOn)).toBe(true);
    }
  });

  it("are found by name", () => {
    expect(clockPreset("filer_review").days).toBe(60);
  });
});

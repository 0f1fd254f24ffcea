import type { OutcomeCode } from "#domain/complaints/outcomes.ts";
import type { StatusEvent, StepDetails } from "#domain/complaints/status.ts";
import { DAY_MS, HOUR_MS, localDate, startOfDay } from "./demo-time.ts";
import { createRandom, type Random } from "./random.ts";

/** One step that an officer, the institution or the reporter took. */
export type DemoStep = { readonly event: StatusEvent; readonly details: StepDetails; readonly at: Date };

/** How an institution deals with what it is asked: share answered, and days until it answers. */
type Temper = {
  readonly answers: number;
  readonly days: readonly [number, number];
  readonly resolves: number;
};
const USUAL: Temper = { answers: 0.9, days: [3, 20], resolves: 0.85 };
/** The planted black sheep and model pupils (demo-lender-reports.ts) deal with complaints as they behave. */
const TEMPERS: Readonly<Record<string, Temper>> = {
  "DEMO-I10": { answers: 0.7, days: [8, 34], resolves: 0.6 },
  "DEMO-I06": { answers: 0.82, days: [6, 26], resolves: 0.75 },
  "DEMO-I02": { answers: 0.99, days: [1, 7], resolves: 0.97 },
  "DEMO-I05": { answers: 0.98, days: [2, 9], resolves: 0.96 },
};

const OUTCOMES: readonly (readonly [OutcomeCode, number])[] = [
  ["relief_non_monetary", 36],
  ["relief_monetary", 14],
  ["partly_upheld", 9],
  ["mediated", 6],
  ["upheld_sanction", 3],
  ["explained", 16],
  ["not_upheld", 13],
  ["mediation_ended", 3],
];

export type HandledComplaint = {
  readonly sourceId: string;
  readonly receivedAt: Date;
  /** Code of the institution it is about. */
  readonly institution: string;
  /** In no other case than that institution's: it may be declined without moving anything else. */
  readonly isAlone: boolean;
  readonly isDuplicate: boolean;
  /** Part of a flood: answered together, and nobody has found the time to look into so many. */
  readonly isFlood: boolean;
};

/**
 * What became of a complaint about an institution by `until`: read within days, passed on, answered in time or late or
 * never, closed with an outcome. The same complaint always goes the same way. What would come later has not happened yet.
 */
export function handlingSteps(complaint: HandledComplaint, seed: number, until: Date): readonly DemoStep[] {
  const random = createRandom(`handling/${seed}/${complaint.sourceId}`);
  const steps: DemoStep[] = [];
  let at = complaint.receivedAt.getTime();
  const after = (from: number, to: number): void => {
    const day = startOfDay(localDate(at + random.int(from, to) * DAY_MS));
    at = Math.max(at + HOUR_MS / 4, Math.floor(day + (9 + 9 * random.next()) * HOUR_MS));
  };
  const take = (event: StatusEvent, details: StepDetails): void => {
    steps.push({ event, details, at: new Date(at) });
  };
  const officer = { by: "officer" } as const;

  after(1, 6);
  if (complaint.isAlone && !complaint.isFlood && (complaint.isDuplicate || random.chance(0.12))) {
    const reasonCode = complaint.isDuplicate
      ? ("repeat_report_consolidated" as const)
      : random.weighted([
          ["not_enough_facts", 5],
          ["out_of_scope", 2],
          ["wrong_institution", 2],
        ] as const);
    take("decline", { ...officer, reasonCode });
    return happened(steps, until);
  }
  take("accept", officer);
  take("link_to_case", officer);
  if (!complaint.isFlood && random.chance(0.06)) return happened(steps, until);
  after(1, 4);
  take("ask_institution", officer);
  if (complaint.isFlood) {
    after(2, 4);
    take("record_answer", officer);
  } else passOn(random, TEMPERS[complaint.institution] ?? USUAL, { after, take });
  return happened(steps, until);
}

type Pen = {
  readonly after: (from: number, to: number) => void;
  readonly take: (event: StatusEvent, details: StepDetails) => void;
};

function passOn(random: Random, temper: Temper, { after, take }: Pen): void {
  const officer = { by: "officer" } as const;
  if (!random.chance(temper.answers)) {
    after(18, 30);
    // Silence proves nothing by itself; in half of the cases what the reporter sent does.
    take("close", { ...officer, outcome: random.chance(0.5) ? "no_answer_in_time" : "upheld_sanction" });
    return;
  }
  after(...temper.days);
  take("record_answer", officer);
  after(0, 2);
  take("ask_filer", officer);
  if (!random.chance(temper.resolves)) {
    after(1, 12);
    take("dispute_answer", { by: "reporter", note: "（演示）答复与事实不符，电话没有停。" });
    after(1, 5);
    take("link_to_case", officer);
    after(3, 20);
    take("close", { ...officer, outcome: random.chance(0.8) ? "partly_upheld" : "not_upheld" });
    return;
  }
  const outcome = random.weighted(OUTCOMES);
  after(1, 18);
  if (random.chance(0.4)) take("accept_answer", { by: "reporter", outcome });
  else take("close", { ...officer, outcome });
  if (random.chance(0.03)) {
    after(5, 40);
    take("reopen", { by: "reporter", note: "（演示）停了一阵，又打来了。" });
  }
}

/** Times only grow, so what comes first is what has happened. */
const happened = (steps: readonly DemoStep[], until: Date): readonly DemoStep[] =>
  steps.filter(({ at }) => at <= until);

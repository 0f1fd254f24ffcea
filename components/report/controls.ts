/** Where an answer's control has another name than the answer: a date is one control of three boxes. */
const CONTROLS: Readonly<Record<string, { readonly name: string; readonly id: string }>> = {
  whenYear: { name: "whenYear-year", id: "whenYear" },
  whenMonth: { name: "whenYear-month", id: "whenYear-month" },
  whenDate: { name: "whenYear-day", id: "whenYear-day" },
};

/** Name in the form and id on the page of an answer's control. */
export function controlOf(answer: string): { readonly name: string; readonly id: string } {
  return CONTROLS[answer] ?? { name: answer, id: answer };
}

/** A sent form by the names of answers. Files and React's own fields are left out. */
export function answersSent(data: FormData): Record<string, string | string[]> {
  const answerOf = new Map(Object.entries(CONTROLS).map(([answer, control]) => [control.name, answer]));
  const sent: Record<string, string | string[]> = {};
  for (const name of new Set(data.keys())) {
    if (name.startsWith("$")) continue;
    const values = data.getAll(name).filter((value): value is string => typeof value === "string");
    sent[answerOf.get(name) ?? name] = values.length === 1 ? (values[0] ?? "") : values;
  }
  return sent;
}

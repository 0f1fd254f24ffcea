import type { RegisterInstitution } from "#db/queries/register.ts";

type Register = { byId(id: string): RegisterInstitution | null };

/**
 * Who an institution is on a day (YYYY-MM-DD): whoever took it over, or took over that one in turn; null while it is
 * itself. Mergers that lead in a circle lead nowhere.
 */
export function mergedInto(register: Register, id: string, on: string): string | null {
  const passed = new Set([id]);
  let at = id;
  for (;;) {
    const successor = register.byId(at)?.successor;
    if (!successor || successor.since > on || !register.byId(successor.institutionId)) break;
    at = successor.institutionId;
    if (passed.has(at)) return null;
    passed.add(at);
  }
  return at === id ? null : at;
}

import {
  buildRegister,
  type InstitutionMatch,
  matchInstitution,
} from "#domain/institutions/match-institution.ts";
import type { ContactKind } from "#domain/institutions/types.ts";
import type { Db } from "./client.ts";
import { keepFresh, type MemoryLog } from "./keep-fresh.ts";
import {
  listAgencies,
  listRegister,
  type RegisterAgency,
  type RegisterInstitution,
} from "./queries/register.ts";
import { findRegisterStamp } from "./queries/registry.ts";

export type { RegisterAgency, RegisterInstitution } from "./queries/register.ts";

export type RegisterMemory = {
  /** Which institution a claimed name means; candidates are for people. */
  match(claimed: string): InstitutionMatch;
  byId(id: string): RegisterInstitution | null;
  /** By legal name, then id. */
  all(): readonly RegisterInstitution[];
  /** The registered institution whose official contact has this key on a day (YYYY-MM-DD). */
  byContact(kind: ContactKind, key: string, on: string): RegisterInstitution | null;
  agencies(): readonly RegisterAgency[];
  readonly isReady: boolean;
  readonly isFresh: boolean;
  /** Looks at the database now; rejects when it cannot be reached. */
  refresh(): Promise<void>;
  close(): Promise<void>;
};

export type SavedRegister = {
  readonly institutions: readonly RegisterInstitution[];
  readonly agencies: readonly RegisterAgency[];
};

const POLL_MS = 2_000;

/** Institutions and agencies in memory, read anew when any of them changes. Starts empty; survives a database that is away. */
export function startRegisterMemory({
  db,
  log,
  saved = null,
}: {
  readonly db: Pick<Db, "open">;
  readonly log: MemoryLog;
  /** What an earlier process knew: answered from until the database was read. */
  readonly saved?: SavedRegister | null;
}): RegisterMemory {
  let stamp = "";
  let institutions: readonly RegisterInstitution[] = [];
  let agencies: readonly RegisterAgency[] = [];
  let byId = new Map<string, RegisterInstitution>();
  let byContact = new Map<string, RegisterInstitution[]>();
  let register = buildRegister([]);

  const know = (
    nextInstitutions: readonly RegisterInstitution[],
    nextAgencies: readonly RegisterAgency[],
  ) => {
    register = buildRegister(nextInstitutions);
    byId = new Map(nextInstitutions.map((institution) => [institution.id, institution]));
    byContact = new Map();
    for (const institution of nextInstitutions) {
      for (const { kind, key } of institution.contacts) {
        const name = `${kind}|${key}`;
        byContact.set(name, [...(byContact.get(name) ?? []), institution]);
      }
    }
    institutions = nextInstitutions;
    agencies = nextAgencies;
  };
  if (saved) know(saved.institutions, saved.agencies);

  const look = async () => {
    const seen = await findRegisterStamp(db.open);
    if (seen === stamp) return;
    know(...(await Promise.all([listRegister(db.open), listAgencies(db.open)])));
    // Last, so that a look that fails half-way is made again.
    stamp = seen;
  };
  const fresh = keepFresh({ name: "register", everyMs: POLL_MS, log, look });

  return {
    match: (claimed) => matchInstitution(register, claimed),
    byId: (id) => byId.get(id) ?? null,
    all: () => institutions,
    byContact(kind, key, on) {
      const owner = (byContact.get(`${kind}|${key}`) ?? []).find(
        (institution) =>
          institution.status === "registered" &&
          institution.contacts.some(
            (contact) =>
              contact.kind === kind &&
              contact.key === key &&
              (contact.since === null || contact.since <= on) &&
              (contact.until === null || contact.until >= on),
          ),
      );
      return owner ?? null;
    },
    agencies: () => agencies,
    get isReady() {
      return stamp !== "" || saved !== null;
    },
    get isFresh() {
      return fresh.isFresh;
    },
    refresh: fresh.refresh,
    close: fresh.close,
  };
}

import type { RegisterInstitution } from "#db/register-memory.ts";
import type { NumberAnswer } from "#domain/registry/number-answer.ts";
import type { VerdictWord } from "#domain/registry/verdict.ts";
import { type InstitutionLookUp, judgeInstitution, lookUpInstitution } from "./look-up-institution.ts";
import { type LookUpRuntime, lookUpNumber } from "./look-up-number.ts";
import { lookUpApp, lookUpLink, lookUpSignature, type SubjectLookUp } from "./look-up-subject.ts";
import type { AskedQuery } from "./query-token.ts";

export type NumberPiece = { readonly answer: NumberAnswer };
export type SignaturePiece = SubjectLookUp & {
  readonly written: string;
  /** Whose name it is, whether or not that institution signs so. */
  readonly claimed: InstitutionLookUp;
};
export type LinkPiece = SubjectLookUp & { readonly host: string };
export type AppPiece = SubjectLookUp & { readonly name: string };
export type InstitutionPiece = { readonly institution: RegisterInstitution; readonly verdict: VerdictWord };

export type QueryAnswer = {
  readonly shape: AskedQuery["shape"];
  readonly extension: string | null;
  readonly numbers: readonly NumberPiece[];
  readonly signature: SignaturePiece | null;
  readonly links: readonly LinkPiece[];
  readonly apps: readonly AppPiece[];
  /** Institutions the text names, apart from the one that signs. */
  readonly named: readonly InstitutionPiece[];
  /** A name asked about alone. */
  readonly name: (InstitutionLookUp & { readonly written: string }) | null;
};

/** What is known of every piece of a query. Facts alone, from memory: no piece is judged by another one. */
export function lookUpQuery(runtime: LookUpRuntime, asked: AskedQuery): QueryAnswer {
  const { signature: written } = asked;
  const signature =
    written === null
      ? null
      : { written, ...lookUpSignature(runtime, written), claimed: lookUpInstitution(runtime, written) };
  const signer = signature?.official ?? signature?.claimed.institution ?? null;
  return {
    shape: asked.shape,
    extension: asked.extension,
    numbers: asked.numbers.flatMap((key) => {
      const found = lookUpNumber(runtime, key);
      return found.ok ? [{ answer: found.answer }] : [];
    }),
    signature,
    links: asked.hosts.flatMap((host) => {
      const found = lookUpLink(runtime, host);
      return found ? [{ host, ...found }] : [];
    }),
    apps: asked.apps.map((name) => ({ name, ...lookUpApp(runtime, name) })),
    named: asked.named.flatMap((id) => {
      const institution = id === signer?.id ? null : runtime.register.byId(id);
      return institution
        ? [{ institution, verdict: judgeInstitution(runtime, institution).verdict.verdict }]
        : [];
    }),
    name: asked.name === null ? null : { written: asked.name, ...lookUpInstitution(runtime, asked.name) },
  };
}

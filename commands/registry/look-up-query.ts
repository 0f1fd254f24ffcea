import type { RegisterInstitution } from "#db/register-memory.ts";
import type { NumberAnswer } from "#domain/registry/number-answer.ts";
import type { VerdictWord } from "#domain/registry/verdict.ts";
import { checkItem } from "./check-item.ts";
import { type InstitutionLookUp, judgeInstitution, lookUpInstitution } from "./look-up-institution.ts";
import { type LookUpRuntime, lookUpNumber } from "./look-up-number.ts";
import type { AskedQuery } from "./query-token.ts";

export type NumberPiece = { readonly answer: NumberAnswer };
export type SignaturePiece = {
  readonly written: string;
  /** Whose registered message signature it is. */
  readonly official: RegisterInstitution | null;
  /** Whose name it is, whether or not that institution signs so. */
  readonly claimed: InstitutionLookUp;
};
export type LinkPiece = { readonly host: string; readonly official: RegisterInstitution | null };
export type InstitutionPiece = { readonly institution: RegisterInstitution; readonly verdict: VerdictWord };

export type QueryAnswer = {
  readonly shape: AskedQuery["shape"];
  readonly extension: string | null;
  readonly numbers: readonly NumberPiece[];
  readonly signature: SignaturePiece | null;
  readonly links: readonly LinkPiece[];
  /** Institutions the text names, apart from the one that signs. */
  readonly named: readonly InstitutionPiece[];
  /** A name asked about alone. */
  readonly name: (InstitutionLookUp & { readonly written: string }) | null;
};

/** What is known of every piece of a query. Facts alone, from memory: no piece is judged by another one. */
export function lookUpQuery(runtime: LookUpRuntime, asked: AskedQuery): QueryAnswer {
  const signature = asked.signature === null ? null : signaturePiece(runtime, asked.signature);
  const signer = signature?.official ?? signature?.claimed.institution ?? null;
  return {
    shape: asked.shape,
    extension: asked.extension,
    numbers: asked.numbers.flatMap((key) => {
      const found = lookUpNumber(runtime, key);
      return found.ok ? [{ answer: found.answer }] : [];
    }),
    signature,
    links: asked.hosts.map((host) => ({ host, official: ownerOf(runtime, "url", host) })),
    named: asked.named.flatMap((id) => {
      const institution = id === signer?.id ? null : runtime.register.byId(id);
      return institution
        ? [{ institution, verdict: judgeInstitution(runtime, institution).verdict.verdict }]
        : [];
    }),
    name: asked.name === null ? null : { written: asked.name, ...lookUpInstitution(runtime, asked.name) },
  };
}

function signaturePiece(runtime: LookUpRuntime, written: string): SignaturePiece {
  return {
    written,
    official: ownerOf(runtime, "sms_signature", written),
    claimed: lookUpInstitution(runtime, written),
  };
}

function ownerOf(
  runtime: LookUpRuntime,
  kind: "url" | "sms_signature",
  value: string,
): RegisterInstitution | null {
  const answer = checkItem(runtime, { kind, value, purpose: null });
  const owner = "institution" in answer ? answer.institution : null;
  return owner === null ? null : runtime.register.byId(owner.id);
}

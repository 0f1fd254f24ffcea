import * as z from "zod";

/** The address of the trail page: one subject or all, and how far back. Anything else shows the newest. */
export const trailFilter = z.object({
  stream: z.enum(["audit", "access"]).catch("audit"),
  subjectId: z.uuid().nullable().catch(null),
  before: z.uuid().nullable().catch(null),
});
export type TrailFilter = Pick<z.infer<typeof trailFilter>, "subjectId" | "before">;

export type AuditTrail = {
  readonly rows: readonly {
    readonly id: string;
    readonly at: string;
    readonly actorKind: string;
    readonly actor: string | null;
    readonly action: string;
    readonly subject: {
      readonly kind: string;
      readonly id: string | null;
      readonly reference: string | null;
    };
  }[];
  readonly next: string | null;
};

export type AccessTrail = {
  readonly rows: readonly {
    readonly id: string;
    readonly at: string;
    readonly by: string;
    readonly purpose: string;
    readonly reason: string;
    readonly fields: readonly string[];
    readonly subject: { readonly kind: string; readonly id: string };
  }[];
  readonly next: string | null;
};

export type ChainStatus = {
  readonly stream: "audit" | "access";
  readonly lastSeq: string | null;
  readonly sealedAt: string | null;
  readonly unsealed: number;
};

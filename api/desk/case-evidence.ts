import * as z from "zod";
import { sealedKeys } from "#commands/cases/sealed-keys.ts";
import { explainMembership, findEvidencePath } from "#db/queries/case-evidence.ts";
import { authorize } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors.ts";
import type { Api, ApiInstance } from "../app.ts";
import type { Access } from "../guard.ts";
import { described } from "../v1/schemas.ts";
import { membershipAnswer, pathAnswer } from "./schemas.ts";

const OFFICER: Access = { key: "session", scope: null, limit: "none", items: "none" };

const caseOf = z.object({ id: z.uuid().meta({ description: "案件 / The case" }) });
const memberOf = caseOf.extend({
  complaintId: z.uuid().meta({ description: "案内的一件举报 / A report of the case" }),
});
const ends = z.object({
  from: z.uuid().meta({ description: "一件举报 / One report" }),
  to: z.uuid().meta({ description: "另一件举报 / The other report" }),
});

/** What holds a case together, as the case pages show it: the same queries, the same permission, the same figures. */
export function caseEvidenceRoutes(app: ApiInstance, { runtime }: Api): void {
  const { db, keys } = runtime;
  app.get(
    "/api/desk/cases/:id/members/:complaintId/evidence",
    {
      config: { access: OFFICER },
      schema: {
        tags: ["desk"],
        operationId: "getMembershipEvidence",
        summary: "一件举报为何属于本案 · Why a report belongs to a case",
        description:
          "判断时存下的依据，不随后来的程序改变。别的部门的案件和不在案内的举报都是 404。 / The evidence as it was stored with the judgement. Another agency's case, and a report that is not in the case, are 404.",
        params: memberOf,
        response: { 200: described(membershipAnswer) },
      },
    },
    async (request, reply) => {
      const scope = authorize(request.actor, "case.read");
      const { id, complaintId } = request.params;
      return reply.send(
        await db.scoped(scope.agencyId, (tx) =>
          explainMembership(tx, scope, id, { complaintId, sealed: sealedKeys(keys) }),
        ),
      );
    },
  );
  app.get(
    "/api/desk/cases/:id/path",
    {
      config: { access: OFFICER },
      schema: {
        tags: ["desk"],
        operationId: "getEvidencePath",
        summary:
          "案内两件举报之间最短的证据链 · The shortest chain of evidence between two reports of a case",
        description:
          "每一步是两件举报都有的一项。被标为常见的不算。 / Each step is something both reports carry; what was called common does not count.",
        params: caseOf,
        querystring: ends,
        response: { 200: described(pathAnswer) },
      },
    },
    async (request, reply) => {
      const scope = authorize(request.actor, "case.read");
      const { from, to } = request.query;
      const path = await db.scoped(scope.agencyId, (tx) =>
        findEvidencePath(tx, scope, request.params.id, { from, to, sealed: sealedKeys(keys) }),
      );
      if (path.kind === "unknown") throw new AppError("not-found", "complaint");
      return reply.send(path);
    },
  );
}

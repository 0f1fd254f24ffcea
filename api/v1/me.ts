import { AppError } from "#domain/errors.ts";
import type { Api, ApiInstance } from "../app.ts";
import { described, meAnswer } from "./schemas.ts";

export function meRoutes(app: ApiInstance, { guard }: Api): void {
  app.get(
    "/api/v1/me",
    {
      config: { access: { key: "required", scope: null, limit: "none", items: "none" } },
      schema: {
        tags: ["keys"],
        operationId: "getMe",
        summary: "这是哪个密钥、能做什么、还剩多少 · Which key this is, what it may do, what is left",
        security: [{ apiKey: [] }],
        response: { 200: described(meAnswer) },
      },
    },
    (request, reply) => {
      const key = request.caller?.key;
      if (!key) throw new AppError("unauthenticated", "key-missing");
      return reply.send({
        id: key.id,
        name: key.name,
        institutionId: key.institutionId,
        scopes: [...key.scopes],
        perMinute: key.perMinute,
        itemsPerDay: key.itemsPerDay,
        itemsLeftToday: guard.itemsLeft(key),
        subjectsPerDay: guard.subjectsLeft(key) === null ? null : key.subjectsPerDay,
        subjectsLeftToday: guard.subjectsLeft(key),
      });
    },
  );
}

import { AppError } from "../errors.ts";
import type { Permission, RoleName } from "./permissions.ts";
import { permissionsOf } from "./permissions.ts";

/** A signed-in person: an officer of an agency, or a member of an institution. */
export type Actor = {
  readonly id: string;
  readonly name: string;
  readonly role: RoleName;
  readonly agencyId: string | null;
  readonly institutionId: string | null;
  readonly sessionId: string;
  readonly permissions: ReadonlySet<Permission>;
};

export function makeActor(facts: Omit<Actor, "permissions">): Actor {
  return { ...facts, permissions: permissionsOf(facts.role) };
}

declare const proven: unique symbol;
/** Proof that a permission was checked. Only `authorize` makes one, so what takes a Scope cannot be called unguarded. */
export type Scope<P extends Permission = Permission> = {
  readonly agencyId: string;
  readonly accountId: string;
  readonly [proven]: P;
};

/** Throws not-signed-in or forbidden; otherwise the scope of the actor's own agency. */
export function authorize<P extends Permission>(actor: Actor | null, permission: P): Scope<P> {
  if (!actor) throw new AppError("not-signed-in", "sign-in-first");
  if (!actor.agencyId || !actor.permissions.has(permission)) throw new AppError("forbidden", permission);
  return { agencyId: actor.agencyId, accountId: actor.id } as Scope<P>;
}

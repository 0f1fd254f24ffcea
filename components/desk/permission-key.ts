import type { Permission } from "#domain/access/permissions.ts";

type Underscored<P extends string> = P extends `${infer Noun}.${infer Verb}` ? `${Noun}_${Verb}` : P;

/** A permission's name as a message key: a dot would read as a path among the messages. */
export function permissionKey<P extends Permission>(permission: P): Underscored<P> {
  return permission.replace(".", "_") as Underscored<P>;
}

import type { Sql } from "#db/client.ts";
import { findLogHead, type ListStatement, type LogHead, listStatements } from "#db/queries/lists.ts";
import { LIST_NAMES } from "#domain/registry/lists/entity.ts";
import type { ListManifest } from "#domain/registry/lists/manifest.ts";
import { logOrigin } from "../transparency/log-identity.ts";

/** An item of the catalog: the manifest, and what proves it. */
export type CatalogItem = ListManifest & {
  readonly log: {
    readonly origin: string;
    readonly index: number;
    readonly size: number;
    readonly root: string;
  } | null;
  readonly nonce: string | null;
  readonly signature: string;
};
export type Catalog = { readonly origin: string; readonly lists: readonly CatalogItem[] };

/** Every list as it was last stated, with where the log has that. */
export async function readCatalog(sql: Sql, publicUrl: string, now: Date): Promise<Catalog> {
  const [origin, statements, head] = await Promise.all([
    logOrigin(sql, publicUrl, now),
    listStatements(sql),
    findLogHead(sql),
  ]);
  return {
    origin,
    lists: statements
      .sort((a, b) => LIST_NAMES.indexOf(a.list) - LIST_NAMES.indexOf(b.list))
      .map((statement) => itemOf(statement, origin, head)),
  };
}

function itemOf(
  { manifest, nonce, signature, index }: ListStatement,
  origin: string,
  head: LogHead | null,
): CatalogItem {
  const isUnder = index !== null && head !== null && index < head.size;
  return {
    ...(JSON.parse(manifest) as ListManifest),
    log: isUnder ? { origin, index, size: head.size, root: head.root.toString("base64") } : null,
    nonce: nonce?.toString("base64") ?? null,
    signature,
  };
}

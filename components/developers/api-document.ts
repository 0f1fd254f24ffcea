import type { Locale } from "#messages/locale.ts";

/** The parts of an OpenAPI 3.1 document that the reference shows. */
export type Schema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
};
type Media = {
  readonly schema?: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, unknown>>;
};
export type Parameter = {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
  readonly example?: unknown;
};
export type Operation = {
  readonly operationId?: string;
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<
    Record<string, { readonly $ref?: string; readonly content?: Readonly<Record<string, Media>> }>
  >;
};
export type ApiDocument = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

export type Endpoint = {
  readonly method: string;
  readonly path: string;
  readonly id: string;
  readonly operation: Operation;
};

/** Endpoints in the order of the document, status probes last. */
export function endpointsOf(document: ApiDocument): Endpoint[] {
  const all = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      id: operation.operationId ?? `${method}${path.replaceAll(/\W+/g, "-")}`,
      operation,
    })),
  );
  const isStatus = ({ operation }: Endpoint) => operation.tags?.includes("status") === true;
  return [...all.filter((one) => !isStatus(one)), ...all.filter(isStatus)];
}

/** Descriptions say everything twice, "中文 / English"; summaries "中文 · English". */
export function inLocale(text: string | undefined, locale: Locale): string {
  if (!text) return "";
  const at = text.includes(" / ") ? text.indexOf(" / ") : text.indexOf(" · ");
  if (at < 0) return text;
  return (locale === "en" ? text.slice(at + 3) : text.slice(0, at)).trim();
}

/** `NumberAnswer` of `#/components/schemas/NumberAnswer`. */
export function refName(schema: Schema | undefined): string | null {
  return schema?.$ref?.split("/").at(-1) ?? null;
}

export type Part = { readonly text: string; readonly ref: string | null };

/** A schema's type in one line, with the names of schemas to link to. */
export function typeParts(schema: Schema | undefined): Part[] {
  if (!schema) return [{ text: "any", ref: null }];
  const ref = refName(schema);
  if (ref) return [{ text: ref, ref }];
  if (schema.anyOf) return joined(schema.anyOf.map(typeParts), " | ");
  if (schema.items) return [...typeParts(schema.items), { text: "[]", ref: null }];
  if (schema.const !== undefined) return [{ text: JSON.stringify(schema.const), ref: null }];
  const type = [schema.type ?? "any"].flat().join(" | ");
  const limit = schema.maxLength ?? schema.maxItems;
  const shown = schema.format && schema.format !== "safeint" ? `${type} (${schema.format})` : type;
  return [{ text: limit === undefined ? shown : `${shown} ≤ ${limit}`, ref: null }];
}

function joined(lists: readonly (readonly Part[])[], separator: string): Part[] {
  return lists.flatMap((list, at) => (at === 0 ? list : [{ text: separator, ref: null }, ...list]));
}

/** The closed values of a field, of its items, or of the one choice that has any. */
export function valuesOf(schema: Schema | undefined): readonly string[] {
  const own = schema?.enum ?? schema?.items?.enum ?? schema?.anyOf?.find((choice) => choice.enum)?.enum;
  return (own ?? []).filter((value) => value !== null).map(String);
}

export type FieldRow = { readonly name: string; readonly schema: Schema; readonly isRequired: boolean };

/** Fields in reading order, those inside objects and lists behind their parent: `incidents[].at`. */
export function fieldsOf(schema: Schema | undefined, prefix = "", depth = 0): FieldRow[] {
  const inner = objectOf(schema);
  if (!inner?.properties || depth > 3) return [];
  return Object.entries(inner.properties).flatMap(([name, field]) => {
    const full = `${prefix}${name}`;
    const within = objectOf(field);
    const suffix = isList(field) ? "[]." : ".";
    return [
      { name: full, schema: field, isRequired: inner.required?.includes(name) ?? false },
      ...(within?.properties ? fieldsOf(within, `${full}${suffix}`, depth + 1) : []),
    ];
  });
}

/** The object a schema is, holds, lists or offers beside null. References are shown by name, not opened. */
function objectOf(schema: Schema | undefined): Schema | null {
  if (!schema || schema.$ref) return null;
  if (schema.properties) return schema;
  if (schema.items) return objectOf(schema.items);
  for (const choice of schema.anyOf ?? []) {
    const found = objectOf(choice);
    if (found) return found;
  }
  return null;
}

function isList(schema: Schema): boolean {
  return schema.items !== undefined || (schema.anyOf?.some((choice) => choice.items !== undefined) ?? false);
}

export function bodySchema({ requestBody }: Operation): Schema | undefined {
  return requestBody?.content["application/json"]?.schema;
}

/** The name of the schema of the answer with status 200 or 201. */
export function answerRef({ responses }: Operation): string | null {
  const good = responses["200"] ?? responses["201"];
  return refName(good?.content?.["application/json"]?.schema);
}

/** Statuses of problems, ascending. */
export function problemStatuses({ responses }: Operation): string[] {
  return Object.entries(responses)
    .filter(([, response]) => response.$ref?.includes("/responses/Problem"))
    .map(([status]) => status)
    .sort();
}

export function needsKey({ security }: Operation): "open" | "optional" | "required" | "session" {
  if (!security || security.length === 0) return "open";
  if (security.some((choice) => "session" in choice)) return "session";
  return security.some((choice) => Object.keys(choice).length === 0) ? "optional" : "required";
}

/** A command that can be copied: the example of the document, sent with curl. `known` are values this portal has. */
export function curlOf(
  { method, path, operation }: Endpoint,
  origin: string,
  known: Readonly<Record<string, string>> = {},
): string {
  const filled = path.replaceAll(/\{(\w+|\*)\}/g, (_, name: string) =>
    encodeURIComponent(known[name] ?? exampleOf(operation, name)).replaceAll("%2F", "/"),
  );
  const asked = (operation.parameters ?? [])
    .filter((one) => one.in === "query" && one.required)
    .map(({ name }) => `${name}=${encodeURIComponent(exampleOf(operation, name))}`);
  const query = asked.length > 0 ? `?${asked.join("&")}` : "";
  const lines = [`curl ${method === "GET" ? "" : `-X ${method} `}'${origin}${filled}${query}'`];
  if (needsKey(operation) === "required") lines.push("-H 'Authorization: Bearer mj_…'");
  if (needsKey(operation) === "session") lines.push("-H 'Cookie: mj-session-3000=…'");
  if (operation.operationId === "fileComplaint")
    lines.push("-H 'Idempotency-Key: 3f0c5c1e-8a52-4a0e-9a67-0c0b9a1d2e3f'");
  const body = operation.requestBody?.content["application/json"]?.example;
  if (body !== undefined)
    lines.push("-H 'Content-Type: application/json'", `-d '${JSON.stringify(body, null, 2)}'`);
  return lines.join(" \\\n  ");
}

function exampleOf({ parameters }: Operation, name: string): string {
  const parameter = parameters?.find((one) => one.name === name);
  const isCount = parameter?.schema?.type === "integer" || parameter?.schema?.type === "number";
  return String(parameter?.example ?? (isCount ? 1 : "0198a0a0-0000-7000-8000-000000000001"));
}

/** Every failure a caller can act on. The HTTP status, the message key and the docs page all derive from the code. */
export const ERROR_CODES = {
  "invalid-request": 400,
  "invalid-number": 400,
  "prefix-length": 400,
  "not-signed-in": 401,
  unauthenticated: 401,
  "key-revoked": 401,
  forbidden: 403,
  scope: 403,
  "purpose-required": 403,
  "not-found": 404,
  "unknown-list": 404,
  conflict: 409,
  gone: 410,
  "version-gone": 410,
  "payload-too-large": 413,
  "batch-too-large": 413,
  "unsupported-media-type": 415,
  "idempotency-conflict": 422,
  quota: 429,
  "internal-error": 500,
  overloaded: 503,
  unavailable: 503,
} as const;
export type ErrorCode = keyof typeof ERROR_CODES;

/** One field that has to be mended: `pointer` is a JSON pointer (RFC 6901) into the request, `code` names the message. */
export type FieldProblem = { readonly pointer: string; readonly code: string; readonly message?: string };

/** The one class: a refusal with a code from the closed list and a reason key that the messages translate. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly reason: string;
  readonly fields: readonly FieldProblem[];

  constructor(code: ErrorCode, reason: string, fields: readonly FieldProblem[] = []) {
    super(`${code}: ${reason}`);
    this.name = "AppError";
    this.code = code;
    this.reason = reason;
    this.fields = fields;
  }
}

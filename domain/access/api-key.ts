/** What an API key may do. */
export const API_SCOPES = {
  check: { zh: "批量核验", en: "Check numbers, institutions and links" },
  oprf: { zh: "隐私查询：不透露查的是谁", en: "Private look-ups: ask without saying about whom" },
  intake: { zh: "代客户提交投诉", en: "File complaints on behalf of customers" },
} as const;
export type ApiScope = keyof typeof API_SCOPES;

/** `mj_<id>.<secret>`: the id lets its owner say which key is meant without showing the secret. */
const TOKEN = /^mj_([0-9a-f]{32})\.([A-Za-z0-9_-]{43})$/;

/** `secret` is 32 random bytes in base64url. */
export function formatApiToken(id: string, secret: string): string {
  return `mj_${id.replaceAll("-", "")}.${secret}`;
}

/** Whether a text has the form of a token; says nothing about whether it exists. */
export function isApiToken(text: string): boolean {
  return TOKEN.test(text);
}

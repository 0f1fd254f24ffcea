/** What can go wrong, in both languages. A code is stable; the words may change. */
export const CLIENT_ERRORS = {
  unreachable: {
    zh: "连不上服务器，请检查地址和网络，稍后再运行一次",
    en: "The server cannot be reached. Check the address and the network, then run it again",
  },
  refused: { zh: "服务器没有接受请求", en: "The server did not accept the request" },
  quota: {
    zh: "配额用完，到恢复时间后再运行同一条命令，会从停下的地方继续",
    en: "The quota is used up. Run the same command again after the time given; it goes on where it stopped",
  },
  "bad-answer": {
    zh: "服务器的回答不合格式，没有采用",
    en: "What the server answered does not fit the format; nothing of it was used",
  },
  "bad-signature": {
    zh: "签名不对，没有采用。不要使用这份数据，请联系发布方",
    en: "The signature is wrong; nothing was used. Do not use these data, and tell the publisher",
  },
  "bad-digest": {
    zh: "文件与签过名的清单不符，没有采用",
    en: "A file differs from the signed manifest; nothing was used",
  },
  "bad-state": {
    zh: "更新后的数据与签过名的状态不符，已放弃，原有数据没有动",
    en: "The data after the update differ from the signed state; it was given up and the old data stand",
  },
  rollback: {
    zh: "服务器给出的版本比本地旧，拒绝倒退",
    en: "The server offers an older version than the local one; going back is refused",
  },
  "bad-proof": { zh: "证明不成立", en: "The proof does not hold" },
  "no-copy": {
    zh: "本地还没有这份名单，先运行 sync",
    en: "There is no local copy of this list yet; run sync first",
  },
  busy: {
    zh: "另一个进程正在更新同一份名单",
    en: "Another process is updating the same list",
  },
  input: { zh: "输入有误", en: "The input cannot be used" },
  "other-input": {
    zh: "上次没有做完的是另一个文件，换一个输出文件名，或者加 --restart 重新开始",
    en: "What was left unfinished belongs to another file; name another output, or add --restart",
  },
} as const;
export type ClientErrorCode = keyof typeof CLIENT_ERRORS;

export type ClientErrorDetail = {
  /** More words, from the server or about the place; either language. */
  readonly detail?: string;
  /** HTTP status, when a server answered. */
  readonly status?: number;
  /** The server's own code (its problem+json `code`). */
  readonly problem?: string;
  /** Seconds after which trying again makes sense. */
  readonly retryAfterSeconds?: number;
};

/** The one error this package throws on purpose. */
export class ClientError extends Error {
  readonly code: ClientErrorCode;
  readonly detail: string | null;
  readonly status: number | null;
  readonly problem: string | null;
  readonly retryAfterSeconds: number | null;

  constructor(code: ClientErrorCode, about: ClientErrorDetail = {}, cause?: unknown) {
    const { zh, en } = CLIENT_ERRORS[code];
    super(`${en} / ${zh}${about.detail ? ` (${about.detail})` : ""}`, { cause });
    this.name = "ClientError";
    this.code = code;
    this.detail = about.detail ?? null;
    this.status = about.status ?? null;
    this.problem = about.problem ?? null;
    this.retryAfterSeconds = about.retryAfterSeconds ?? null;
  }
}

import type { IncomingMessage, ServerResponse } from "node:http";

type DocumentOptions = {
  readonly nonce: string;
  readonly isDevelopment: boolean;
  readonly isSecure: boolean;
};

/** Headers of every page. Next finds the nonce in the request's own content-security-policy and puts it on its scripts. */
export function documentHeaders(
  req: IncomingMessage,
  res: ServerResponse,
  { nonce, isDevelopment, isSecure }: DocumentOptions,
): void {
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    isDevelopment ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${isDevelopment ? " ws:" : ""}`,
    "form-action 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  req.headers["content-security-policy"] = policy;
  res.setHeader("content-security-policy", policy);
  // Not no-referrer: a form posted without script would then say Origin: null, and form actions refuse that.
  res.setHeader("referrer-policy", "same-origin");
  res.setHeader("x-content-type-options", "nosniff");
  res.setHeader("cross-origin-opener-policy", "same-origin");
  res.setHeader("permissions-policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()");
  if (isSecure) res.setHeader("strict-transport-security", "max-age=31536000; includeSubDomains");
}

/** What people see while the database is not there: one plain page in their language that tries again by itself. */
export function startingPage(res: ServerResponse, url: string, reason: string | null): void {
  const isEnglish = url === "/en" || url.startsWith("/en/");
  const words = isEnglish
    ? {
        lang: "en",
        title: "Back in a moment",
        body: reason
          ? "The database cannot be reached right now. Nothing you sent has been lost without telling you. This page tries again every 5 seconds."
          : "The portal is starting. This page tries again every 5 seconds.",
        urgent: "Money just taken? Call your bank and 110 or 96110 now.",
      }
    : {
        lang: "zh-CN",
        title: "稍后即可使用",
        body: reason
          ? "暂时连不上数据库。凡是未提示成功的内容都没有提交，稍后可以重新提交。本页每 5 秒自动重试。"
          : "系统正在启动。本页每 5 秒自动重试。",
        urgent: "刚刚被骗走钱？立即联系银行，并拨打 110 或 96110。",
      };
  res.writeHead(503, {
    "content-type": "text/html; charset=utf-8",
    "retry-after": "5",
    "cache-control": "no-store",
  });
  res.end(
    `<!doctype html><html lang="${words.lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="refresh" content="5"><title>${words.title} - 明鉴</title><main><h1>${words.title}</h1><p>${words.body}</p><p>${words.urgent}</p></main></html>`,
  );
}

/** Too many look-ups from one network in a minute. */
export function tooManyPage(res: ServerResponse, url: string): void {
  const isEnglish = url === "/en" || url.startsWith("/en/");
  const words = isEnglish
    ? {
        lang: "en",
        title: "Too many look-ups",
        body: "More than 120 look-ups came from your network within a minute. Wait a minute, then open the page again. For many numbers at once there is an interface: /en/developers.",
      }
    : {
        lang: "zh-CN",
        title: "查询太频繁",
        body: "您所在的网络一分钟内查询超过 120 次。等一分钟再打开。要批量核验，请用接口：/developers。",
      };
  res.writeHead(429, {
    "content-type": "text/html; charset=utf-8",
    "retry-after": "60",
    "cache-control": "no-store",
  });
  res.end(
    `<!doctype html><html lang="${words.lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${words.title} - 明鉴</title><main><h1>${words.title}</h1><p>${words.body}</p></main></html>`,
  );
}

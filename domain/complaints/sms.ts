/** What can be read off a pasted text message, as it stands there: nothing is looked up, nothing decided. */
export type SmsParts = {
  /** The name in 【…】, by which a sender signs; null when it is not signed. */
  readonly signature: string | null;
  /** Links as written, bare domains included, each once. */
  readonly urls: readonly string[];
  /** The sentence that says how to opt out, null when there is none. */
  readonly optOut: string | null;
  /** Numbers that could be called, digits as written without separators, each once. */
  readonly numbers: readonly string[];
};

/** Endings that a bare domain in a message is believed with; anything with http(s):// is believed as it is. */
const TLDS =
  "com|cn|net|org|cc|top|xyz|vip|club|info|site|online|shop|app|io|me|co|tv|ltd|link|ink|work|fun|icu|tech|store|pro|biz|mobi|asia|wang|ren|group|live|cloud|hk|tw|sg|us|uk|ru|ph|my|vn|th|id|in|la|ws|to|gd|gl|ly|im|gg|so|ai|win|loan|click|life|today|world|email|net|edu|gov";
const URL_CHARACTERS = "[\\w\\-./?%&=#~+:@!$,;*]";
/** Letters of every alphabet but Chinese, which stands right before and after links: a Cyrillic а is part of the name. */
const HOST_CHARACTERS = "\\w\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Greek}\\p{Script=Armenian}";
/** A name in Chinese is believed behind http(s):// alone, where it is plain how it begins. */
const HAN_HOST = "(?:[\\p{L}\\p{N}\\-]+\\.)+(?:[a-z]{2,}|中国|公司|网络|网址|集团|我爱你|在线|商城)";
/** RFC 1035, 2.3.4; without an end, a message of one endless name would be read once for each of its letters. */
const LONGEST_HOST = 253;
const URL_PATTERN = new RegExp(
  `https?://(?:[${HOST_CHARACTERS}\\-.]{1,${LONGEST_HOST}}(?![${HOST_CHARACTERS}\\-.]*\\p{Script=Han}[\\p{L}\\p{N}\\-]*\\.)|${HAN_HOST})${URL_CHARACTERS}*|(?<![${HOST_CHARACTERS}@.\\-])(?:[${HOST_CHARACTERS}](?:[${HOST_CHARACTERS}\\-]{0,61}[${HOST_CHARACTERS}])?\\.)+(?:${TLDS})(?![${HOST_CHARACTERS}\\-@])(?:[/?]${URL_CHARACTERS}*)?`,
  "giu",
);

const OPT_OUT_PATTERN =
  /(?:拒收|退订|取消订阅|不想?再?接收|如需退订)[^，。；;,!！\n【】]{0,16}|(?:回复?|发送?)\s?[A-Za-z0-9]{1,6}\s?(?:即可|可)?(?:退订|拒收|取消|退)|reply\s+\w{1,6}\s+to\s+(?:stop|unsubscribe)|(?:text|reply)\s+stop\b[^.\n]{0,20}/iu;

/** Mobile, landline, 400/800, 95/96, 100xx, 12xxx and 106 numbers, with the separators people put into them. */
const NUMBER_PATTERN =
  /(?<![\d.])(?:\+?86[\s-]?)?(?:1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}|[48]00[\s-]?\d{3,4}[\s-]?\d{3,4}|\(?0\d{2,3}\)?[\s-]?\d{7,8}|106\d{5,17}|95\d{3,10}|96\d{3,6}|100\d{2}|12[13]\d{2}|110)(?![\d.]*\d|[元万块%折期天岁])/g;

/** Full-width letters, digits and the marks of addresses; Chinese punctuation stays, because it ends a link. */
const WIDE_PATTERN = /[０-９Ａ-Ｚａ-ｚ．／：＿－＝＆％＃＠＋［］（）]/g;

/** Full-width forms made plain and 。between Latin letters read as the dot it stands for. */
function unfolded(text: string): string {
  return text
    .replace(WIDE_PATTERN, (character) => character.normalize("NFKC"))
    .replace(/\p{Cf}/gu, "")
    .replace(/hxxp(s?):\/\//gi, "http$1://")
    .replace(/(?<=[a-z0-9])[。｡](?=[a-z]{2,})/gi, ".");
}

/** Reads signature, links, opt-out words and numbers off a message. Never throws; odd text gives empty parts. */
export function parseSms(text: string): SmsParts {
  const plain = unfolded(text);
  const urls = unique([...plain.matchAll(URL_PATTERN)].map(([url]) => url.replace(/[.,;:!?]+$/, "")));
  const withoutUrls = plain.replace(URL_PATTERN, " ");
  const optOut = OPT_OUT_PATTERN.exec(withoutUrls)?.[0]?.trim() ?? null;
  const numbers = unique(
    [...withoutUrls.matchAll(NUMBER_PATTERN)].map(([number]) => number.replace(/[^\d+]/g, "")),
  );
  return { signature: signatureOf(plain), urls, optOut, numbers };
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}

/** Carriers put the signature first or last; brackets in the middle are only emphasis. */
function signatureOf(text: string): string | null {
  const trimmed = text.trim();
  const at =
    /^(?:【([^【】]{1,40})】|\[([^[\]]{1,40})\])/.exec(trimmed) ?? /【([^【】]{1,40})】$/.exec(trimmed);
  const named = (at?.[1] ?? at?.[2] ?? "").trim();
  return named === "" ? null : named;
}

const CN_SECOND_LEVELS =
  "com net org gov edu ac mil ah bj cq fj gd gs gx gz ha hb he hi hk hl hn jl js jx ln mo nm nx qh sc sd sh sn sx tj tw xj xz yn zj";
/** Suffixes under which names are registered one level deeper: all of .cn's, and neighbours seen in messages. */
const DEEP_SUFFIXES = new Set([
  ...CN_SECOND_LEVELS.split(" ").map((level) => `${level}.cn`),
  ...["com.hk", "net.hk", "org.hk", "gov.hk", "com.tw", "org.tw", "gov.tw", "com.mo", "com.sg", "com.my"],
  ...["com.au", "co.uk", "org.uk", "co.jp", "co.kr", "com.vn", "com.ph"],
]);

/**
 * The name somebody registered: `https://a.b.example.com.cn/x` → `example.com.cn`. Lower case, punycode; an IP address
 * is its own. Null when there is no host in it.
 */
export function registrableDomain(url: string): string | null {
  const host = linkHost(url);
  if (host === null) return null;
  if (/^\d+(?:\.\d+){3}$/.test(host) || host.startsWith("[")) return host;
  const parts = host.split(".");
  if (parts.length < 2 || parts.some((part) => part === "")) return null;
  const depth = DEEP_SUFFIXES.has(parts.slice(-2).join(".")) ? 3 : 2;
  return parts.length < depth ? null : parts.slice(-depth).join(".");
}

/** The host a link leads to, written with or without https://: lower case, punycode, no dot at its end; else null. */
export function linkHost(url: string): string | null {
  const plain = unfolded(url).trim();
  const parsed = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(plain) ? plain : `http://${plain}`);
  const host = parsed?.hostname.replace(/\.$/, "") ?? "";
  return host === "" || host.length > LONGEST_HOST ? null : host;
}

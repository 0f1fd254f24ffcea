/** Whom a caller was looking for, as far as the words of one report tell. */
export type Borrower = {
  /** A name with characters hidden, in one spelling: 王*明, 李**. */
  readonly name: string | null;
  /** Amounts said to be owed, in yuan. */
  readonly amounts: readonly number[];
  /** Case or file numbers, letters and digits only. */
  readonly caseNumbers: readonly string[];
};

/** Marks that people and collectors put for hidden characters of a name. */
const HIDDEN = "[*＊×✕●○•]|(?<![A-Za-z])[xX]{1,2}(?![A-Za-z])|某";
const MASKED_NAME = new RegExp(`(\\p{Script=Han})((?:${HIDDEN}){1,2})(\\p{Script=Han})?`, "gu");
/** Characters that a sentence goes on with after a name; none ends a Chinese given name often enough to matter. */
const GOES_ON = new Set(
  "的在是有说要欠借还他她你我和跟与叫让把被就也已没不未联电家单公同先女老失逃恶涉拖贷逾本骗",
);
/** The two hundred or so commonest surnames of one character (some 97 % of people): anything else before a mark is a word. */
const SURNAMES = new Set(
  "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫阎雷龙史陶贺毛段郝顾龚邵覃武钱戴严莫孔向常汤康易乔赖文施洪季温庞颜柳鲁葛岳齐梅庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜申滕穆代晏尚宗尤迟褚",
);

/** ¥ amounts after a word of debt, or with 元 or 万 behind. */
const AMOUNT =
  /(?<!\d[.,]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d{1,2})?\s*(万)?\s*(?:元|块|RMB)|欠[款了]?\s*(\d{3,9})/gu;
/** （2026）民初字第1234号 and its like, or a number after the word for it. */
const CASE_NUMBER =
  /[(（〔[]?\p{Script=Han}{0,4}\d{2,4}[)）〕\]]?\p{Script=Han}{0,6}字第?(\d{3,12})号|(?:案号|案件号|编号|卷号)[:：是为]?\s*([A-Za-z0-9-]{4,20})/gu;

/** Reads the borrower sought off the words of a report. Never throws; null when nothing of the kind is there. */
export function borrowerIn(text: string): Borrower | null {
  const plain = text.normalize("NFKC").replace(/\p{Cf}/gu, "");
  const name = nameIn(plain);
  const amounts = [...plain.matchAll(AMOUNT)].map(([, whole, cents, wan, bare]) =>
    Math.round(Number(`${(whole ?? bare ?? "0").replaceAll(",", "")}${cents ?? ""}`) * (wan ? 10_000 : 1)),
  );
  const caseNumbers = [...plain.matchAll(CASE_NUMBER)].map(([whole, digits, code]) =>
    (digits ? whole : (code ?? "")).replace(/[^\p{L}\p{N}]/gu, ""),
  );
  return name === null && amounts.length === 0 && caseNumbers.length === 0
    ? null
    : { name, amounts: [...new Set(amounts)], caseNumbers: [...new Set(caseNumbers)] };
}

function nameIn(text: string): string | null {
  for (const [, surname = "", hidden = "", last = ""] of text.matchAll(MASKED_NAME)) {
    if (!SURNAMES.has(surname)) continue;
    const end = last && !GOES_ON.has(last) && [...hidden].length === 1 && hidden !== "某" ? last : "";
    return `${surname}${"*".repeat(Math.min(2, [...hidden].length))}${end}`;
  }
  return null;
}

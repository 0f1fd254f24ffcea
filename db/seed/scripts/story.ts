import type { Random } from "../random.ts";
import type { Theme } from "./script.ts";
import type { Opener, Topic } from "./topic.ts";

/**
 * What people write in their own words, put together from banks of sentences so that two independent reports about
 * the same matter rarely read alike.
 */
const OPENERS: Readonly<Record<Opener | "unknown", readonly string[]>> = {
  debtor: [
    "我在{inst}借了{amount}元，这几个月收入断了还不上。",
    "{inst}的贷款，本来每个月都按时还。",
    "去年在{inst}办了{months}期，最近有两期没还。",
    "因为生病住院，{inst}这边欠了{amount}元。",
    "借款合同是和{inst}签的，本金{amount}元。",
    "我承认欠{inst}的钱，也一直在想办法。",
    "{date}之前我一直正常还款给{inst}。",
    "店关了以后，{inst}的贷款逾期{days}天。",
    "跟{inst}协商过延期，对方说会登记。",
    "{brand}上借的，放款方写的是{inst}。",
  ],
  bystander: [
    "我和{inst}没有任何关系。",
    "从来没有在{inst}借过钱。",
    "有人欠{inst}的钱，却来找我。",
    "接到自称{inst}的人打来的电话。",
    "一个朋友在{inst}借款，我只是在他通讯录里。",
    "{inst}的催收打到我这里。",
    "我都不知道{inst}是做什么的。",
  ],
  victim: [
    "从来没有在{inst}借过钱。",
    "{inst}说我有一笔贷款。",
    "接到{inst}的催收电话才知道这件事。",
    "{inst}一直联系我，可这笔账跟我无关。",
    "跟{inst}反映了很多次。",
  ],
  customer: [
    "以前用过{inst}，早就还清了。",
    "我是{inst}的老客户。",
    "在{inst}只查过一次额度，没有借。",
    "{date}在{inst}注册过账号，之后没用过。",
    "{inst}的借款去年结清了。",
  ],
  called: [
    "{inst}的人打来电话。",
    "对方说是{inst}的。",
    "{date}{inst}联系我。",
    "这家叫{inst}的，前后找了我{n}次。",
    "朋友圈看到{inst}的广告。",
    "自称{inst}，加了我的微信。",
  ],
  unknown: [
    "一个陌生号码打过来，说是做贷款的。",
    "今天收到这样的联系。",
    "对方不肯说是哪家公司。",
    "上班的时候接到的。",
    "正在开车，电话响个不停。",
    "家里老人接的电话，差点信了。",
    "已经是这个月第{n}次了。",
    "孩子睡着了，电话又来了。",
    "不知道从哪里得到我的号码。",
    "电话一接通就是机器声音。",
  ],
};

const STRANGER_DETAILS: Partial<Record<Theme, readonly string[]>> = {
  marketing: [
    "问我要不要{limit}的贷款，说利息才{rate}。",
    "推销经营贷，知道我有营业执照。",
    "说可以做公积金信用贷，让我加微信{im}。",
    "自动语音，按几都挂不断。",
    "说我有一笔预授信额度要领取。",
    "问房子有没有按揭，想让我做二押。",
    "我说不需要，对方反问我是不是没钱。",
    "挂断后又来短信，链接是 {url} 。",
    "说是老客户回访，可我从来没办过。",
    "一天之内{n}个不同地区的号码，说的都是贷款。",
    "说名额只剩{left}个，催我马上决定。",
    "问我征信有没有查询过多。",
  ],
  fee_first: [
    "让先交{fee}元才能放款。",
    "说卡号填错，要交{fee}元解冻。",
    "要先刷流水，让我转到{payee}。",
    "说{limit}已经批了，差一份{fee}元的保险。",
    "转了{fee}元以后又要第二笔。",
  ],
  phishing: [
    "发来一个链接 {url} 要我填银行卡。",
    "要我下载一个软件，说能提额到{limit}。",
    "让我把验证码念给他。",
    "说账户异常，点 {url} 核验身份。",
    "点进去要我刷脸，我赶紧退出来了。",
  ],
  credit_repair: [
    "说能删逾期记录，收费{fee}元。",
    "说征信可以洗白，{days}天见效。",
    "问我有没有逾期，说可以走异议申诉。",
    "让我交{fee}元定金，材料他们做。",
  ],
  refund: [
    "自称客服要给我退{amount}元。",
    "说以前多收了服务费，要我共享屏幕。",
    "拉我进一个退款群，要先交{fee}元。",
    "要我提供银行卡号退会员费。",
  ],
  collection: [
    "上来就骂人还钱，也不说还给谁。",
    "说我有笔{amount}元的欠款，要我马上处理。",
    "短信写着我的名字和一个案号{caseNo}，查不到。",
    "天天打来，说了没钱也没用。",
    "威胁要去我单位。",
    "不报公司也不报工号，只让转账。",
  ],
  contacts: [
    "说有人欠{amount}元，要我转告，我根本不认识。",
    "问我认不认识{borrower}。",
    "天天打来催一个陌生人的账，说了打错也没用。",
    "说我是{borrower}的联系人。",
    "把别人的欠款都说给我听。",
  ],
  no_loan: [
    "说我的借款{amount}元到期了，我从没借过。",
    "提醒我还款，可我没有任何贷款。",
    "短信说尾号{code}的账户要扣款。",
  ],
};

const EXTRAS = [
  "通话有录音。",
  "有截图可以提供。",
  "影响到正常工作了。",
  "家里老人被吓得不轻。",
  "拉黑以后换号又来。",
  "打回去是空号。",
  "已经向客服反映过，没有下文。",
  "回拨过去没人接。",
  "这样下去精神压力很大。",
  "希望尽快有人管管。",
  "对方一直不报工号。",
  "我保留了通话记录。",
  "口音听着不像本地人。",
  "背景里能听到很多人同时打电话。",
] as const;
const WISHES = [
  "请帮忙制止。",
  "要求停止骚扰。",
  "希望给个书面答复。",
  "请核实这个号码。",
  "要求道歉。",
  "要求删除我的信息。",
  "只想安静过日子。",
  "请依法处理。",
  "请查清是哪家公司。",
] as const;

/** One report about an institution, in the reporter's words with slots still open. */
export function lenderStory(random: Random, topic: Topic): string {
  return compose(random, topic.openers, topic.details, 0.55);
}

/** One report about a caller whom nobody knows. */
export function strangerStory(random: Random, theme: Theme): string {
  return compose(random, "unknown", STRANGER_DETAILS[theme] ?? STRANGER_DETAILS.marketing ?? [], 0.4);
}

function compose(
  random: Random,
  opener: Opener | "unknown",
  details: readonly string[],
  twoDetails: number,
): string {
  return [
    random.pick(OPENERS[opener]),
    ...random.sample(details, random.chance(twoDetails) ? 2 : 1),
    ...random.sample(
      EXTRAS,
      random.weighted([
        [0, 3],
        [1, 4],
        [2, 2],
      ]),
    ),
    ...(random.chance(0.45) ? [random.pick(WISHES)] : []),
  ].join("");
}

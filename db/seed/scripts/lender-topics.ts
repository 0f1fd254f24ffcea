import type { InstitutionClass } from "#domain/institutions/classes.ts";
import { BROKER_TOPICS, COLLECTOR_TOPICS, RELIEF_TOPICS, UNLICENSED_TOPICS } from "./other-topics.ts";
import { debtor, type Topic } from "./topic.ts";

/** What is reported about institutions, with how often. */
const LENDER_TOPICS: readonly Topic[] = [
  {
    matter: "collection",
    weight: 18,
    openers: "debtor",
    circumstance: debtor("D2.too_frequent"),
    details: [
      "一天打了{n}个电话，不接就换号继续打。",
      "从早上到晚上平均半小时一个电话，根本没法上班。",
      "同一天里{n}个不同的号码轮流打来。",
      "挂了马上又响，通话记录有截图。",
      "说好月底还一部分，第二天照样打{n}遍。",
      "短信、电话一起来，一小时收了{n}条。",
    ],
  },
  {
    matter: "collection",
    weight: 7,
    openers: "debtor",
    circumstance: { ...debtor("D2.outside_hours"), isNight: true },
    details: [
      "晚上十一点多还打来，家里老人被吵醒。",
      "凌晨响了{n}次，问就说系统自动外呼。",
      "早上不到七点就开始打。",
      "夜里打电话说“睡不着才会还钱”。",
      "我说过只能白天联系，他们偏偏半夜打。",
    ],
  },
  {
    matter: "collection",
    weight: 10,
    openers: "debtor",
    circumstance: debtor("D2.abusive_language"),
    details: [
      "催收人员张口就骂，连我父母一起骂。",
      "说我不要脸，是老赖，还笑。",
      "我问工号，对方骂完就挂。",
      "言语侮辱，录了{mins}分钟的音。",
      "态度非常恶劣，说我这种人活该。",
    ],
  },
  {
    matter: "collection",
    weight: 6,
    openers: "debtor",
    circumstance: debtor("D2.after_told_to_stop"),
    details: [
      "我明确说了走诉讼，不要再电话联系，之后又打了{n}次。",
      "已经书面要求停止电话催收，没有用。",
      "客服登记了勿扰，第三方照打不误。",
      "协商还款已经达成，还是每天来电。",
    ],
  },
  {
    matter: "collection",
    weight: 9,
    openers: "debtor",
    circumstance: debtor("D3.family", "D3.debt_revealed"),
    details: [
      "给我妈打电话，把欠款金额全说了。",
      "联系了我的岳父，家里因此大吵一架。",
      "我哥也收到短信，上面写着我的名字和{amount}元。",
      "前后打给{n}个亲戚，谁都知道我欠钱了。",
      "我没有留过家人的电话，他们却都有。",
    ],
  },
  {
    matter: "collection",
    weight: 6,
    openers: "debtor",
    circumstance: debtor("D3.employer"),
    details: [
      "打到公司前台，问我是不是在这里上班。",
      "人事把我叫去谈话，因为他们打了{n}次总机。",
      "跟同事说我诈骗，让领导处理我。",
      "把所谓律师函传真到了单位。",
    ],
  },
  {
    matter: "collection",
    weight: 7,
    openers: "debtor",
    circumstance: debtor("D4.posed_as_authority", "D4.false_papers"),
    details: [
      "自称法院的，发来一张盖章的“传票”，查了根本没有这个案号。",
      "冒充办案人员，让我今天必须到场。",
      "发的律师函没有律师签名，电话也打不通。",
      "说已经立案，要来带人，我去问了并没有。",
    ],
  },
  {
    matter: "collection",
    weight: 5,
    openers: "debtor",
    circumstance: debtor("D4.credit_record_threat"),
    details: ["说不还就让我孩子不能上学。", "威胁永远不能坐车、不能办卡。", "说今天不处理就把全家拉进名单。"],
  },
  {
    matter: "collection",
    weight: 4,
    openers: "debtor",
    circumstance: debtor("D5"),
    details: [
      "说知道我家地址，要让我好看。",
      "威胁要上门泼油漆。",
      "发来我小区大门的照片，吓得我不敢出门。",
      "说孩子放学路上要小心。",
    ],
  },
  {
    matter: "collection",
    weight: 3,
    openers: "debtor",
    circumstance: debtor("D5.home_visit"),
    details: [
      "三个人到我父母家敲门，说不还不走。",
      "在楼道里贴纸条，写了我的名字和欠款。",
      "没有出示任何证件就要进屋。",
    ],
  },
  {
    matter: "collection",
    weight: 6,
    openers: "debtor",
    circumstance: debtor("D7.extra_collection_fee"),
    details: [
      "多算了{fee}元“外访费”，合同里没有。",
      "每天加收滞纳金，利滚利算到{amount}元。",
      "要求额外交律师费{fee}元才给结清。",
      "说可以减免，交了{fee}元后又不认。",
    ],
  },
  {
    matter: "collection",
    weight: 7,
    openers: "debtor",
    circumstance: { relationship: "BORROWER_CURRENT", harms: ["D7.apr_over_cap"] },
    details: [
      "页面写利率{rate}，实际算下来超过三成。",
      "合同里藏着担保费和服务费，综合成本高得离谱。",
      "还了{n}期，本金几乎没少。",
      "提前还款要收剩余全部利息。",
    ],
  },
  {
    matter: "collection",
    weight: 6,
    openers: "debtor",
    circumstance: { relationship: "BORROWER_CURRENT", harms: ["D7.membership_or_guarantee_fee"] },
    details: [
      "没有告知就扣了{fee}元会员费。",
      "每个月多扣一笔担保费，客服说取消不了。",
      "下款时必须买保险，不买不放款。",
      "自动续费的权益卡，退不了。",
    ],
  },
  {
    matter: "credit_record",
    weight: 5,
    openers: "customer",
    circumstance: { relationship: "BORROWER_REPAID", harms: ["D1.already_paid"] },
    details: [
      "结清证明都有，系统还显示欠{amount}元。",
      "还清{months}个月了，征信上还是逾期。",
      "多次提交凭证，一直说在核实。",
      "明明已经还完，又收到催收短信。",
    ],
  },
  {
    matter: "credit_record",
    weight: 3,
    openers: "victim",
    circumstance: { relationship: "IDENTITY_STOLEN", harms: ["D1.identity_theft"] },
    details: [
      "查征信才发现有人用我的身份借了{amount}元。",
      "合同上的照片和签名都不是我。",
      "已经报警，机构却要我先还款。",
    ],
  },
  {
    matter: "collection",
    weight: 6,
    openers: "debtor",
    circumstance: debtor("D6.not_told"),
    details: [
      "问是哪家委托的，对方不说。",
      "不告诉我欠的是哪一笔，只让转账。",
      "要求出示委托书，对方说没有义务。",
      "对公账户也不给，只给个人账户。",
    ],
  },
  {
    matter: "marketing",
    weight: 10,
    openers: "customer",
    circumstance: { relationship: "MARKETING_TARGET_CONSENT_WITHDRAWN", harms: ["M2"] },
    details: [
      "回复退订{n}次，还是继续发。",
      "客服说已经取消营销，第二天又打来推荐额度。",
      "注销账户以后仍然接到提额电话。",
      "一周{n}个推销电话，都说是他们的合作方。",
    ],
  },
  {
    matter: "marketing",
    weight: 5,
    openers: "customer",
    circumstance: { relationship: "MARKETING_TARGET_EXISTING_CUSTOMER", harms: ["M5"] },
    details: [
      "宣传说免息，点进去要收手续费。",
      "电话里说利率{rate}，合同上是另一回事。",
      "说额度{limit}，实际只批了零头还查了征信。",
    ],
  },
  {
    matter: "data_misuse",
    weight: 4,
    openers: "customer",
    circumstance: { relationship: "BORROWER_REPAID", harms: ["P2"] },
    details: [
      "只在他们那里填过资料，之后一堆中介来电，连额度都知道。",
      "对方准确说出我的身份证和贷款金额。",
      "注册完不到{mins}分钟就有别家来电。",
    ],
  },
  {
    matter: "data_misuse",
    weight: 3,
    openers: "debtor",
    circumstance: { relationship: "BORROWER_OVERDUE", harms: ["P1"] },
    details: [
      "App读取了通讯录，催收报出了我朋友的名字。",
      "从没授权过通讯录，他们却有全部联系人。",
      "关了权限以后App就不让还款。",
    ],
  },
  {
    matter: "collection",
    weight: 6,
    openers: "victim",
    circumstance: { relationship: "RECYCLED_NUMBER", harms: ["D1.not_mine"] },
    details: [
      "这个手机号我今年才办的，他们找的是以前的机主。",
      "解释了{n}次不是本人，还是天天打。",
      "新办的号码，一直收到别人的催收短信。",
    ],
  },
  {
    matter: "collection",
    weight: 7,
    openers: "bystander",
    circumstance: { relationship: "CONTACT_LISTED", harms: ["D3.contacts"] },
    details: [
      "让我转告一个多年不联系的同学还钱。",
      "说我是紧急联系人，我从来没有同意过。",
      "告诉他们别再打，隔天换个号码又来。",
      "把别人欠多少钱都说给我听。",
    ],
  },
];

/** Topics that fit what an institution does. */
export function topicsOf(institution: InstitutionClass): readonly Topic[] {
  if (institution === "loan_broker") return BROKER_TOPICS;
  if (institution === "collection_agency" || institution === "law_firm") return COLLECTOR_TOPICS;
  if (institution === "debt_relief") return RELIEF_TOPICS;
  return institution === "app" ? UNLICENSED_TOPICS : LENDER_TOPICS;
}

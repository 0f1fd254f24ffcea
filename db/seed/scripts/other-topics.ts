import { debtor, type Topic, target } from "./topic.ts";

/** What is reported about bodies that lend nothing themselves, or may not. */
export const BROKER_TOPICS: readonly Topic[] = [
  {
    matter: "marketing",
    weight: 10,
    openers: "called",
    circumstance: target("M1", "M9"),
    details: [
      "问我公司要不要周转，连纳税额都知道。",
      "让我加微信发资料，说{limit}包过。",
      "一天{n}个电话，都说自己是客户经理。",
      "我问从哪来的号码，对方说是系统分的。",
      "说跟里面的人熟，利率能做到{rate}。",
    ],
  },
  {
    matter: "marketing",
    weight: 6,
    openers: "called",
    circumstance: target("M5"),
    details: [
      "说好没有费用，面签时要收{left}个点。",
      "承诺{limit}，批下来只有零头，中介费照收。",
      "说利率{rate}，签的却是租赁合同。",
    ],
  },
  {
    matter: "scam",
    weight: 4,
    openers: "called",
    circumstance: target("S1"),
    details: [
      "交了{fee}元包装费就联系不上了。",
      "说银行内部渠道，先收{fee}元定金。",
      "贷款没办成，服务费{fee}元不退。",
    ],
  },
];

export const COLLECTOR_TOPICS: readonly Topic[] = [
  {
    matter: "collection",
    weight: 10,
    openers: "called",
    circumstance: debtor("D2.too_frequent"),
    details: [
      "一天打{n}遍，问代表哪家机构又不说。",
      "换着号码打，不接就发短信。",
      "上午答应了还款时间，下午接着打。",
    ],
  },
  {
    matter: "collection",
    weight: 6,
    openers: "called",
    circumstance: debtor("D4.posed_as_authority", "D4.false_papers"),
    details: [
      "发来的函件盖着看不清的章。",
      "说不接受调解就直接执行。",
      "案号查不到，却催我今天交{amount}元。",
    ],
  },
  {
    matter: "collection",
    weight: 5,
    openers: "called",
    circumstance: { relationship: "CONTACT_LISTED", harms: ["D3.contacts"] },
    details: ["让我转告别人还钱，我不认识这个人。", "说不配合就天天打。", "把别人的欠款数额都告诉了我。"],
  },
];

export const RELIEF_TOPICS: readonly Topic[] = [
  {
    matter: "scam",
    weight: 10,
    openers: "called",
    circumstance: debtor("S5"),
    details: [
      "交了{fee}元服务费，说代我协商，之后没有任何进展。",
      "让我把手机卡寄过去，由他们来接电话。",
      "教我编材料投诉，说能减免{left}成。",
      "说保证停息挂账，逾期反而更多了。",
      "要退费就说已经提供了咨询服务。",
    ],
  },
];

export const UNLICENSED_TOPICS: readonly Topic[] = [
  {
    matter: "scam",
    weight: 8,
    openers: "called",
    circumstance: debtor("S11"),
    details: [
      "借{fee}元到手只有七成，{days}天就要还全款。",
      "没有合同，App里看不到利率。",
      "续期一次就收{fee}元，本金一分没少。",
      "不还就说要群发我的照片。",
      "App换了个名字还在放款。",
    ],
  },
  {
    matter: "scam",
    weight: 3,
    openers: "called",
    circumstance: { relationship: "NEVER_BORROWED", harms: ["S11"] },
    details: ["没有申请就往我卡里打了钱，要我加倍还。", "点了一下广告就说我借款成功。"],
  },
];

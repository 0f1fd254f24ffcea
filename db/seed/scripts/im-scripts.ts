import { scripts } from "./script.ts";

/** Messages in chat apps and groups. */
export const IM_SCRIPTS = scripts("im", "i", [
  ["marketing", "亲，看到您在群里问借款，我这边{brand}直营，{limit}秒批，征信花也能做，先填个表 {url}"],
  ["marketing", "低息口子今天新出，{limit}百分百下，要的私我，佣金{left}个点，下款再付。"],
  ["marketing", "朋友圈转发这条集{left}个赞，借款{limit}首月免息，戳 {url}"],
  [
    "fee_first",
    "额度{limit}已经出来了，截图给您看，先交{fee}元激活费到{payee}，{mins}分钟内放款，超时要重新排队。",
  ],
  ["fee_first", "您这边综合评分差{left}分，补{fee}元做个加急包装，我让后台给您手动过，付到{payee}。"],
  ["fee_first", "最后一步了，认证金{fee}元，转完把截图发我，合同号{caseNo}，不转前面的就白交了。"],
  ["campus", "同学你好，我是学长{staff}，帮做注册任务，借出来的{limit}不用你还，给你{fee}元辛苦费。"],
  ["credit_repair", "征信洗白走内部通道，逾期记录{days}天清，先付定金{fee}元，付到{payee}。"],
  ["debt_relief", "上岸群：停息挂账、投诉模板、应对话术，一套{fee}元，进群加微信{im}。"],
  ["phishing", "商店里搜不到的，用这个链接装 {url} ，装好把通讯录权限打开才能提额{limit}。"],
  ["clone", "我是{inst}线上专员{staff}，这是我的工作证，您的{limit}需要先做一笔还款能力验证，转到{payee}。"],
  ["clone", "{inst}官方福利群，群内老客可享{limit}免息，进群先交保证金{fee}元，入口 {url}"],
  ["collection", "我再说最后一遍，{amount}元今天晚上{hour}点前到账，不然我把你的借条和身份证发朋友圈。"],
  ["collection", "给你做的图好看吗？不想让你同事看见就还钱，{amount}元，别装看不见。"],
  ["contacts", "这是{borrower}的借款合同和照片，欠{amount}元，大家都看看什么人，认识的转给他。"],
  ["contacts", "群里有认识{borrower}的吗？他借了{amount}元不还，麻烦让他回个话，不然天天在群里发。"],
  ["refund", "您是{brand}的受害人吧，我们是追款团队，先交{fee}元立案费，帮您把{amount}元要回来。"],
  ["rental", "出租对公户的来，一天{fee}元，只要配合刷脸，资料发微信{im}。"],
  ["unlicensed", "私人放款，借{limit}到手七成，{days}天一期，周周还，押通讯录就行，要的打{tel}。"],
  ["unlicensed", "打条子{fee}起步，砍头三成，续期另算，微信{im}，下手快的来。"],
  ["unlicensed", "投我们这个助农项目，存{fee}元每月返{left}个点，还送{limit}的授信额度，名额给熟人留的。"],
]);

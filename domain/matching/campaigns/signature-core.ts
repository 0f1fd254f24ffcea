import { foldText } from "../fold-text.ts";
import { soundKey } from "../pinyin-key.ts";

/** Words that any sender may sign with; they are nobody's name. */
const GENERIC = [
  "客服",
  "通知",
  "贷款",
  "借款",
  "借贷",
  "信贷",
  "中心",
  "系统",
  "温馨",
  "提醒",
  "提示",
  "官方",
  "平台",
  "服务",
  "金融",
  "短信",
  "银行",
  "公司",
  "消息",
  "审核",
  "放款",
  "催收",
  "法务",
  "信用",
  "额度",
  "还款",
  "账单",
  "业务",
  "经理",
  "专员",
  "站",
  "部",
] as const;
const GENERIC_SOUNDS = GENERIC.map(soundKey).sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
/** Two syllables at least, or it says nothing about who signed. */
const LEAST_LETTERS = 4;

/**
 * What is a name in an SMS signature, as it sounds (so that 袋款 is 贷款): null when only general words are left.
 * "客服通知" and "温馨提示" tie nobody together.
 */
export function signatureCore(signature: string): string | null {
  let sound = soundKey(foldText(signature)).replace(/[^a-z0-9]/g, "");
  for (const word of GENERIC_SOUNDS) sound = sound.replaceAll(word, " ");
  const core = sound.replaceAll(" ", "");
  return core.length >= LEAST_LETTERS ? core : null;
}

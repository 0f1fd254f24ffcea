/** Why an institution's figures are held back as a whole: all that the public is told of it. */
export const INTEGRITY_CODES = {
  handling_under_review: {
    zh: "正在核查答复和办结的数字",
    en: "Answers and their results are being checked",
  },
  reports_under_review: { zh: "正在核查举报是否真实", en: "Whether reports are genuine is being checked" },
} as const;
export type IntegrityCode = keyof typeof INTEGRITY_CODES;

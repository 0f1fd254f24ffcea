import enApiKeys from "./en/apiKeys.json" with { type: "json" };
import enCampaign from "./en/campaign.json" with { type: "json" };
import enCheck from "./en/check.json" with { type: "json" };
import enCommon from "./en/common.json" with { type: "json" };
import enComplaints from "./en/complaints.json" with { type: "json" };
import enDesk from "./en/desk.json" with { type: "json" };
import enDevelopers from "./en/developers.json" with { type: "json" };
import enEntry from "./en/entry.json" with { type: "json" };
import enErrors from "./en/errors.json" with { type: "json" };
import enFooter from "./en/footer.json" with { type: "json" };
import enForms from "./en/forms.json" with { type: "json" };
import enHeader from "./en/header.json" with { type: "json" };
import enHome from "./en/home.json" with { type: "json" };
import enInstitution from "./en/institution.json" with { type: "json" };
import enInstitutions from "./en/institutions.json" with { type: "json" };
import enLearn from "./en/learn.json" with { type: "json" };
import enMerge from "./en/merge.json" with { type: "json" };
import enMethods from "./en/methods.json" with { type: "json" };
import enNumber from "./en/number.json" with { type: "json" };
import enObjections from "./en/objections.json" with { type: "json" };
import enOpenData from "./en/openData.json" with { type: "json" };
import enOwnRating from "./en/ownRating.json" with { type: "json" };
import enPractitioner from "./en/practitioner.json" with { type: "json" };
import enRating from "./en/rating.json" with { type: "json" };
import enRatingBatch from "./en/ratingBatch.json" with { type: "json" };
import enRatingDesk from "./en/ratingDesk.json" with { type: "json" };
import enRatingMethod from "./en/ratingMethod.json" with { type: "json" };
import enReceipt from "./en/receipt.json" with { type: "json" };
import enRegistry from "./en/registry.json" with { type: "json" };
import enReport from "./en/report.json" with { type: "json" };
import enSignin from "./en/signin.json" with { type: "json" };
import enTransparency from "./en/transparency.json" with { type: "json" };
import enTrends from "./en/trends.json" with { type: "json" };
import enVerdict from "./en/verdict.json" with { type: "json" };
import zhApiKeys from "./zh-CN/apiKeys.json" with { type: "json" };
import zhCampaign from "./zh-CN/campaign.json" with { type: "json" };
import zhCheck from "./zh-CN/check.json" with { type: "json" };
import zhCommon from "./zh-CN/common.json" with { type: "json" };
import zhComplaints from "./zh-CN/complaints.json" with { type: "json" };
import zhDesk from "./zh-CN/desk.json" with { type: "json" };
import zhDevelopers from "./zh-CN/developers.json" with { type: "json" };
import zhEntry from "./zh-CN/entry.json" with { type: "json" };
import zhErrors from "./zh-CN/errors.json" with { type: "json" };
import zhFooter from "./zh-CN/footer.json" with { type: "json" };
import zhForms from "./zh-CN/forms.json" with { type: "json" };
import zhHeader from "./zh-CN/header.json" with { type: "json" };
import zhHome from "./zh-CN/home.json" with { type: "json" };
import zhInstitution from "./zh-CN/institution.json" with { type: "json" };
import zhInstitutions from "./zh-CN/institutions.json" with { type: "json" };
import zhLearn from "./zh-CN/learn.json" with { type: "json" };
import zhMerge from "./zh-CN/merge.json" with { type: "json" };
import zhMethods from "./zh-CN/methods.json" with { type: "json" };
import zhNumber from "./zh-CN/number.json" with { type: "json" };
import zhObjections from "./zh-CN/objections.json" with { type: "json" };
import zhOpenData from "./zh-CN/openData.json" with { type: "json" };
import zhOwnRating from "./zh-CN/ownRating.json" with { type: "json" };
import zhPractitioner from "./zh-CN/practitioner.json" with { type: "json" };
import zhRating from "./zh-CN/rating.json" with { type: "json" };
import zhRatingBatch from "./zh-CN/ratingBatch.json" with { type: "json" };
import zhRatingDesk from "./zh-CN/ratingDesk.json" with { type: "json" };
import zhRatingMethod from "./zh-CN/ratingMethod.json" with { type: "json" };
import zhReceipt from "./zh-CN/receipt.json" with { type: "json" };
import zhRegistry from "./zh-CN/registry.json" with { type: "json" };
import zhReport from "./zh-CN/report.json" with { type: "json" };
import zhSignin from "./zh-CN/signin.json" with { type: "json" };
import zhTransparency from "./zh-CN/transparency.json" with { type: "json" };
import zhTrends from "./zh-CN/trends.json" with { type: "json" };
import zhVerdict from "./zh-CN/verdict.json" with { type: "json" };

/** The source: every key exists here first. One file per area; the file's name is the first part of the key. */
export const ZH_CN = {
  apiKeys: zhApiKeys,
  campaign: zhCampaign,
  check: zhCheck,
  common: zhCommon,
  complaints: zhComplaints,
  desk: zhDesk,
  developers: zhDevelopers,
  entry: zhEntry,
  errors: zhErrors,
  footer: zhFooter,
  forms: zhForms,
  header: zhHeader,
  home: zhHome,
  institution: zhInstitution,
  institutions: zhInstitutions,
  learn: zhLearn,
  merge: zhMerge,
  methods: zhMethods,
  number: zhNumber,
  objections: zhObjections,
  openData: zhOpenData,
  ownRating: zhOwnRating,
  rating: zhRating,
  ratingBatch: zhRatingBatch,
  ratingDesk: zhRatingDesk,
  practitioner: zhPractitioner,
  ratingMethod: zhRatingMethod,
  receipt: zhReceipt,
  registry: zhRegistry,
  report: zhReport,
  signin: zhSignin,
  transparency: zhTransparency,
  trends: zhTrends,
  verdict: zhVerdict,
};

export type Messages = typeof ZH_CN;

/** The compiler refuses a key that is missing here; the unit test refuses one too many. */
export const EN: Messages = {
  apiKeys: enApiKeys,
  campaign: enCampaign,
  check: enCheck,
  common: enCommon,
  complaints: enComplaints,
  desk: enDesk,
  developers: enDevelopers,
  entry: enEntry,
  errors: enErrors,
  footer: enFooter,
  forms: enForms,
  header: enHeader,
  home: enHome,
  institution: enInstitution,
  institutions: enInstitutions,
  learn: enLearn,
  merge: enMerge,
  methods: enMethods,
  number: enNumber,
  objections: enObjections,
  openData: enOpenData,
  ownRating: enOwnRating,
  rating: enRating,
  ratingBatch: enRatingBatch,
  ratingDesk: enRatingDesk,
  practitioner: enPractitioner,
  ratingMethod: enRatingMethod,
  receipt: enReceipt,
  registry: enRegistry,
  report: enReport,
  signin: enSignin,
  transparency: enTransparency,
  trends: enTrends,
  verdict: enVerdict,
};

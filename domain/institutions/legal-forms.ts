/** Chinese legal forms, longest first: an ending that says how the company is held, nothing about who it is. */
const HAN_FORMS: readonly string[] = [
  "股份有限责任公司",
  "集团股份有限公司",
  "集团有限责任公司",
  "集团股份公司",
  "集团有限公司",
  "控股股份有限公司",
  "股份有限公司",
  "有限责任公司",
  "股份公司",
  "有限公司",
  "集团公司",
  "总公司",
  "控股公司",
  "公司",
  "股份",
  "集团",
  "有限合伙",
  "普通合伙",
  "特殊普通合伙",
].sort((a, b) => b.length - a.length);

/** A part of a company that is no person of its own: it belongs to the company named in front of it. */
const BRANCH =
  /^(.{2,}?(?:公司|银行|集团))(.{0,12}?(?:分公司|分行|支行|营业部|营业厅|办事处|代表处|运营中心|信用卡中心|子公司|事业部))$/u;
/** 分公司 without 公司 in front ("泽信控股邯郸分公司"): only the word itself is cut. */
const BARE_BRANCH = /(?:分公司|子公司|办事处|代表处)$/u;

export type HanForm = { readonly body: string; readonly form: string; readonly branch: string };

/** Cuts the branch and the legal form off a folded Chinese name. 银行 and 集团 in front of a branch stay with the name. */
export function cutHanForm(name: string): HanForm {
  const branched = BRANCH.exec(name);
  const head = branched?.[1] ?? name.replace(BARE_BRANCH, "");
  const branch = name.slice(head.length);
  for (const form of HAN_FORMS) {
    if (head.length > form.length && head.endsWith(form))
      return { body: head.slice(0, -form.length), form, branch };
  }
  return { body: head, form: "", branch };
}

/** Groups of legal forms of other languages: names of one group say the same, a name without any contradicts none. */
const LATIN_GROUPS = {
  company: "inc incorporated corp corporation co company cos companies corporate",
  limited:
    "ltd_sti limited_sirketi public_company_limited pcl lda proprietary_limited ltd limited plc public_limited_company private_limited_company pvt_ltd private_limited pty_ltd pty pte_ltd pte pvt ltda limitada co_ltd company_limited corporation_limited public_limited lte",
  llc: "shps ou osauhing aps anpartsselskab ehf yk yugen_kaisha gk godo_kaisha eood ood slu sociedad_limitada sasu eurl ggmbh ug_haftungsbeschrankt spolecnost_s_rucenim_omezenym spolocnost_s_rucenim_obmedzenym korlatolt_felelossegu_tarsasag uzdaroji_akcine_bendrove sabiedriba_ar_ierobezotu_atbildibu drustvo_s_ogranicenom_odgovornoscu tovaristvo_z_obmezhenoiu_vidpovidalnistiu tovarystvo_z_obmezhenoiu_vidpovidalnistiu tovarishchestvo_s_ogranichennoi_otvetstvennostiu obschestvo_s_ogranichennoy_otvetstvennostyu mchj fz_llc fzco wll cong_ty_tnhh llc limited_liability_company limited_liability_co lc pllc ooo obshchestvo_s_ogranichennoi_otvetstvennostiu gmbh gesellschaft_mit_beschrankter_haftung mbh ug srl sarl sociedad_de_responsabilidad_limitada societatea_cu_raspundere_limitata societa_a_responsabilita_limitata societe_a_responsabilite_limitee sp_z_oo spzoo spolka_z_ograniczona_odpowiedzialnoscia spol_s_ro sro doo kft oy bv besloten_vennootschap sl lda eood uab sia tov too tmi",
  stock:
    "abp aktiebolaget allmennaksjeselskap osakeyhtio julkinen_osakeyhtio sendirian_berhad sociedade_anonima societas_europaea spolka_akcyjna akciova_spolecnost akciova_spolocnost nyilvanosan_mukodo_reszvenytarsasag zartkoruen_mukodo_reszvenytarsasag reszvenytarsasag societate_pe_actiuni anonim_sirketi anonim_ortakligi ae anonymi_etaireia anonymi_etairia ead akcionarsko_drustvo dionicko_drustvo delnisko_drustvo akcine_bendrove akciju_sabiedriba aktsiaselts hf npao nepublichnoe_aktsionernoe_obshchestvo jusik_hoesa cong_ty_co_phan persero_tbk persero psc qsc qpsc ksc kscp saoc sau sgps jsc joint_stock_company joint_stock_co ojsc oao open_joint_stock_company cjsc zao closed_joint_stock_company pjsc pao public_joint_stock_company ao aktsionernoe_obshchestvo otkrytoe_aktsionernoe_obshchestvo publichnoe_aktsionernoe_obshchestvo zakrytoe_aktsionernoe_obshchestvo ag aktiengesellschaft sa societe_anonyme sociedad_anonima spa societa_per_azioni ab aktiebolag publ as a_s asa aksjeselskap aktieselskab oyj nv naamloze_vennootschap se kk kabushiki_kaisha tbk pt perseroan_terbatas ad dd nyrt zrt sae saog kgaa sab sab_de_cv sa_de_cv de_cv sas societe_par_actions_simplifiee ltee bhd sdn_bhd berhad",
  partnership:
    "kommanditgesellschaft spolka_komandytowa spolka_jawna komanditni_spolecnost handelsbolag kommanditbolag lp limited_partnership llp limited_liability_partnership lllp gp kg gmbh_co_kg gmbh_and_co_kg ohg cv scs sca snc ky",
  bank: "na national_association national_banking_association fsb ssb",
  nonprofit: "ano avtonomnaia_nekommercheskaia_organizatsiia ev fgup gup mup nko npo",
  professional: "pc professional_corporation apc pa pllp chtd",
} as const;

export type LatinFormGroup = keyof typeof LATIN_GROUPS;

const groupOf = new Map<string, LatinFormGroup>();
let longestForm = 1;
for (const [group, forms] of Object.entries(LATIN_GROUPS)) {
  for (const form of forms.split(" ")) {
    groupOf.set(form.replaceAll("_", " "), group as LatinFormGroup);
    longestForm = Math.max(longestForm, form.split("_").length);
  }
}

/** The group of a legal form written as folded tokens joined by single spaces, or null. */
export function latinFormGroup(tokens: string): LatinFormGroup | null {
  return groupOf.get(tokens) ?? null;
}

export const LONGEST_LATIN_FORM = longestForm;

/** Long forms that people mistype; a token within two letters of one of these is taken for it. */
export const LONG_FORM_WORDS: readonly string[] = [
  "aktiengesellschaft",
  "incorporated",
  "corporation",
  "gesellschaft",
  "aktiebolag",
];

/** Legal forms that make two companies of one name: a partnership, an LLC, a bank and a foundation beside a corporation. */
const DISTINCT_FORMS: readonly LatinFormGroup[] = ["llc", "partnership", "nonprofit", "bank"];

/** Whether two names say legal forms that cannot be one company's. A name without a form contradicts none. */
export function areFormsContrary(a: readonly LatinFormGroup[], b: readonly LatinFormGroup[]): boolean {
  if (a.length === 0 || b.length === 0 || a.some((form) => b.includes(form))) return false;
  return [...a, ...b].some((form) => DISTINCT_FORMS.includes(form));
}

/** Whether both names say a legal form and say the same. */
export function isSameForm(a: readonly LatinFormGroup[], b: readonly LatinFormGroup[]): boolean {
  return a.some((form) => b.includes(form));
}

/** Forms that Japanese and Korean names carry in front or behind, folded. */
const EAST_ASIAN_FORM =
  /^(?:株式会社|有限会社|合同会社|주식회사|유한회사)|(?:株式会社|有限会社|合同会社|주식회사|유한회사)$/gu;

/** A folded Japanese or Korean name without its legal form; a name that is nothing else stays. */
export function withoutHanForm(name: string): string {
  const body = name.replace(EAST_ASIAN_FORM, "");
  return body === "" ? name : body;
}

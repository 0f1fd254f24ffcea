/** Words that names hold without being told apart by them, and short forms of given names. Folded: lower case, no accents. */
export const TITLES = new Set(
  "mr mrs ms miss dr prof professor sir lord lady dame hon rev president prasident minister king queen prince princess shaikh sheikh sheik haji hajji general gen colonel col major captain herr frau monsieur senor don".split(
    " ",
  ),
);
/** Particles that a name may drop or spell as it likes. */
export const PARTICLES = new Set(
  "al el ul bin ben ibn bint abu de da do dos das del della di du la le van von der den zu y e i".split(" "),
);
export const STOP_WORDS = new Set("the of and for de des du la le et y e und".split(" "));
/** Short forms in common use, each with the names it may stand for. */
const SHORT_NAMES = new Map<string, readonly string[]>(
  (
    "ben:benjamin bill:william will:william bob:robert rob:robert ted:theodore,edward ed:edward,edwin,edmund dick:richard rick:richard jim:james jack:john joe:joseph " +
    "tom:thomas tony:anthony mike:michael nick:nicholas alex:alexander,alexandra sasha:alexander,aleksandr dave:david dan:daniel sam:samuel,samantha steve:steven,stephen " +
    "chris:christopher,christina matt:matthew andy:andrew greg:gregory jeff:jeffrey ken:kenneth larry:lawrence liz:elizabeth kate:katherine meg:margaret peggy:margaret " +
    "sue:susan barry:barack,barrington vlad:vladimir,vladislav volodya:vladimir misha:mikhail dima:dmitri,dmitry kolya:nikolai pat:patrick,patricia phil:philip ron:ronald " +
    "tim:timothy walt:walter fred:frederick,alfred charlie:charles chuck:charles hank:henry harry:harold,henry jerry:gerald,jerome kim:kimberly max:maximilian,maxwell " +
    "abe:abraham al:albert,alfred art:arthur bert:albert,herbert dom:dominic don:donald doug:douglas gene:eugene hal:harold jon:jonathan josh:joshua leo:leonard les:leslie " +
    "nate:nathan,nathaniel ray:raymond russ:russell stan:stanley vic:victor vince:vincent becky:rebecca beth:elizabeth betty:elizabeth cathy:catherine debbie:deborah " +
    "jenny:jennifer kathy:katherine maggie:margaret mandy:amanda molly:mary nancy:ann polly:mary sandy:sandra sally:sarah tina:christina vicky:victoria"
  )
    .split(" ")
    .map((entry) => {
      const [short = "", names = ""] = entry.split(":");
      return [short, names.split(",")];
    }),
);

/** Whether people called by the first name may be written with the second in their papers. */
export function isShortNameOf(short: string, full: string): boolean {
  return SHORT_NAMES.get(short)?.includes(full) ?? false;
}

/** Words that make a name an organisation's. */
export const BUSINESS_WORDS = new Set(
  "bank banking bancorp bancshares finance financial capital credit loan loans lending group holding holdings services service solutions systems international national global industries industrial trust fund partners insurance securities management marketplace technologies technology union association company corporation government ministry organization organisation academy institute university army brigade society federation".split(
    " ",
  ),
);

/** Shortened words of organisations' names, with what they stand for. */
const ABBREVIATIONS = new Map(
  (
    "intl:international int:international natl:national mfg:manufacturing mfrs:manufacturers mgmt:management mgt:management svc:service svcs:services " +
    "tech:technology techs:technologies univ:university assn:association assoc:associates bros:brothers dept:department govt:government hldg:holding " +
    "hldgs:holdings ind:industries inds:industries engg:engineering engr:engineering eng:engineering dev:development invt:investment inv:investment " +
    "ins:insurance fin:financial fincl:financial finl:financial mktg:marketing mkt:marketing dist:distribution grp:group sys:systems sols:solutions " +
    "pharm:pharmaceuticals pharma:pharmaceuticals lab:laboratory labs:laboratories inst:institute min:ministry comm:commission telecom:telecommunications " +
    "telecoms:telecommunications transp:transportation trans:transport ctr:center cntr:center centre:center defence:defense labour:labor chem:chemical " +
    "chems:chemicals elec:electric hosp:hospital acad:academy adm:administration admin:administration agri:agricultural bldg:building constr:construction " +
    "sec:securities secs:securities prop:properties props:properties res:research sci:science soc:society tel:telephone rly:railway rlwy:railway " +
    "shpg:shipping trdg:trading hk:hong_kong uk:united_kingdom us:united_states usa:united_states uae:united_arab_emirates prc:china st:saint mt:mount ft:fort"
  )
    .split(" ")
    .map((entry) => {
      const [short = "", long = ""] = entry.split(":");
      return [short, long.split("_")] as const;
    }),
);

/** The word or words that a shortened word stands for; any other word is itself. */
export function longWord(word: string): readonly string[] {
  return ABBREVIATIONS.get(word) ?? [word];
}

/** States in one English word, and their adjectives where names use them: two of them are never a slip of the pen. */
const COUNTRIES = new Set(
  (
    "afghanistan albania algeria andorra angola argentina armenia australia austria azerbaijan bahamas bahrain bangladesh barbados belarus belgium belize benin " +
    "bhutan bolivia botswana brazil brunei bulgaria burundi cambodia cameroon canada chad chile china colombia comoros congo croatia cuba cyprus czechia denmark " +
    "djibouti dominica ecuador egypt eritrea estonia eswatini ethiopia fiji finland france gabon gambia georgia germany ghana greece grenada guatemala guinea guyana " +
    "haiti honduras hungary iceland india indonesia iran iraq ireland israel italy jamaica japan jordan kazakhstan kenya kiribati korea kosovo kuwait kyrgyzstan laos " +
    "latvia lebanon lesotho liberia libya liechtenstein lithuania luxembourg madagascar malawi malaysia maldives mali malta mauritania mauritius mexico moldova monaco " +
    "mongolia montenegro morocco mozambique myanmar namibia nauru nepal netherlands nicaragua niger nigeria norway oman pakistan palau palestine panama paraguay peru " +
    "philippines poland portugal qatar romania russia rwanda samoa senegal serbia seychelles singapore slovakia slovenia somalia spain sudan suriname sweden switzerland " +
    "syria taiwan tajikistan tanzania thailand togo tonga tunisia turkey turkmenistan tuvalu uganda ukraine uruguay uzbekistan vanuatu venezuela vietnam yemen zambia zimbabwe " +
    "america austrian australian iranian iraqi indian indonesian nigerian slovak slovenian swedish swiss"
  ).split(" "),
);

export function isCountry(word: string): boolean {
  return COUNTRIES.has(word);
}

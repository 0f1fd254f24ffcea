/** Who may do what, as one table. Pages, commands and the route matrix read it; docs/operations.md prints it. */
export const ROLES = {
  triage: { side: "agency", zh: "分流员", en: "Triage officer" },
  case_officer: { side: "agency", zh: "承办人", en: "Case officer" },
  reviewer: { side: "agency", zh: "复核人", en: "Reviewer" },
  supervisor: { side: "agency", zh: "主管", en: "Supervisor" },
  auditor: { side: "agency", zh: "审计员", en: "Auditor" },
  lender: { side: "institution", zh: "机构成员", en: "Institution member" },
} as const;
export type RoleName = keyof typeof ROLES;

export const PERMISSIONS = {
  "case.read": ["triage", "case_officer", "reviewer", "supervisor", "auditor"],
  "complaint.triage": ["triage", "case_officer", "supervisor"],
  "complaint.reveal": ["triage", "case_officer", "reviewer", "supervisor"],
  /** Merge, split and take apart cases, and answer the review queue. */
  "case.merge": ["case_officer", "reviewer", "supervisor"],
  /** Agree with another agency on who leads against one operator. */
  "case.lead": ["supervisor"],
  "decision.propose": ["case_officer", "supervisor"],
  "decision.emergency": ["case_officer", "supervisor"],
  "notice.record": ["case_officer", "supervisor"],
  "decision.approve": ["reviewer", "supervisor"],
  "audit.read": ["auditor", "supervisor"],
  "session.revoke": ["supervisor"],
  /** Issue the agency's API keys, see their use, revoke them. */
  "key.manage": ["supervisor"],
  /** Put a version of the matching model in force. */
  "model.adopt": ["supervisor"],
  /** Record how many accounts an institution has. */
  "exposure.record": ["case_officer", "supervisor"],
  /** See what a month's ratings would be before they are published. */
  "rating.preview": ["case_officer", "reviewer", "supervisor"],
  /** Count or dismiss what was held back from a rating. */
  "rating.review": ["case_officer", "reviewer", "supervisor"],
  "clock.move": ["triage", "case_officer", "reviewer", "supervisor", "auditor"],
  "institution.read_own": ["lender"],
} as const satisfies Record<string, readonly RoleName[]>;
export type Permission = keyof typeof PERMISSIONS;

export function permissionsOf(role: RoleName): ReadonlySet<Permission> {
  const held = (Object.keys(PERMISSIONS) as Permission[]).filter((p) =>
    (PERMISSIONS[p] as readonly RoleName[]).includes(role),
  );
  return new Set(held);
}

export function isRole(value: string): value is RoleName {
  return Object.hasOwn(ROLES, value);
}

/** Why an officer may look at personal data; the purpose is stored with the access row. */
export const REVEAL_PURPOSES = {
  contact_reporter: { zh: "联系举报人核实", en: "Contact the reporter to verify" },
  establish_facts: { zh: "查明事实", en: "Establish the facts" },
  serve_notice: { zh: "送达通知", en: "Serve a notice" },
  handle_objection: { zh: "处理异议", en: "Handle an objection" },
} as const;
export type RevealPurpose = keyof typeof REVEAL_PURPOSES;

import { uuidv7 } from "uuidv7";
import { insertRows, type Row } from "#db/rows.ts";
import type { TestDatabase } from "#db/testing/database.ts";
import type { LinkKind } from "#domain/matching/campaigns/link-kinds.ts";
import type { TestContext } from "./context.ts";

/** A report as matching sees it. Numbers are canonical keys; 400 numbers are public. */
export type SceneReport = {
  readonly reporter: string;
  readonly numbers?: readonly string[];
  readonly callback?: string;
  readonly payee?: string;
  readonly im?: string;
  readonly domain?: string;
  readonly signature?: string;
  readonly script?: string;
  readonly daysAgo: number;
};
type Placed = SceneReport & { readonly id: string };
export type SceneWriter = {
  /** Writes the reports with their identifiers, traits and keys; returns their ids. */
  report(reports: readonly SceneReport[]): Promise<Placed[]>;
  /** Opens a case of these reports; a campaign takes their keys, a caller case its number. */
  open(options: {
    readonly kind: "campaign" | "caller";
    readonly agencyId: string;
    readonly members: readonly Placed[];
    readonly number?: string;
    readonly rule?: string;
    readonly weights?: unknown;
  }): Promise<string>;
};

const DAY_MS = 86_400_000;
const SEALED = Buffer.from("sealed");

/** Writes campaigns as matching leaves them, without matching: rows only. */
export function campaignScene({ keys, now }: TestContext, { owner }: TestDatabase): SceneWriter {
  const insert = (table: string, rows: readonly Row[], tail = "") =>
    insertRows(owner as never, table, rows, tail);
  const index = (key: string) => keys.blindIndex("number", key);
  const at = (report: SceneReport) => new Date(now.getTime() - report.daysAgo * DAY_MS);
  const source = (report: SceneReport) => keys.blindIndex("reporter", report.reporter);
  const keyOf = (kind: string, value: string) => keys.blindIndex("match", `${kind}|${value}`);

  const identifiersOf = (report: Placed): Row[] => {
    const row = (kind: string, role: string, value: Buffer, clear: string | null): Row => ({
      complaint_id: report.id,
      id: uuidv7(),
      kind,
      role,
      value_index: value,
      public_value: clear,
      value_sealed: clear === null ? SEALED : null,
      flags: [],
      occurred_at: null,
      key_version: 1,
    });
    const shown = (key: string) => (key.startsWith("+86400") ? key : null);
    return [
      ...(report.numbers ?? []).map((key) => row("mobile", "displayed", index(key), shown(key))),
      ...(report.callback ? [row("mobile", "callback", index(report.callback), shown(report.callback))] : []),
      ...(report.domain ? [row("domain", "link", index(`domain:${report.domain}`), report.domain)] : []),
      ...(report.signature
        ? [row("sms_signature", "signature", index(`signature:${report.signature}`), report.signature)]
        : []),
      ...(report.payee
        ? [row("payee_account", "payee_account", keys.blindIndex("payee", report.payee), null)]
        : []),
      ...(report.im ? [row("im_account", "im_account", keys.blindIndex("payee", report.im), null)] : []),
    ];
  };
  const tiesOf = (report: SceneReport): [LinkKind, string][] => [
    ...[...new Set(report.numbers)].map((key): [LinkKind, string] => ["number", key]),
    ...(["callback", "payee", "im", "domain", "signature"] as const).flatMap((kind): [LinkKind, string][] => {
      const value = report[kind];
      return value ? [[kind, value]] : [];
    }),
  ];

  return {
    report: async (reports) => {
      const placed = reports.map((report) => ({ ...report, id: uuidv7() }));
      const [agency] = await owner<{ id: string }[]>`select id from agencies order by created_at, id limit 1`;
      await insert(
        "complaints",
        placed.map((report) => ({
          id: report.id,
          agency_ids: [agency?.id],
          source: "web",
          received_at: at(report),
          reporter_index: source(report),
          key_version: 1,
          matter: "scam",
          channel: "sms",
          relationship: "NEVER_BORROWED",
          mode: "anonymous_receipt",
          language: "zh-CN",
          country: "CN",
          region: null,
          severity: 3,
          severity_reasons: [],
          first_incident_at: null,
          facts: {},
          told_sealed: SEALED,
          contact_sealed: null,
          claimed_institution_id: null,
          claimed_match: "not-claimed",
          content_hash: SEALED,
        })),
      );
      await insert(
        "complaint_states",
        placed.map((report) => ({
          complaint_id: report.id,
          agency_ids: [agency?.id],
          status: "screening",
          reason: null,
          message: null,
          updated_at: now,
        })),
      );
      await insert("complaint_identifiers", placed.flatMap(identifiersOf));
      const numbers = [...new Set(placed.flatMap((report) => report.numbers ?? []))];
      await insert(
        "number_keys",
        numbers.map((key) => {
          const isPublic = key.startsWith("+86400");
          const hexIndex = index(key).toString("hex");
          return {
            number_index: index(key),
            key_version: 1,
            country: "CN",
            kind: isPublic ? "service_400" : "mobile",
            visibility: isPublic ? "public" : "restricted",
            public_key: isPublic ? key : null,
            key_sealed: keys.sealWithMaster({ table: "number_keys", column: "key", row: hexIndex }, key),
            epoch: 1,
            case_id: null,
            agency_id: null,
            created_at: now,
          };
        }),
        "on conflict do nothing",
      );
      const scripts = [...new Set(placed.flatMap((report) => report.script ?? []))];
      await insert(
        "scripts",
        scripts.map((text) => ({
          id: keyOf("script", text),
          sketch: SEALED,
          group_id: keyOf("script", text),
          first_at: now,
        })),
        "on conflict do nothing",
      );
      await insert(
        "complaint_traits",
        placed.map((report) => ({
          complaint_id: report.id,
          at: at(report),
          script_id: report.script ? keyOf("script", report.script) : null,
          institution_id: null,
          network_index: null,
          blocks: [],
        })),
      );
      await insert(
        "complaint_links",
        placed.flatMap((report) =>
          tiesOf(report).map(([kind, value]) => ({
            key: keyOf(kind, value),
            complaint_id: report.id,
            source_index: source(report),
          })),
        ),
      );
      await insert(
        "link_keys",
        [...new Map(placed.flatMap(tiesOf).map((tie) => [tie.join("|"), tie])).values()].map(
          ([kind, value]) => ({
            key: keyOf(kind, value),
            kind,
            case_id: null,
            complaints: 0,
            is_common: false,
          }),
        ),
        "on conflict do nothing",
      );
      await owner`update link_keys k set complaints = (select count(*) from complaint_links l where l.key = k.key)`;
      return placed;
    },
    open: async ({ kind, agencyId, members, number, rule = "payee", weights = {} }) => {
      const id = uuidv7();
      const times = members.map((member) => at(member).getTime());
      await insert("cases", [
        {
          id,
          agency_id: agencyId,
          jurisdiction: "",
          reference:
            `${kind === "campaign" ? "G" : "C"}2026-${id.slice(-9, -4)}-${id.slice(-4)}`.toUpperCase(),
          kind,
          state: "triage",
          country: "CN",
          number_index: number ? index(number) : null,
          number_kind: number ? "mobile" : null,
          epoch: 1,
          subject_sealed: number
            ? keys.sealWithMaster({ table: "cases", column: "subject", row: id }, number)
            : null,
          key_version: 1,
          opened_at: now,
          first_report_at: new Date(Math.min(...times)),
          last_report_at: new Date(Math.max(...times)),
          complaint_count: members.length,
          source_count: new Set(members.map((member) => member.reporter)).size,
          severity_max: 3,
          heat: 150,
          review_due_at: now,
          updated_at: now,
        },
      ]);
      const judged = members.map((member) => ({ member, judgementId: uuidv7() }));
      await insert(
        "case_judgements",
        judged.map(({ member, judgementId }) => ({
          case_id: id,
          id: judgementId,
          complaint_id: member.id,
          verdict: "join",
          by_kind: kind === "campaign" ? "model" : "rule",
          by_id: null,
          rule: kind === "campaign" ? rule : "number-exact",
          reason: null,
          weights,
          model_version: "test-1",
          at: now,
        })),
      );
      await insert(
        "case_members",
        judged.map(({ member, judgementId }) => ({
          case_id: id,
          complaint_id: member.id,
          judgement_id: judgementId,
          source_index: source(member),
          reported_at: at(member),
          severity: 3,
          region: null,
        })),
      );
      const ids = members.map((member) => member.id);
      if (kind === "campaign")
        await owner`update link_keys set case_id = ${id} where key in (select key from complaint_links where complaint_id = any(${ids}::uuid[]))`;
      if (number)
        await owner`update number_keys set case_id = ${id}, agency_id = ${agencyId} where number_index = ${index(number)}`;
      return id;
    },
  };
}

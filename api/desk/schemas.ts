import * as z from "zod";
import { LINK_KINDS, type LinkKind } from "#domain/matching/campaigns/link-kinds.ts";

/** What the desk's routes answer, for their description: domain/cases/membership.ts holds the types. */

const words = (zh: string, en: string) => ({ description: `${zh} / ${en}` });
const linkKind = z.enum(Object.keys(LINK_KINDS) as [LinkKind, ...LinkKind[]]);
const bits = z.number();

const waterfall = z
  .object({
    prior: bits.meta(words("任取两件举报的起点，比特", "The odds before any evidence, in bits")),
    steps: z.array(
      z.object({
        kind: linkKind,
        bits: bits.meta(words("这一项说明多少，比特", "What this tie says, in bits")),
        complaints: z
          .int()
          .meta(words("判断当时有这一项的举报数", "Reports that carried it when it was judged")),
        label: z.string().nullable(),
        from: bits.meta(words("加上这一项之前的合计", "The sum before it")),
        to: bits.meta(words("加上这一项之后的合计", "The sum after it")),
      }),
    ),
    total: bits,
    probability: z.number().min(0).max(1),
  })
  .meta({ id: "Waterfall", ...words("依据逐项相加，最强的在前", "Ties added up, strongest first") });

export const membershipAnswer = z
  .object({
    complaintId: z.uuid(),
    reference: z.string().meta(words("案件编号", "The case's reference")),
    judgement: z.object({
      byKind: z.enum(["rule", "model", "person"]),
      by: z.string().nullable().meta(words("作出判断的人", "The person who judged")),
      rule: z.string(),
      reason: z.string().nullable(),
      at: z.iso.datetime(),
      modelVersion: z.string(),
    }),
    waterfall: waterfall
      .nullable()
      .meta(words("规则或人员判断的没有", "Null where a rule or a person judged")),
    reports: z
      .object({ count: z.int(), isEstimate: z.boolean() })
      .meta(words("全部举报数，稀有程度以此为底", "All reports: what a tie is rare among")),
  })
  .meta({ id: "MembershipEvidence", ...words("一件举报为何属于本案", "Why a report belongs to a case") });

export const pathAnswer = z
  .discriminatedUnion("kind", [
    z.object({
      kind: z.literal("path"),
      to: z.uuid(),
      steps: z.array(
        z.object({
          from: z.uuid(),
          to: z.uuid(),
          kind: linkKind,
          complaints: z.int(),
          label: z
            .string()
            .nullable()
            .meta(
              words(
                "公开的值；个人号码只留两端；账户封存为空",
                "Public values in clear, private numbers by their ends, accounts null",
              ),
            ),
        }),
      ),
    }),
    z.object({ kind: z.literal("none"), to: z.uuid() }),
  ])
  .meta({
    id: "EvidencePath",
    ...words(
      "最短的证据链；none 表示两件都在案内，但没有共同的号码、账户、网址或话术",
      "The shortest chain; `none`: both are in the case and nothing they carry ties them",
    ),
  });

/**
 * The contact of RFC 8688 as a jCard (RFC 7095): where whoever finds a call blocked objects. It names the entry and
 * never the number. A carrier signs it (JWS) with the certificate its calls are signed with; the portal has none.
 */
export function redressCard(entryId: string, publicUrl: string): readonly unknown[] {
  const url = `${publicUrl}/objections?entry=${entryId}`;
  return [
    "vcard",
    [
      ["version", {}, "text", "4.0"],
      ["kind", {}, "text", "org"],
      ["uid", {}, "uri", `urn:uuid:${entryId}`],
      ["fn", { language: "zh-CN" }, "text", "明鉴 异议与申诉"],
      ["fn", { language: "en" }, "text", "Mingjian objections and appeals"],
      ["org", {}, "text", "明鉴 Mingjian"],
      [
        "note",
        { language: "zh-CN" },
        "text",
        "来电因名录条目被拦截或标注。认为有误的，凭条目编号在此提出异议，无需费用。",
      ],
      [
        "note",
        { language: "en" },
        "text",
        "The call was blocked or labelled because of a registry entry. If that is wrong, object here with the entry's id; it is free.",
      ],
      ["url", { language: "zh-CN" }, "uri", url],
      ["url", { language: "en" }, "uri", url.replace(`${publicUrl}/`, `${publicUrl}/en/`)],
    ],
  ];
}

import type { QueryAnswer } from "#commands/registry/look-up-query.ts";
import type { MessageAnswer } from "#components/look-up/message-verdict.tsx";
import type { NameAnswer } from "#components/look-up/name-answer.tsx";

/** What the page shows of a message taken apart. */
export function messageOf({ shape, numbers, signature, links, apps, named }: QueryAnswer): MessageAnswer {
  return {
    shape: shape === "link" || shape === "signature" || shape === "app" ? shape : "message",
    numbers: numbers.map(({ answer }) => answer),
    signature: signature && {
      ...signature,
      claimed: signature.claimed.institution,
      candidates: signature.claimed.candidates.length,
    },
    links,
    apps,
    named,
  };
}

export function nameOf({ written, candidates, match }: NonNullable<QueryAnswer["name"]>): NameAnswer {
  return { written, candidates, match };
}

"use client";
import { useParams } from "next/navigation";
import en from "#messages/en/signin.json" with { type: "json" };
import { localeHref } from "#messages/locale.ts";
import zh from "#messages/zh-CN/signin.json" with { type: "json" };

type Props = { error: Error & { digest?: string }; retry: () => void };

/** Something broke on our side. A client component by Next's rule, so it carries only its own words. */
export default function DeskFailed({ error, retry }: Props) {
  const isEnglish = useParams().locale === "en";
  const words = isEnglish ? en.error : zh.error;
  return (
    <main id="main" className="frame main" tabIndex={-1}>
      <div className="column flow">
        <h1>{words.title}</h1>
        <p>{words.body}</p>
        <p className="row">
          <button type="button" className="button button-primary" onClick={() => retry()}>
            {words.retry}
          </button>
          <a href={localeHref(isEnglish ? "en" : "zh-CN", "/desk")}>{words.back}</a>
        </p>
        {error.digest && <p className="muted small">{words.reference.replace("{digest}", error.digest)}</p>}
      </div>
    </main>
  );
}

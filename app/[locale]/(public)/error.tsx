"use client";
import { useParams } from "next/navigation";
import en from "#messages/en/errors.json";
import zh from "#messages/zh-CN/errors.json";

type Props = { error: Error & { digest?: string }; retry: () => void };

/** Something broke on our side. A client component by Next's rule, so it carries only its own words. */
export default function FailedPage({ error, retry }: Props) {
  const words = useParams().locale === "en" ? en.failed : zh.failed;
  return (
    <main id="main" className="frame main" tabIndex={-1}>
      <div className="column flow">
        <h1>{words.title}</h1>
        <p>{words.body}</p>
        <p>
          <button type="button" className="button button-primary" onClick={() => retry()}>
            {words.retry}
          </button>
        </p>
        <p>{words.urgent}</p>
        {error.digest && <p className="muted small">{words.reference.replace("{digest}", error.digest)}</p>}
      </div>
    </main>
  );
}

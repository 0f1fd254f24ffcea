"use client";
import "./globals.css";
import en from "#messages/en/errors.json";
import zh from "#messages/zh-CN/errors.json";

type Props = { error: Error & { digest?: string } };

/** The last resort, when even the layout failed: no locale is known, so both languages stand on the page. */
export default function GlobalError({ error }: Props) {
  return (
    <html lang="zh-CN">
      <body>
        <main className="frame main flow">
          <h1>{zh.failed.title}</h1>
          <p>{zh.failed.body}</p>
          <p>{zh.failed.urgent}</p>
          <div lang="en" className="flow">
            <h2>{en.failed.title}</h2>
            <p>{en.failed.body}</p>
            <p>{en.failed.urgent}</p>
          </div>
          {error.digest && <p className="muted small">{error.digest}</p>}
        </main>
      </body>
    </html>
  );
}

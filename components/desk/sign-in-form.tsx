"use client";
import { signIn } from "next-auth/react";
import { type FormEvent, useState } from "react";
import { ErrorSummary } from "../forms/error-summary.tsx";
import { TextField } from "../forms/text-field.tsx";
import { Button } from "../ui/button.tsx";

type Props = {
  /** A path of this site. */
  next: string;
  words: Record<
    | "email"
    | "password"
    | "totp"
    | "totpHint"
    | "submit"
    | "failed"
    | "missing"
    | "unreachable"
    | "errorTitle",
    string
  >;
};

/** E-mail, password and one-time code in one step; whatever is wrong, the answer is the same one sentence. */
export function SignInForm({ next, words }: Props) {
  const [problem, setProblem] = useState<{ field: string; message: string } | null>(null);
  const [isPending, setPending] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isPending) return;
    const data = new FormData(event.currentTarget);
    const given = {
      email: textOf(data, "email"),
      password: textOf(data, "password"),
      totp: textOf(data, "totp"),
    };
    const empty = Object.entries(given).find(([, value]) => value === "");
    if (empty) return setProblem({ field: empty[0], message: words.missing });
    setPending(true);
    try {
      const answer = await signIn("credentials", { ...given, redirect: false });
      if (answer?.ok && !answer.error) return window.location.assign(next);
      setProblem({ field: "email", message: words.failed });
    } catch {
      setProblem({ field: "email", message: words.unreachable });
    }
    setPending(false);
  }

  return (
    <form method="post" onSubmit={submit} noValidate>
      <ErrorSummary title={words.errorTitle} errors={problem ? { [problem.field]: problem.message } : NONE} />
      <div className="form-fields">
        <TextField id="email" label={words.email} type="email" autoComplete="username" spellCheck={false} />
        <TextField id="password" label={words.password} type="password" autoComplete="current-password" />
        <TextField
          id="totp"
          label={words.totp}
          hint={words.totpHint}
          inputMode="numeric"
          autoComplete="one-time-code"
          width="short"
        />
      </div>
      <div className="form-actions">
        <Button aria-disabled={isPending || undefined}>{words.submit}</Button>
      </div>
    </form>
  );
}

const NONE = {};

/** A password is sent as it was typed; only the others lose spaces around them. */
function textOf(data: FormData, name: string): string {
  const value = data.get(name);
  if (typeof value !== "string") return "";
  return name === "password" ? value : value.trim();
}

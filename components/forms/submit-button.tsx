"use client";
import type { ReactNode } from "react";
import { useFormStatus } from "react-dom";

type Props = { children: ReactNode; variant?: "primary" | "plain" | "danger"; name?: string; value?: string };

/** Ignores the second press while the first is on its way; without script it is a plain submit button. */
export function SubmitButton({ children, variant = "primary", name, value }: Props) {
  const { pending } = useFormStatus();
  return (
    <button
      type="submit"
      name={name}
      value={value}
      className={`button button-${variant}`}
      aria-disabled={pending || undefined}
      onClick={(event) => {
        if (pending) event.preventDefault();
      }}
    >
      {children}
    </button>
  );
}

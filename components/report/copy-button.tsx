"use client";
import { useEffect, useState } from "react";

type Props = { text: string; label: string; done: string };

/** Copies a text. Not there without script, where it could do nothing. */
export function CopyButton({ text, label, done }: Props) {
  const [canCopy, setCanCopy] = useState(false);
  const [isDone, setDone] = useState(false);
  useEffect(() => setCanCopy("clipboard" in navigator), []);
  if (!canCopy) return null;
  return (
    <>
      <button
        type="button"
        className="button button-plain"
        onClick={() => navigator.clipboard.writeText(text).then(() => setDone(true))}
      >
        {label}
      </button>
      <span role="status">{isDone ? done : ""}</span>
    </>
  );
}

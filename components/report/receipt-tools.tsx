"use client";
import { useEffect, useState } from "react";

type Props = { receipt: string; words: { copy: string; copied: string; print: string } };

/** Copying and printing. Not there without script, where the buttons could do nothing. */
export function ReceiptTools({ receipt, words }: Props) {
  const [isReady, setReady] = useState(false);
  const [isCopied, setCopied] = useState(false);
  useEffect(() => setReady(true), []);
  if (!isReady) return null;
  return (
    <div className="form-actions">
      {"clipboard" in navigator && (
        <button
          type="button"
          className="button button-plain"
          onClick={() => navigator.clipboard.writeText(receipt).then(() => setCopied(true))}
        >
          {words.copy}
        </button>
      )}
      <button type="button" className="button button-plain" onClick={() => window.print()}>
        {words.print}
      </button>
      <span role="status">{isCopied ? words.copied : ""}</span>
    </div>
  );
}

"use client";
import { useEffect, useState } from "react";

/** Not there without script: every browser has its own way to print. */
export function PrintButton({ label }: { label: string }) {
  const [canPrint, setCanPrint] = useState(false);
  useEffect(() => setCanPrint(true), []);
  if (!canPrint) return null;
  return (
    <button type="button" className="button button-plain" onClick={() => window.print()}>
      {label}
    </button>
  );
}

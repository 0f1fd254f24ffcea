"use client";
import { useEffect, useState } from "react";

type Props = {
  /** The textarea counted. */
  fieldId: string;
  max: number;
  /** Shown before typing and without script: 最多 4000 个字. */
  limit: string;
  /** Templates with [count] in place of the number. */
  remaining: string;
  over: string;
};

/** People may exceed the limit and are then told by how much; silent until three quarters are used. */
export function CharacterCount({ fieldId, max, limit, remaining, over }: Props) {
  const [length, setLength] = useState<number | null>(null);

  useEffect(() => {
    const field = document.getElementById(fieldId);
    if (!(field instanceof HTMLTextAreaElement)) return;
    const count = () => setLength([...field.value].length);
    count();
    field.addEventListener("input", count);
    return () => field.removeEventListener("input", count);
  }, [fieldId]);

  const left = length === null ? max : max - length;
  const isOver = left < 0;
  const text =
    length === null || length < max * 0.75
      ? limit
      : (isOver ? over : remaining).replace("[count]", String(Math.abs(left)));
  return (
    <p id={`${fieldId}-count`} className="field-count" data-over={isOver ? "" : undefined} aria-live="polite">
      {text}
    </p>
  );
}

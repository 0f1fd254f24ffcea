"use client";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";

/**
 * A next page reached by script begins where a loaded page does: at its top, with the focus at its beginning. Otherwise
 * the keyboard and the screen reader stay at a button that is gone.
 */
export function PageStart() {
  const path = usePathname();
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    document.getElementById("main")?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [path]);
  return null;
}

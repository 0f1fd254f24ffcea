"use client";
import { type MouseEvent, useEffect, useState } from "react";

type Props = {
  href: string;
  label: string;
  /** Said to screen readers while Shift is being pressed. */
  pressed: { once: string; twice: string };
};

const TIMES = 3;
const WITHIN_MS = 5_000;

/**
 * For somebody who must not be seen reporting: goes to a harmless page at once and puts it in this page's place in the
 * history. Without script it is a link to that page.
 */
export function ExitPage({ href, label, pressed }: Props) {
  const [presses, setPresses] = useState(0);

  useEffect(() => {
    let count = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const forget = () => {
      count = 0;
      setPresses(0);
    };
    const onKey = (event: KeyboardEvent) => {
      clearTimeout(timer);
      if (event.key !== "Shift") return forget();
      if (event.repeat) return;
      count += 1;
      setPresses(count);
      if (count >= TIMES) leave(href);
      else timer = setTimeout(forget, WITHIN_MS);
    };
    // Coming back by the browser's own cache must not show the covered page.
    const onShow = () => document.documentElement.removeAttribute("data-left");
    document.addEventListener("keyup", onKey);
    window.addEventListener("pageshow", onShow);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("keyup", onKey);
      window.removeEventListener("pageshow", onShow);
    };
  }, [href]);

  const onClick = (event: MouseEvent) => {
    event.preventDefault();
    leave(href);
  };
  return (
    <div className="exit-page no-print">
      <a className="button button-plain button-small" href={href} rel="nofollow noreferrer" onClick={onClick}>
        {label}
      </a>
      <span className="visually-hidden" role="status">
        {presses === 1 ? pressed.once : presses === 2 ? pressed.twice : ""}
      </span>
    </div>
  );
}

/** The page goes blank before the other one has loaded: that may take seconds on a phone. */
function leave(href: string) {
  document.documentElement.setAttribute("data-left", "");
  document.title = " ";
  window.location.replace(href);
}

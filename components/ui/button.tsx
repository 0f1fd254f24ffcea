import type { ComponentProps } from "react";

type Look = { variant?: "primary" | "plain" | "danger" | "quiet"; size?: "normal" | "small" };

function look({ variant = "primary", size = "normal" }: Look, className?: string): string {
  return ["button", `button-${variant}`, size === "small" && "button-small", className]
    .filter(Boolean)
    .join(" ");
}

export function Button({
  variant,
  size,
  className,
  type = "submit",
  ...rest
}: Look & ComponentProps<"button">) {
  return <button type={type} className={look({ variant, size }, className)} {...rest} />;
}

export function ButtonLink({
  variant,
  size,
  className,
  ...rest
}: Look & ComponentProps<"a"> & { href: string }) {
  return <a className={look({ variant, size }, className)} {...rest} />;
}

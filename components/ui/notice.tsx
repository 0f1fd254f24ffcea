import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon.tsx";

type Kind = "info" | "warn" | "success" | "danger";
type Props = { kind?: Kind; title?: string; children?: ReactNode; isLive?: boolean };

const ICONS: Record<Kind, IconName> = {
  info: "info",
  warn: "warning",
  success: "official",
  danger: "listed",
};

/** A banner in the flow of the page. `isLive` announces it (after an action); leave it off for standing advice. */
export function Notice({ kind = "info", title, children, isLive }: Props) {
  return (
    <div className={`notice notice-${kind}`} role={isLive ? "status" : undefined}>
      <Icon name={ICONS[kind]} />
      <div>
        {title && <p className="notice-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}

import type { ReactNode } from "react";
import { Mark } from "./mark.tsx";

export type RailLink = { href: string; label: string; count?: string; isCurrent?: boolean };
export type RailGroup = { title?: string; links: readonly RailLink[] };

type Props = {
  brand: { href: string; label: string };
  navLabel: string;
  groups: readonly RailGroup[];
  /** Who is signed in, sign-out and the like; stands at the right of the top bar. */
  tools?: ReactNode;
  banner?: ReactNode;
  /** Below the links, such as a demonstration's clock. */
  railFooter?: ReactNode;
  children: ReactNode;
};

/** The officers' frame: top bar, left rail with counts, and the work beside it. On a phone the rail lies above the work. */
export function DeskShell({ brand, navLabel, groups, tools, banner, railFooter, children }: Props) {
  return (
    <div className="desk">
      <header>
        {banner}
        <div className="desk-top">
          <a className="brand" href={brand.href}>
            <Mark />
            <span>{brand.label}</span>
          </a>
          {tools && <div className="desk-tools">{tools}</div>}
        </div>
      </header>
      <div className="desk-frame">
        <nav className="rail" aria-label={navLabel}>
          {groups.map((group, index) => (
            <RailSection key={group.title ?? String(index)} group={group} />
          ))}
          {railFooter && <div className="rail-footer">{railFooter}</div>}
        </nav>
        <main id="main" className="desk-main" tabIndex={-1}>
          {children}
        </main>
      </div>
    </div>
  );
}

function RailSection({ group }: { group: RailGroup }) {
  return (
    <div className="rail-group">
      {group.title && <h2>{group.title}</h2>}
      <ul>
        {group.links.map((link) => (
          <li key={link.href}>
            <a href={link.href} aria-current={link.isCurrent ? "page" : undefined}>
              <span>{link.label}</span>
              {link.count !== undefined && <span className="rail-count">{link.count}</span>}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Title, count and tools of a list; stays in sight while the list scrolls. */
export function DeskBar({ title, count, children }: { title: string; count?: string; children?: ReactNode }) {
  return (
    <div className="desk-bar">
      <h1>{title}</h1>
      {count !== undefined && <span className="muted">{count}</span>}
      {children && <div className="desk-bar-tools">{children}</div>}
    </div>
  );
}

/** List on the left, the open case on the right; each scrolls by itself on a wide screen. */
export function SplitView({
  list,
  detail,
  detailLabel,
}: {
  list: ReactNode;
  detail: ReactNode;
  detailLabel: string;
}) {
  return (
    <div className="split">
      <div className="split-list">{list}</div>
      <section className="split-detail" aria-label={detailLabel}>
        {detail}
      </section>
    </div>
  );
}

export type WorkItem = {
  href: string;
  title: ReactNode;
  tags?: ReactNode;
  summary: string;
  /** Days or hours left, in words; `urgency` adds weight and an edge, never colour alone. */
  due?: { text: string; clock: string; urgency: "overdue" | "soon" | "later" };
  isCurrent?: boolean;
};

/** One line of work in a queue: what it is, why it matters, how long is left. */
export function WorkList({ items }: { items: readonly WorkItem[] }) {
  return (
    <ul className="work-list">
      {items.map((item) => (
        <li key={item.href}>
          <a
            href={item.href}
            aria-current={item.isCurrent ? "true" : undefined}
            data-urgency={item.due?.urgency}
          >
            <span className="work-main">
              <span className="work-title">
                <b>{item.title}</b> {item.tags}
              </span>
              <span className="work-summary">{item.summary}</span>
            </span>
            {item.due && (
              <span className="work-due">
                <b>{item.due.text}</b>
                <span>{item.due.clock}</span>
              </span>
            )}
          </a>
        </li>
      ))}
    </ul>
  );
}

export function Key({ children }: { children: string }) {
  return <kbd className="key">{children}</kbd>;
}

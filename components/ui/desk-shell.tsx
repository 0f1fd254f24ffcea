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

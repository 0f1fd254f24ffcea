import { Icon } from "./icon.tsx";

export function BackLink({ href, children }: { href: string; children: string }) {
  return (
    <a className="back-link" href={href}>
      <Icon name="back" />
      {children}
    </a>
  );
}

export type Crumb = { label: string; href: string };

/** Where this page belongs. The page itself is not repeated: its h1 says it. */
export function Breadcrumbs({ label, items }: { label: string; items: readonly Crumb[] }) {
  return (
    <nav className="breadcrumbs" aria-label={label}>
      <ol>
        {items.map((item) => (
          <li key={item.href}>
            <a href={item.href}>{item.label}</a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

export type Tab = { label: string; href: string; count?: string; isCurrent?: boolean };

/** Tabs are links: each view has its own address. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav className="tabs" aria-label={label}>
      <ul>
        {tabs.map((tab) => (
          <li key={tab.href}>
            <a href={tab.href} aria-current={tab.isCurrent ? "page" : undefined}>
              {tab.label}
              {tab.count !== undefined && <span className="tab-count">{tab.count}</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

type PageLinks = {
  label: string;
  previous?: { href: string; label: string };
  next?: { href: string; label: string };
  note?: string;
};

/** Keyset paging: there is a next and a previous, never a page number. Nothing is drawn when there is neither. */
export function Pagination({ label, previous, next, note }: PageLinks) {
  if (!previous && !next) return null;
  return (
    <nav className="pagination" aria-label={label}>
      {previous && (
        <a className="button button-plain" rel="prev" href={previous.href}>
          <Icon name="back" />
          {previous.label}
        </a>
      )}
      {note && <span className="muted small">{note}</span>}
      {next && (
        <a className="button button-plain" rel="next" href={next.href}>
          {next.label}
          <Icon name="forward" />
        </a>
      )}
    </nav>
  );
}

// The changes of a view as a feed, on a server and in a static site alike.

import { type FeedEntry, renderFeed } from '../../core/render/atom-feed.ts';
import { toSlug } from '../../core/text.ts';
import type { ChangeView, PortfolioView } from '../views/portfolio.ts';
import type { ProjectView } from '../views/project-row.ts';
import { formatViewName } from './dashboard.ts';
import { toLink } from './layout.ts';

const entriesShown = 50;

export interface FeedPlace {
  /** Where it is published; null: not known, and addresses in it are relative to its own. */
  readonly site: string | null;
  /** The address of the table. */
  readonly home: string;
  /** The address of a project's page; null: it has none. */
  pageOf(project: ProjectView): string | null;
}

export function renderViewFeed(view: PortfolioView, { site, home, pageOf }: FeedPlace): string {
  const toEntry = ({ name, from, to, at, oid, url, evidence, token }: ChangeView): FeedEntry => {
    const project = view.documents.flatMap(({ projects }) => projects).find((one) => one.token === token);
    const page = project === undefined ? null : pageOf(project);
    return {
      id: `${oid}/${toSlug(name)}`,
      title: `${name}: ${from} → ${to}`,
      at,
      link: toLink(url) ?? page ?? home,
      text: evidence,
    };
  };
  return renderFeed({
    title: `${formatViewName(view)}: status changes`,
    author: view.documents[0]?.repo?.split('/')[0] ?? 'Statusfolio',
    site,
    home,
    entries: view.changes.slice(0, entriesShown).map(toEntry),
    at: view.endAt ?? '1970-01-01T00:00:00.000Z',
  });
}

// The public dashboard as files, for hosts that run nothing: the views and pages of the server for somebody without
// credentials, behind the same gate. Addresses are relative, so that the site works in any folder of a host and from a
// disk; there is no form, no script and nothing of the owner's. The same state gives the same bytes.

import { html } from 'hono/html';
import { formatStatus } from '../core/messages/evidence.ts';
import { badgeStyles, renderBadge, toShieldsBadge } from '../core/render/badge.ts';
import { fingerprint, stripEnd } from '../core/text.ts';
import type { SiteFile, SiteRequest } from '../pipeline/site-files.ts';
import type { OwnerState } from '../ports/owners.ts';
import type { Store } from '../ports/store.ts';
import { favicon, readSocialImage, socialImagePath, stylesheetPath } from './assets/assets.ts';
import { stylesheet } from './assets/styles.ts';
import { mapAddresses, readBasePath, stripBasePath } from './base-path.ts';
import { formatViewName, renderDashboard, sumUp } from './pages/dashboard.ts';
import { renderViewFeed } from './pages/feed.ts';
import { type Page, renderHead, renderTail } from './pages/layout.ts';
import { renderProjectPage } from './pages/project.ts';
import { toStatusJson, toStatusJsonSchema } from './routes/status-api.ts';
import { readQuery } from './views/filter-rows.ts';
import { joinViews, type PortfolioView, readPortfolioView } from './views/portfolio.ts';
import { findProject, readProjectPage, toProjectPage, toPublicBadge } from './views/project.ts';

/** As the server's, without scripts and forms; `frame-ancestors` means nothing in a page. */
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'";

/** All files of the site; only badges where `visibility` is `badges`, none where it is `none`. */
export async function renderSite({ owners, isShown, portfolio, url }: SiteRequest): Promise<SiteFile[]> {
  const kept = owners.map((owner) => ({ ...owner, store: readOnce(owner.store, isShown) }));
  const view = await readView(kept, portfolio.privateDetails);
  const files = new Map<string, string | Uint8Array>();
  if (portfolio.visibility !== 'none') addBadges(view, files);
  if (portfolio.visibility === 'all') await addPages({ owners: kept, isShown, portfolio, url }, view, files);
  const encoder = new TextEncoder();
  return [...files].map(([path, text]) => ({ path, bytes: typeof text === 'string' ? encoder.encode(text) : text }));
}

/** Every page asks for the same lists. */
function readOnce(store: Store, isShown: SiteRequest['isShown']): Store {
  const once = <Value>(read: () => Promise<Value>): (() => Promise<Value>) => {
    let value: Promise<Value> | null = null;
    return () => (value ??= read());
  };
  return {
    ...store,
    listDocuments: once(async () => (await store.listDocuments()).filter(({ key }) => isShown(key))),
    listProjects: once(() => store.listProjects()),
    listPins: once(() => store.listPins()),
  };
}

/** A static site has no schedule, so the time of the next check is not known. */
async function readView(owners: readonly OwnerState[], permitted: readonly string[]): Promise<PortfolioView> {
  const views = owners.map(({ id, store }) => readPortfolioView(store, 'public', permitted, id));
  const view = joinViews(await Promise.all(views));
  return { ...view, documents: view.documents.map((document) => ({ ...document, nextCheckAt: null })) };
}

// ---- badges --------------------------------------------------------------------------------------------------------

/**
 * One in each style under every address that the server answers, and as data for shields.io. Where the repository is not
 * public, under the row's name alone: a list of files must not say what a visitor of the server would have to guess.
 */
function addBadges(view: PortfolioView, files: Map<string, string | Uint8Array>): void {
  const addresses = view.documents.flatMap(({ projects }) =>
    projects.flatMap(({ isOpen, addresses, address }) => (isOpen ? addresses : address === null ? [] : [address])),
  );
  for (const address of new Set(addresses)) {
    const [owner = '', slug = ''] = address.split('/');
    if (slug === '') continue;
    const badge = toPublicBadge(findProject(view, owner, slug));
    const name = toPath(address);
    files.set(`badges/${name}.svg`, renderBadge(badge));
    files.set(`badges/${name}.json`, JSON.stringify(toShieldsBadge(badge)));
    for (const style of badgeStyles) files.set(`badges/${style}/${name}.svg`, renderBadge(badge, 'auto', style));
  }
}

/** In bytes; file systems end at 255, and an ending follows. */
const maxNameLength = 200;

/** An address as a path that every host keeps: no name begins with a dot, and none is too long. */
function toPath(address: string): string {
  return address.split('/').map(toFileName).join('/');
}

function toFileName(name: string): string {
  const bytes = new TextEncoder().encode(name);
  const isLong = bytes.length > maxNameLength;
  if (!isLong && !name.startsWith('.')) return name;
  // Two names that are cut to the same must not be the same.
  const short = new TextDecoder().decode(bytes.slice(0, isLong ? maxNameLength : bytes.length)).replace(/\ufffd$/, '');
  return `${short.replace(/^\.+/, '_')}-${fingerprint(name)}`;
}

// ---- pages ---------------------------------------------------------------------------------------------------------

async function addPages(
  { owners, portfolio, url }: SiteRequest,
  view: PortfolioView,
  files: Map<string, string | Uint8Array>,
): Promise<void> {
  const site = url === null ? null : stripEnd(url, '/');
  const base = readBasePath(site);
  const projects = listPages(view);
  const places = new Map([
    ['/', 'index.html'],
    ['/feed.atom', 'feed.atom'],
    ['/api/status.json', 'status.json'],
    ['/favicon.svg', 'favicon.svg'],
    [stylesheetPath, stylesheetPath.slice(1)],
    ...projects.map(({ page, path }) => [page, path] as const),
  ]);
  const render = async (
    page: Omit<Page, 'actions' | 'policy'>,
    path: string,
    root = '../'.repeat(countFolders(path)),
  ) => {
    const text = `${await renderHead({ ...page, actions: null, policy }, base)}${await renderTail(null, base)}`;
    files.set(
      path,
      mapAddresses(withoutScripted(text), (address) => toRelative(stripBasePath(address, base), places, root)),
    );
  };
  const toAddress = (path: string) => (site === null ? null : `${site}/${path}`);

  files.set(stylesheetPath.slice(1), stylesheet);
  files.set(socialImagePath.slice(1), readSocialImage());
  files.set('favicon.svg', favicon);
  files.set('status.json', `${JSON.stringify(toStatusJson(view), null, 1)}\n`);
  files.set('status.schema.json', `${JSON.stringify(toStatusJsonSchema(), null, 1)}\n`);
  const pageOf = (project: PortfolioView['documents'][number]['projects'][number]) => {
    const path = places.get(toProjectPage(project) ?? '');
    return path === undefined ? null : (toAddress(encodePath(path)) ?? encodePath(path));
  };
  files.set('feed.atom', renderViewFeed(view, { site, home: toAddress('') ?? 'index.html', pageOf }));
  // Hosts that build pages of their own leave out what begins with an underscore.
  files.set('.nojekyll', '');

  const views = { read: async () => view, readVersion: async () => '' };
  for (const { page, path, address } of projects) {
    const found = await readProjectPage({ owners, views }, { portfolio }, 'public', address);
    if (found === null) throw new TypeError(`${page} is listed and cannot be found`);
    const { project } = found;
    await render(
      {
        title: project.name,
        description: `${project.name} is ${formatStatus(project.decision.status)}. ${project.evidence ?? ''}`.trim(),
        isListed: true,
        address: toAddress(encodePath(path)),
        body: renderProjectPage(found),
      },
      path,
    );
  }
  await render(
    {
      title: 'Not found',
      description: 'There is nothing at this address.',
      isListed: false,
      body: html`<div class="narrow"><h1>Not found</h1><p>There is nothing at this address. A project may have been renamed, or its row removed.</p><p><a href="/">Back to the table</a></p></div>`,
    },
    '404.html',
    // Shown at whatever address was asked for, however deep.
    site === null ? '' : `${base}/`,
  );
  await render(
    {
      title: formatViewName(view),
      description: `Every project with its status and the evidence for it: ${sumUp(view)}.`,
      isListed: true,
      address: toAddress(''),
      body: renderDashboard(view, readQuery(new URLSearchParams()), false),
    },
    'index.html',
  );
}

interface ListedPage {
  /** As the server has it: `/projects/ada/engine`. */
  readonly page: string;
  readonly path: string;
  readonly address: readonly [owner: string, slug: string];
}

function listPages({ documents }: PortfolioView): ListedPage[] {
  const pages = new Map<string, ListedPage>();
  for (const project of documents.flatMap(({ projects }) => projects)) {
    const page = toProjectPage(project);
    const [owner = '', slug = ''] = project.address?.split('/') ?? [];
    if (page === null || slug === '') continue;
    pages.set(page, { page, path: `projects/${toPath(`${owner}/${slug}`)}.html`, address: [owner, slug] });
  }
  return [...pages.values()];
}

/** null: the site has no such page. What selects rows is answered by a server alone. */
function toRelative(address: string, places: ReadonlyMap<string, string>, root: string): string | null {
  const [, page = '', query, fragment = ''] = /^([^?#]*)(\?[^#]*)?(#.*)?$/.exec(address) ?? [];
  const path = query === undefined ? places.get(page) : undefined;
  return path === undefined ? null : `${root}${encodePath(path)}${fragment}`;
}

/** What is shown by the script alone: a page that has none does not carry it. */
function withoutScripted(page: string): string {
  const [first = '', ...others] = page.split('<button type="button" class="link scripted"');
  const end = '</button>';
  return first + others.map((part) => part.slice(part.indexOf(end) + end.length)).join('');
}

function countFolders(path: string): number {
  return path.split('/').length - 1;
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

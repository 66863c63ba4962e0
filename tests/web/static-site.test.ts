// The public dashboard as files, beside what the server shows to somebody without credentials from the same store.

import { parse } from 'parse5';
import { describe, expect, it } from 'vitest';
import { readPortfolio } from '../../src/config/portfolio.ts';
import type { SiteFile } from '../../src/pipeline/site-files.ts';
import type { Store } from '../../src/ports/store.ts';
import { renderSite } from '../../src/web/static-site.ts';
import { buildApp, readJson, type TestApp } from './build-app.ts';
import { saveDocument } from './build-portfolio.ts';

const longName = '漢字の長い名前'.repeat(15);

async function buildSite(): Promise<TestApp> {
  const test = await buildApp({ audience: 'all' });
  await saveDocument(test.store, {
    projects: [
      { name: 'Analytical Engine', repo: 'ada/engine', status: 'running' },
      { name: 'Hidden files', repo: 'ada/.github', status: 'paused', text: '🟡 En pausa' },
      { name: longName, status: 'planned', text: '🔴 Planned' },
      { name: `${longName}!`, status: 'planned', text: '🔴 Planned' },
      { name: '..', status: 'planned', text: '🔴 Planned' },
      { name: '🟢', status: 'planned', text: '🔴 Planned' },
      { name: '<script>"x"', repo: 'ada/q', status: 'complete', text: '🟢 Complete' },
      { name: 'Own word', repo: 'ada/own', status: 'unknown', text: 'Beta' },
      { name: 'Secret work', repo: 'ada/secret', visibility: 'private', status: 'in_progress', text: '🟡 In Progress' },
    ],
    changes: [{ name: 'Analytical Engine' }],
  });
  await saveDocument(test.store, {
    repo: 'ada/hidden',
    isPublic: false,
    projects: [{ name: 'Hidden', repo: 'ada/hidden-project' }],
  });
  return test;
}

function render(
  store: Store,
  {
    visibility = 'all',
    url = null,
    isShown = () => true,
  }: { visibility?: string; url?: string | null; isShown?: (key: string) => boolean } = {},
) {
  const reading = readPortfolio(`visibility: ${visibility}\n`);
  if (reading.kind !== 'read') throw new Error('must be valid');
  return renderSite({ owners: [{ id: 'owner', store }], isShown, portfolio: reading.portfolio, url });
}

const textOf = (files: readonly SiteFile[], path: string) =>
  Buffer.from(files.find((file) => file.path === path)?.bytes ?? []).toString('utf8');

interface Node {
  readonly nodeName: string;
  readonly attrs?: readonly { readonly name: string; readonly value: string }[];
  readonly childNodes?: readonly Node[];
}
const listNodes = (node: Node): Node[] => [node, ...(node.childNodes ?? []).flatMap(listNodes)];
const listPages = (files: readonly SiteFile[]) =>
  files.map(({ path }) => path).filter((path) => path.endsWith('.html'));
const linksOf = (html: string) =>
  listNodes(parse(html) as Node).flatMap(({ attrs = [] }) =>
    attrs.filter(({ name }) => name === 'href' || name === 'src').map(({ value }) => value),
  );

const readableText = (html: string) =>
  listNodes(parse(html) as Node)
    .filter(({ nodeName }) => nodeName === '#text')
    .map((node) => String(Reflect.get(node, 'value')))
    .join(' ');

describe('a static site', () => {
  it('says no time by how long ago it was, which nobody would bring up to date', async () => {
    const { store } = await buildSite();
    const files = await render(store);
    for (const path of listPages(files)) {
      const html = textOf(files, path);
      expect([path, html.includes('<script')]).toEqual([path, false]);
      // A chart of 26 weeks is as long as it says.
      const relative =
        /\b(?:\d+ \w+ ago|yesterday|today|tomorrow|just now|in \d+ (?:minutes?|hours?|days?|months?))\b/i;
      expect([path, relative.exec(readableText(html))?.[0]]).toEqual([path, undefined]);
    }
    expect(listPages(files).length).toBeGreaterThan(5);
  });

  it('has the same bytes for the same state, and others when it changes', async () => {
    const { store } = await buildSite();
    const hash = (files: readonly SiteFile[]) =>
      files.map(({ path, bytes }) => `${path} ${Buffer.from(bytes).toString('base64')}`);
    const before = hash(await render(store));
    expect(hash(await render(store))).toEqual(before);
    await saveDocument(store, { projects: [{ name: 'Analytical Engine', repo: 'ada/engine', status: 'complete' }] });
    expect(hash(await render(store))).not.toEqual(before);
  });

  it('leads only to its own files, by relative addresses, and to https', async () => {
    const { store } = await buildSite();
    const files = await render(store);
    const paths = new Set(files.map(({ path }) => path));
    const pages = listPages(files);
    expect(pages.length).toBeGreaterThan(5);
    const reached = new Set<string>();
    for (const page of pages) {
      const links = linksOf(textOf(files, page)).filter((link) => !link.startsWith('#'));
      expect(links.length, page).toBeGreaterThan(2);
      for (const link of links.filter((one) => !one.startsWith('https://'))) {
        expect(link, page).not.toMatch(/^[/?]|^[a-z]+:/);
        const { pathname, origin } = new URL(link, `http://site.invalid/${page}`);
        expect(origin).toBe('http://site.invalid');
        reached.add(decodeURIComponent(pathname.slice(1)));
      }
    }
    expect([...reached].filter((path) => !paths.has(path))).toEqual([]);
    // Every page is found from the table.
    expect(pages.filter((page) => !reached.has(page))).toEqual(['404.html']);
  });

  it('has no form, no script, nothing of the owner, and says so in its policy', async () => {
    const { store } = await buildSite();
    const files = await render(store);
    for (const page of listPages(files)) {
      const text = textOf(files, page);
      const nodes = listNodes(parse(text) as Node);
      expect(
        nodes.map(({ nodeName }) => nodeName).filter((name) => /^(form|script|button|input|select)$/.test(name)),
      ).toEqual([]);
      expect(text).toMatch(/<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src/);
      expect(text).not.toMatch(/Sign in|>Operations<|Sync now|next check/);
    }
  });

  it('tells what the server tells everybody, and nothing more', async () => {
    const test = await buildSite();
    const files = await render(test.store);
    const server = await readJson<{ documents: { projects: unknown[] }[] }>(await test.get('/api/status.json'));
    const site = JSON.parse(textOf(files, 'status.json'));
    expect(site.documents.map(({ projects }: { projects: unknown }) => projects)).toEqual(
      server.documents.map(({ projects }) => projects),
    );
    expect(site.documents[0]).toMatchObject({ nextCheckAt: null, nextLookAt: null });
    const all = files.map(({ path, bytes }) => `${path}\n${Buffer.from(bytes).toString('utf8')}`).join('\n');
    expect(all).toContain('Secret work');
    expect(all).not.toMatch(/ada\/secret(?!-work)|hidden-project|ada\/hidden["/]/i);
    const engine = textOf(files, 'projects/ada/engine.html');
    const served = await (await test.get('/projects/ada/engine')).text();
    const mainOf = (text: string) =>
      /<main[^>]*>([\s\S]*)<\/main>/.exec(text)?.[1]?.replaceAll(/ href="[^"]*"|<button[^>]*>[^<]*<\/button>/g, '');
    expect(mainOf(engine)).toBe(mainOf(served));
  });

  it.each([
    ['none', 0],
    ['badges', 1],
    ['all', 2],
  ] as const)('is as public as "visibility: %s"', async (visibility, kinds) => {
    const { store } = await buildSite();
    const paths = (await render(store, { visibility })).map(({ path }) => path);
    const badges = paths.filter((path) => path.startsWith('badges/'));
    expect(new Set([badges.length > 0, badges.length < paths.length]).size === 1 ? badges.length : 1).toBe(
      kinds === 2 ? badges.length : kinds,
    );
    expect(paths.includes('index.html')).toBe(kinds === 2);
  });

  it('shows the documents that are named, and no others of the same memory', async () => {
    const { store } = await buildSite();
    await saveDocument(store, { repo: 'ada/other', projects: [{ name: 'Elsewhere', repo: 'ada/elsewhere' }] });
    const isShown = (key: string) => key === 'ada/ada:README.md@';
    const files = await render(store, { isShown });
    expect(files.map(({ path }) => path).filter((path) => path.includes('elsewhere'))).toEqual([]);
    expect(textOf(files, 'index.html')).not.toContain('Elsewhere');
  });

  it('has names that every file system and host keeps', async () => {
    const { store } = await buildSite();
    const paths = (await render(store)).map(({ path }) => path);
    expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(paths.length);
    for (const path of paths.filter((one) => one !== '.nojekyll')) {
      for (const name of path.split('/')) {
        expect(name).not.toMatch(/^\.|^$|[\\:*?"<>|\p{Cc}]/u);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
      }
    }
    expect(paths.filter((path) => /^projects\/ada\/_github-\w+\.html$/.test(path))).toHaveLength(1);
    expect(paths.filter((path) => path.startsWith('projects/ada/漢字'))).toHaveLength(1);
  });

  it('has a badge for every address of the server, in every style, with the owner’s own label', async () => {
    const test = await buildSite();
    const files = await render(test.store);
    for (const address of ['ada/engine', 'ada/analytical-engine', 'ada/own'])
      expect(textOf(files, `badges/${address}.svg`)).toBe(await (await test.get(`/badges/${address}.svg`)).text());
    for (const style of ['flat', 'flat-square', 'for-the-badge'])
      expect(textOf(files, `badges/${style}/ada/engine.svg`)).toBe(
        await (await test.get(`/badges/ada/engine.svg?style=${style}`)).text(),
      );
    const served = await readJson(await test.get('/badges/ada/engine.json'));
    expect({ ...JSON.parse(textOf(files, 'badges/ada/engine.json')), cacheSeconds: 300 }).toEqual(served);
    expect(files.map(({ path, bytes }) => [path, Buffer.from(bytes).toString()]).join()).toContain(
      'Hidden files: En pausa',
    );
  });

  it('says where it is published when it is told, in links from elsewhere alone', async () => {
    const { store } = await buildSite();
    const files = await render(store, { url: 'https://ada.github.io/me/' });
    const index = textOf(files, 'index.html');
    expect(index).toContain('<link rel="canonical" href="https://ada.github.io/me/">');
    expect(index).toMatch(/<meta property="og:image" content="https:\/\/ada\.github\.io\/me\/assets\/\w+\.png">/);
    expect(textOf(files, 'projects/ada/engine.html')).toContain(
      'href="https://ada.github.io/me/projects/ada/engine.html"',
    );
    const image = /content="https:\/\/ada\.github\.io\/me\/(assets\/\w+\.png)"/.exec(index)?.[1];
    expect(files.map(({ path }) => path)).toContain(image);
    expect(textOf(files, 'feed.atom')).toContain('<id>https://ada.github.io/me/feed.atom</id>');
    // At whatever depth a host shows it, its style and its way back are found.
    const links = linksOf(textOf(files, '404.html')).filter((link) => !link.startsWith('#'));
    expect(links.filter((link) => !link.startsWith('/me/'))).toEqual([]);
    expect(textOf(await render(store), '404.html')).not.toMatch(/(href|src)="\//);
  });

  it('has a feed whose addresses are relative while nobody knows where it is', async () => {
    const { store } = await buildSite();
    const feed = textOf(await render(store), 'feed.atom');
    expect(feed).toMatch(/<id>urn:statusfolio:feed:ada<\/id>/);
    expect(feed).toContain('<link rel="alternate" type="text/html" href="index.html"/>');
    expect(feed).not.toContain('rel="self"');
    expect(feed).not.toContain('null');
  });
});

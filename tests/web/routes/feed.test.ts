import { parseFragment } from 'parse5';
import { describe, expect, it } from 'vitest';
import { renderFeed } from '../../../src/core/render/atom-feed.ts';
import { hostileStrings } from '../../support/hostile-strings.ts';
import { eight, saveState } from '../../support/page-states.ts';
import { asOwner, buildApp } from '../build-app.ts';
import { saveDocument } from '../build-portfolio.ts';

describe('GET /feed.atom', () => {
  it('has one entry for each change, newest first, with its evidence and commit', async () => {
    const { get, store } = await buildApp({ audience: 'all', publicUrl: 'https://status.example.org' });
    await saveState(store, { scenes: eight });
    const response = await get('/feed.atom');
    expect(response.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
    const feed = await response.text();
    expect([...feed.matchAll(/<title>([^<]*)<\/title>/g)].map(([, title]) => title)).toEqual([
      'mara/mara: status changes',
      'signal-flags: 🟢 Running → ⚪ Archived',
      'sextant: 🟢 Running → 🟢 Maintained',
      'tide-tables: 🟡 In Progress → 🟢 Running',
    ]);
    expect(feed).toContain('<summary>Stable release v2.2.0 on 2026-06-24.</summary>');
    expect(feed).toMatch(/<id>tag:status\.example\.org,2026-06-24:1ba7f3c9e24+\/sextant<\/id>/);
    expect(feed).toContain('href="https://status.example.org/feed.atom"');
    expect((await get('/feed.atom', { 'If-None-Match': response.headers.get('etag') ?? '' })).status).toBe(304);
  });

  it('is its owner’s where not everything is public', async () => {
    for (const audience of ['none', 'badges'] as const) {
      const { get, store } = await buildApp({ audience });
      await saveState(store, { scenes: eight });
      expect((await get('/feed.atom')).status).toBe(401);
      const own = await get('/feed.atom', asOwner);
      expect([own.status, own.headers.get('cache-control')]).toEqual([200, 'no-store']);
    }
  });

  it('tells others nothing but the word of what is not public', async () => {
    const { get, store } = await buildApp({ audience: 'all' });
    await saveDocument(store, {
      projects: [{ name: 'engine', repo: 'ada/secret', visibility: 'private' }],
      changes: [{ evidence: 'CANARY' }],
    });
    const feed = await (await get('/feed.atom')).text();
    expect(feed).toContain('engine: 🟡 In Progress → 🟢 Running');
    expect(feed).not.toContain('CANARY');
  });

  it('tells others nothing at all of what no public document says any more', async () => {
    const { get, store } = await buildApp({ audience: 'all' });
    await saveDocument(store, {
      projects: [{ name: 'renamed', repo: 'ada/secret', visibility: 'private' }],
      changes: [{ name: 'CANARY' }],
    });
    expect(await (await get('/feed.atom')).text()).not.toContain('CANARY');
  });
});

describe('renderFeed', () => {
  const build = (text: string) =>
    renderFeed({
      home: 'https://status.example.org/',
      title: text,
      author: text,
      site: 'https://status.example.org',
      at: '2026-11-21T00:00:00Z',
      entries: [{ id: text, title: text, at: '2026-11-21T00:00:00Z', link: 'https://example.org/', text }],
    });
  const namesOf = (feed: string) =>
    JSON.stringify(parseFragment(feed), (key, value) =>
      ['parentNode', 'value', 'namespaceURI'].includes(key) ? undefined : value,
    );

  it('adds no element for any hostile text, and holds nothing that XML cannot', () => {
    const harmless = build('harmless');
    for (const text of hostileStrings) {
      const feed = build(text);
      expect(namesOf(feed).length, text).toBe(namesOf(harmless).length);
      expect(feed.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}\ufffe\uffff]/u);
    }
  });
});

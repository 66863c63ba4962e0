import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { labelColors } from '../../../src/core/render/badge.ts';
import { toSlug } from '../../../src/core/text.ts';
import { asOwner, buildApp, readJson } from '../build-app.ts';
import { saveDocument } from '../build-portfolio.ts';

async function buildBadges() {
  const test = await buildApp({ audience: 'badges' });
  await saveDocument(test.store, {
    projects: [
      { name: 'Analytical Engine', repo: 'ada/engine', status: 'running' },
      { name: 'Punch Cards', repo: 'ada/tools', folder: 'cards', status: 'paused', text: '🟡 Paused' },
      { name: 'Tools', repo: 'ada/tools', status: 'complete', text: '🟢 Complete' },
      { name: 'Notes', status: 'planned', text: '🔴 Planned' },
      { name: 'Own word', repo: 'ada/own', status: 'unknown', text: 'Beta' },
      { name: 'Secret work', repo: 'ada/secret', visibility: 'private', status: 'in_progress', text: '🟡 In Progress' },
    ],
  });
  await saveDocument(test.store, {
    repo: 'ada/hidden',
    isPublic: false,
    projects: [{ name: 'Hidden', repo: 'ada/hidden-project' }],
  });
  return test;
}

const messageOf = async (response: Response) => {
  const { label, message } = await readJson(response);
  return [label, message];
};

describe('a badge', () => {
  it('shows name and decided status as SVG, for proxies to keep five minutes', async () => {
    const { get } = await buildBadges();
    const response = await get('/badges/ada/engine.svg');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('public, max-age=300, s-maxage=300');
    expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(await response.text()).toContain('<title>Analytical Engine: Running</title>');
  });

  it('follows the endpoint schema of shields.io as JSON', async () => {
    const { get } = await buildBadges();
    const response = await get('/badges/ada/engine.json');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await response.json()).toEqual({
      schemaVersion: 1,
      label: 'Analytical Engine',
      message: 'Running',
      color: '#096a3d',
      cacheSeconds: 300,
    });
  });

  it.each([
    ['ada/engine', 'Analytical Engine', 'Running'],
    ['Ada/ENGINE', 'Analytical Engine', 'Running'],
    ['ada/analytical-engine', 'Analytical Engine', 'Running'],
    ['ada/tools', 'Tools', 'Complete'],
    ['ada/punch-cards', 'Punch Cards', 'Paused'],
    ['ada/notes', 'Notes', 'Planned'],
    ['ada/secret', 'Secret work', 'In Progress'],
  ])('is found at %s', async (address, label, message) => {
    const { get } = await buildBadges();
    expect(await messageOf(await get(`/badges/${address}.json`))).toEqual([label, message]);
  });

  it('is one and the same for whatever is not public, not known or not a status', async () => {
    const { get } = await buildBadges();
    const answers = new Set<string>();
    for (const slug of [
      'hidden-project',
      'hidden',
      'nothing',
      'own',
      'own-word',
      '..%2f..%2fetc',
      '%00',
      '<script>',
      'a%20b',
    ]) {
      const response = await get(`/badges/ada/${slug}.svg`);
      const headers = [...response.headers].filter(([name]) => name !== 'date');
      answers.add(JSON.stringify([response.status, headers, await response.text()]));
    }
    expect(answers.size).toBe(1);
    expect([...answers][0]).toContain('<title>status: unknown</title>');
  });

  it('is neutral for everybody while nothing is public, and its owner sees no other', async () => {
    const { get, store } = await buildApp({ audience: 'none' });
    await saveDocument(store, { projects: [{ name: 'engine', repo: 'ada/engine' }] });
    expect(await messageOf(await get('/badges/ada/engine.json', asOwner))).toEqual(['status', 'unknown']);
  });

  it('is not sent again while it is the same', async () => {
    const { get, store } = await buildBadges();
    const etag = (await get('/badges/ada/engine.svg')).headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[0-9a-f]+"$/);
    const again = await get('/badges/ada/engine.svg', { 'If-None-Match': etag });
    expect([again.status, await again.text(), again.headers.get('cache-control')]).toEqual([
      304,
      '',
      'public, max-age=300, s-maxage=300',
    ]);
    await saveDocument(store, {
      projects: [{ name: 'Analytical Engine', repo: 'ada/engine', status: 'paused', text: '🟡 Paused' }],
    });
    expect((await get('/badges/ada/engine.svg', { 'If-None-Match': etag })).status).toBe(200);
  });

  it('is still an image when the store fails, and kept by nobody', async () => {
    const { get, store, lines } = await buildBadges();
    await store.close();
    const response = await get('/badges/ada/engine.svg');
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('status: unknown')]);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const json = await get('/badges/ada/engine.json');
    expect([await readJson(json), json.headers.get('cache-control')]).toMatchObject([{ isError: true }, 'no-store']);
    expect(lines).toMatchObject([{ event: 'badge.failed' }, { event: 'badge.failed' }]);
  });

  it('carries no style but the one that its policy names', async () => {
    const { get } = await buildBadges();
    const response = await get('/badges/ada/engine.svg');
    const style = /<style>([^<]*)<\/style>/.exec(await response.text())?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(response.headers.get('content-security-policy')).toContain(`style-src 'sha256-${hash}';`);
  });

  it('is drawn for the pages that are asked for, by a page that knows its own theme', async () => {
    const { get } = await buildBadges();
    const read = async (query: string) => await (await get(`/badges/ada/engine.svg${query}`)).text();
    const [auto, light, dark] = [await read(''), await read('?theme=light'), await read('?theme=dark')];
    expect(light).toBe(auto.replace(/<style>[^<]*<\/style>/, ''));
    expect(dark).toBe(light.replace(labelColors.light, labelColors.dark));
    expect(await read('?theme=%22%3E%3Cscript%3E')).toBe(auto);
  });

  it('has the style and the label that are asked for, and only those that there are', async () => {
    const { get } = await buildBadges();
    const read = async (query: string, address = 'ada/engine') =>
      await (await get(`/badges/${address}.svg${query}`)).text();
    const plain = await read('');
    expect(await read('?style=for-the-badge')).toContain('>RUNNING</text>');
    expect(await read('?style=flat-square')).not.toContain('a3 3');
    for (const style of ['flat', 'plastic', 'constructor', '%22%3E%3Cscript%3E'])
      expect(await read(`?style=${style}`)).toBe(plain);
    expect(await read('?label=state')).toContain('<title>state: Running</title>');
    expect(await read('?label=')).toContain('<title>Running</title>');
    const hostile = await read(`?label=${encodeURIComponent('"><script>alert(1)</script>')}${'x'.repeat(5000)}`);
    expect(hostile).not.toContain('<script');
    expect(hostile.length).toBeLessThan(2 * plain.length);
    // A label of the visitor's own tells nothing about what there is.
    expect(await read('?label=a', 'ada/hidden-project')).toBe(await read('?label=a', 'ada/nothing'));
    expect(await messageOf(await get('/badges/ada/engine.json?label=state'))).toEqual(['state', 'Running']);
  });

  it('exists as SVG and JSON only', async () => {
    const { get } = await buildBadges();
    for (const file of ['engine', 'engine.png', '.svg']) expect((await get(`/badges/ada/${file}`)).status).toBe(404);
  });
});

describe('toSlug', () => {
  it.each([
    ['SNR QuickCapture', 'snr-quickcapture'],
    ['`PCC`', 'pcc'],
    ['  C++ / Rust — tools! ', 'c-rust-tools'],
    ['Größe 漢字', 'größe-漢字'],
    ['node.js_x', 'node.js_x'],
    ['🟢', ''],
  ])('makes %j %j', (name, slug) => {
    expect(toSlug(name)).toBe(slug);
  });
});

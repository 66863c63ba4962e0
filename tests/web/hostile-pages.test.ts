// Whatever text stands in a document, on GitHub or in an address: on our pages it is text. Read back with the HTML
// parser of the specification, because it is what a browser does.

import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { beforeAll, describe, expect, it } from 'vitest';
import { hostileStrings } from '../support/hostile-strings.ts';
import { asOwner, buildApp } from './build-app.ts';
import { saveDocument } from './build-portfolio.ts';

/** Elements with the names of their attributes, in order; addresses and names of events apart. */
function readPage(page: string) {
  const skeleton: string[] = [];
  const addresses: string[] = [];
  const walk = (node: DefaultTreeAdapterTypes.Node): void => {
    if ('attrs' in node) {
      skeleton.push(`${node.tagName} ${node.attrs.map(({ name }) => name).join(' ')}`);
      for (const { name, value } of node.attrs)
        if (/^(href|src|action|formaction|srcset|xlink:href|data|poster)$/.test(name)) addresses.push(value);
    }
    for (const child of 'childNodes' in node ? node.childNodes : []) walk(child);
  };
  walk(parse(page));
  return { skeleton, addresses };
}

const question = (text: string) =>
  ({ status: 'paused', rule: 'quiet', evidence: `${text}.`, askedAt: '2026-11-19T00:00:00Z' }) as const;

async function renderEverything(text: string): Promise<ReturnType<typeof readPage>[]> {
  const { get, store } = await buildApp({ audience: 'all' });
  const linked = {
    name: text,
    repo: 'ada/engine',
    section: text,
    text,
    settledText: text,
    reason: text,
    derived: { evidence: text },
  };
  await saveDocument(store, {
    projects: [
      { ...linked, status: 'complete', settledStatus: 'running', action: 'change' },
      { ...linked, repo: 'ada/mill', action: 'question', question: question(text) },
    ],
    changes: [{ name: text, from: text, to: text, evidence: text, oid: text, url: text }],
    problems: [{ code: text, where: text, message: text, hint: text }],
  });
  const query = encodeURIComponent(text.toWellFormed());
  const pages = [
    await get('/', asOwner),
    await get('/'),
    await get(`/?q=${query}`, asOwner),
    await get(`/?status=${query}&show=${query}&sort=${query}`, asOwner),
    ...(await Promise.all(['/projects/ada/engine', '/operations'].map((path) => get(path, asOwner)))),
    await get(`/projects/ada/${query}`, { ...asOwner, Accept: 'text/html' }),
    await get(`/login?code=${query}`),
  ];
  return await Promise.all(pages.map(async (page) => readPage(await page.text())));
}

describe('three hundred hostile texts', () => {
  let harmless: ReturnType<typeof readPage>[];
  beforeAll(async () => {
    harmless = await renderEverything('harmless');
  });

  it('are that many, and all different', () => {
    expect(new Set(hostileStrings).size).toBe(300);
  });

  it('add no element, attribute or address to any page', async () => {
    for (const text of hostileStrings) {
      const pages = await renderEverything(text);
      for (const [index, { skeleton, addresses }] of pages.entries()) {
        // A search that finds nothing has fewer rows, and a name without letters no page: never more, never other ones.
        const known = new Set(harmless.flatMap((page) => page.skeleton));
        expect(
          skeleton.filter((element) => !known.has(element)),
          `${text} on page ${index}`,
        ).toEqual([]);
        if (index < 2) expect(skeleton.length).toBe(harmless[index]?.skeleton.length);
        for (const address of addresses)
          expect(address, text).toMatch(/^(\/(?!\/)|#content$|https:\/\/github\.com\/(ada|mara)\/)/);
      }
    }
  });
});

// Whatever text stands in a document, on GitHub or in an address: on our pages it is text. Read back with the HTML
// parser of the specification, because it is what a browser does.

import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Activity } from '../../src/core/model.ts';
import { createDeadLetters } from '../../src/queue/sqlite-queue.ts';
import { buildDelivery } from '../support/build-records.ts';
import { hostileStrings } from '../support/hostile-strings.ts';
import { asOwner, buildApp, type TestApp } from './build-app.ts';
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

/** What GitHub told: names that anybody may choose. */
const told = (text: string): Partial<Activity> => ({
  languages: [text],
  releases: [{ tag: text, publishedAt: '2026-11-01T00:00:00.000Z', isPrerelease: false }],
  tags: [{ name: text, at: '2026-11-01T00:00:00.000Z' }],
  operations: {
    fetchedAt: '2026-11-21T08:00:00.000Z',
    deployments: [{ environment: text, state: 'success', at: '2026-11-20T00:00:00.000Z' }],
    schedules: [{ name: text, state: 'active', stateChangedAt: null, runs: [] }],
  },
});

/** What came by webhook and failed for good; the names in it pass a signature, and nothing else. */
async function hear({ store, database, now }: TestApp, text: string): Promise<void> {
  const delivery = buildDelivery('1', {
    deliveryId: text.slice(0, 100),
    event: text,
    action: text,
    repositoryId: 'R_ada/engine',
    repositoryName: text,
    previousName: 'ada/engine',
  });
  await store.recordDeliveries([delivery]);
  await store.markProcessed({ keys: [delivery.key], stale: [], requested: [], note: text });
  await store.saveTaskRun({ name: 'tick', at: '2026-11-21T08:30:00.000Z', figures: { [text]: text } });
  await store.saveTaskRun({ name: 'budget', at: '2026-11-21T08:30:00.000Z', figures: { [text]: text, core: text } });
  const job = { kind: 'refresh', documentKey: text, requestedAt: '2026-11-21T08:00:00.000Z' } as const;
  await database.batch([createDeadLetters(database, 'owner').deadLetter(job, text, 8, now())]);
}

async function renderEverything(text: string): Promise<ReturnType<typeof readPage>[]> {
  const test = await buildApp({ audience: 'all' });
  const { get, store } = test;
  await hear(test, text);
  const linked = {
    name: text,
    repo: 'ada/engine',
    section: text,
    text,
    settledText: text,
    reason: text,
    derived: { evidence: text },
    activity: told(text),
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
    await get('/feed.atom', asOwner),
  ];
  // A text in JSON is a text: whatever it is, the same keys stand around it.
  JSON.parse(await (await get('/api/status.json', asOwner)).text());
  JSON.parse(await (await get('/deliveries', asOwner)).text());
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
          expect(address, text).toMatch(
            /^(\/(?!\/)|#(?:content|live)$|http:\/\/localhost\/|https:\/\/github\.com\/(ada|mara)\/)/,
          );
      }
    }
  });
});

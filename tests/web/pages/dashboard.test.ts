import { describe, expect, it } from 'vitest';
import { createDeadLetters } from '../../../src/queue/sqlite-queue.ts';
import { eight, inventMany, saveState } from '../../support/page-states.ts';
import { asOwner, buildApp, type TestApp } from '../build-app.ts';
import { type DocumentParts, type ProjectParts, saveDocument } from '../build-portfolio.ts';

async function render(documents: readonly DocumentParts[], test?: TestApp): Promise<string> {
  const { get, store } = test ?? (await buildApp());
  for (const document of documents) await saveDocument(store, document);
  const response = await get('/', asOwner);
  expect(response.status).toBe(200);
  return await response.text();
}

const textOf = (page: string) => page.replace(/<head>[\s\S]*<\/head>|<[^>]*>/g, ' ').replace(/\s+/g, ' ');

/** Elements and attribute names in order, without any text or value. */
const skeletonOf = (page: string) => (page.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/="[^"]*"/g, '=""'));

const addressesOf = (page: string) =>
  [...page.matchAll(/(?:href|src|action)="([^"]*)"/g)].map(([, address]) => address ?? '');

const due: ProjectParts = {
  name: 'cards',
  repo: 'ada/cards',
  status: 'complete',
  text: '🟢 Complete',
  settledStatus: 'in_progress',
  settledText: '🟡 In Progress',
  action: 'change',
  reason: 'The cell says complete; GitHub shows in progress.',
};
const asked: ProjectParts = {
  name: 'mill',
  repo: 'ada/mill',
  status: 'running',
  action: 'question',
  reason: 'Asked on 2026-11-19: is it finished, paused, or still active?',
  question: {
    status: 'paused',
    rule: 'quiet',
    evidence: 'Last work commit 2026-08-01.',
    askedAt: '2026-11-19T00:00:00Z',
  },
};

describe('the dashboard', () => {
  it('shows every row in its section with status, evidence and dates', async () => {
    const page = await render([
      {
        projects: [
          {
            name: 'engine',
            repo: 'ada/engine',
            section: 'Machines',
            since: '2026-03-02T00:00:00Z',
            reviewAt: '2026-12-05T00:00:00Z',
          },
          { name: 'notes', section: 'Writing', status: 'planned', text: '🔴 Planned' },
        ],
      },
    ]);
    expect(textOf(page)).toContain('ada/ada 1 running 1 planned');
    expect(textOf(page)).toMatch(
      /Machines Project Status .* engine ada\/engine Last work commit 2026-11-18 \. Running since 2026-03-02 .* Checked 2026-11-21 08:52 due for review 2026-12-05/,
    );
    expect(textOf(page)).toMatch(/Writing .* notes No repository linked\. Planned/);
    expect(page).toContain('<a class="name" href="/projects/ada/engine">');
    expect(page).toContain('<a class="repo" href="https://github.com/ada/engine">');
    expect(page).toContain('aria-label="1 work commit in 1 of the last 26 weeks"');
    expect(page).toContain('href="https://github.com/ada/ada/blob/HEAD/README.md"');
    expect(textOf(page)).toContain('Every row agrees with GitHub.');
  });

  it('writes every time as a date, for browsers without the script and for caches', async () => {
    const page = await render([
      { projects: [{ name: 'engine', repo: 'ada/engine', reviewAt: '2026-12-05T00:00:00Z' }] },
    ]);
    expect(page).toContain(
      '<time class="ago" datetime="2026-11-21T08:52:00.000Z" title="2026-11-21 08:52 UTC">2026-11-21 08:52</time>',
    );
    expect(page).toContain(
      '<time class="ago due" datetime="2026-12-05T00:00:00.000Z" title="2026-12-05 00:00 UTC">2026-12-05</time>',
    );
    expect(textOf(page)).not.toMatch(/\bago\b/);
  });

  it('has the numbers on the bar of statuses, and none where a part is too narrow for it', async () => {
    const engines = Array.from({ length: 40 }, (_, index) => ({
      name: `engine ${index}`,
      repo: `ada/engine-${index}`,
    }));
    const page = await render([{ projects: [...engines, due] }]);
    const bar = /<svg class="share"[\s\S]*?<\/svg>/.exec(page)?.[0] ?? '';
    expect([...bar.matchAll(/<text[^>]*>(\d+)</g)].map(([, number]) => number)).toEqual(['40']);
    expect(bar).toContain('<title>1 in progress</title>');
  });

  it('offers a button to send the selection where there is no script alone', async () => {
    const page = await render([{ projects: [due, asked] }]);
    expect(page).toContain('<noscript><button type="submit">Apply</button></noscript>');
    expect(page.match(/>Apply</g)).toHaveLength(1);
  });

  it('leads from a row to the form for a pin, and offers none where nothing can be pinned', async () => {
    const page = await render([{ projects: [{ name: 'engine', repo: 'ada/engine' }, { name: 'notes' }] }]);
    expect(page.match(/<a class="pin" href="[^"]*"/g)).toEqual(['<a class="pin" href="/projects/ada/engine#pin"']);
    expect(page.match(/<dialog /g)).toHaveLength(1);
  });

  it('says at the top what disagrees and what waits, and leads to the rows', async () => {
    const page = await render([
      { projects: [{ name: 'engine', repo: 'ada/engine' }, due, { ...due, name: 'more', repo: 'ada/more' }, asked] },
    ]);
    expect(textOf(page)).toContain('2 rows disagree with GitHub cards more');
    expect(textOf(page)).toContain('1 question needs your answer mill');
    expect(page).toContain('<a href="/#row-1-2"><bdi>cards</bdi></a>');
    expect(page).toContain('id="row-1-2"');
    expect(page).toContain(
      '<del class="marked is-complete">Complete</del><ins class="marked is-in_progress">In Progress</ins>',
    );
    expect(textOf(page)).toContain('The cell says complete; GitHub shows in progress.');
    expect(textOf(page)).toContain('paused?');
    expect(textOf(page)).not.toContain('Every row agrees');
  });

  it('shows problems in plain words with what to do', async () => {
    const page = await render([
      {
        problems: [
          { code: 'NOT_VISIBLE', where: 'README.md:21', message: 'ada/x cannot be seen.', hint: 'Correct the link.' },
        ],
      },
    ]);
    expect(textOf(page)).toContain('1 problem ada/x cannot be seen. README.md:21 Correct the link.');
  });

  it('says when refreshes have failed for good', async () => {
    const test = await buildApp();
    const job = { kind: 'refresh', documentKey: 'ada/ada:README.md@', requestedAt: '2026-11-21T08:00:00Z' } as const;
    const deadLetter = createDeadLetters(test.database, 'owner').deadLetter(job, 'TOKEN_REJECTED', 1, test.now());
    await test.database.batch([deadLetter]);
    expect(textOf(await render([{}], test))).toContain('1 problem The last refresh of 1 document failed.');
  });

  it('shows recent changes with the commit that made them', async () => {
    const page = await render([
      {
        projects: [{ name: 'engine', repo: 'ada/engine' }],
        changes: [{ oid: 'c'.repeat(40), url: 'https://github.com/ada/ada/commit/c' }],
      },
    ]);
    expect(textOf(page)).toContain('Recent changes 2026-11-20 engine 🟡 In Progress → 🟢 Running ccccccc');
    expect(page).toContain('href="https://github.com/ada/ada/commit/c"');
  });

  it('counts a project once that stands in two documents', async () => {
    const project = { name: 'engine', repo: 'ada/engine' };
    const page = await render([
      { projects: [project] },
      { repo: 'ada/site', path: 'index.md', projects: [{ ...project, name: 'Engine' }] },
    ]);
    expect(textOf(page)).toContain('Portfolio 1 running');
    expect(textOf(page)).toContain('ada/site: index.md');
  });

  it('has something to say before there is anything to show', async () => {
    expect(textOf(await render([]))).toContain('No document yet');
    expect(textOf(await render([{}]))).toContain('No project table was found in this document.');
    const test = await buildApp();
    await test.store.keepDocuments([
      { key: 'ada/ada:README.md@', ref: { kind: 'github', repo: 'ada/ada', path: 'README.md', branch: null } },
    ]);
    expect(textOf(await render([], test))).toContain('Not checked yet.');
  });

  it('has nothing inline, and nothing from elsewhere', async () => {
    const page = await render([{ projects: [due, asked], changes: [{}] }]);
    expect(page).not.toMatch(
      /<script(?! src="\/assets\/\w+\.js" defer blocking="render"><\/script>)|<style|\sstyle=|\son\w+=|<img|@import/i,
    );
    for (const path of [...(page.match(/\/assets\/\w+\.\w+/g) ?? []), '/favicon.svg', '/favicon.ico']) {
      const { get } = await buildApp();
      const response = await get(path);
      expect(response.status).toBe(200);
      const again = await get(path, { 'If-None-Match': response.headers.get('etag') ?? '' });
      expect(again.status).toBe(304);
      expect(await response.text()).not.toMatch(/url\(|https?:\/\/(?!www\.w3\.org)/);
    }
  });

  it('weighs less than 60 KB for 50 projects, with everything it needs', async () => {
    const test = await buildApp();
    await saveState(test.store, { scenes: inventMany(50) });
    const weigh = async (path: string) =>
      (await (await test.get(path, { ...asOwner, 'Accept-Encoding': 'gzip' })).arrayBuffer()).byteLength;
    const page = await (await test.get('/', asOwner)).text();
    const parts = page.match(/\/assets\/\w+\.\w+/g) ?? [];
    expect(parts).toHaveLength(2);
    const weights = await Promise.all(['/', ...parts].map(weigh));
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeLessThan(60_000);
  });
});

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></head><body onload=alert(1)>',
  '<!-- --!><svg/onload=alert(1)>',
  '{{7*7}}<%= 1 %>#{1}',
  '&lt;script&gt;&#60;script&#62;',
  'javascript:alert(1)',
  '`"\'><a href="javascript:alert(1)">x</a>',
  ']]><![CDATA[<b>',
  '\u202e<b>\u2066',
  '<b/\u0000onload=x>',
];

describe('hostile text', () => {
  const fill = (text: string): DocumentParts[] => [
    {
      projects: [
        { ...due, name: text, section: text, text, settledText: text, reason: text, derived: { evidence: text } },
        { ...asked, name: text, section: text, reason: text, derived: { evidence: text } },
      ],
      changes: [{ name: text, from: text, to: text, evidence: text, oid: text, url: text }],
      problems: [{ code: text, where: text, message: text, hint: text }],
    },
  ];

  it.each(hostile)('adds no element, attribute or address to the page: %j', async (text) => {
    const page = await render(fill(text));
    expect(skeletonOf(page)).toEqual(skeletonOf(await render(fill('harmless'))));
    for (const address of addressesOf(page))
      expect(address).toMatch(/^(\/|#(?:content|live)$|#row-|https:\/\/github\.com\/ada\/)/);
  });

  it.each(hostile)('in addresses leads nowhere else: %j', async (text) => {
    const page = await render([
      {
        repo: text,
        path: text,
        projects: [
          { name: 'x', repo: text },
          { name: 'y', repo: 'ada/y', folder: text },
        ],
        changes: [{ url: text }],
      },
    ]);
    for (const address of addressesOf(page)) {
      expect(address).toMatch(/^(\/|#(?:content|live)$|#row-|https:\/\/github\.com\/ada\/)/);
      expect(address).not.toMatch(/[\s<>`]/);
    }
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'http://example.org/',
    '//example.org/x',
    'https://user:password@example.org/',
    ' javascript:alert(1)',
  ])('never becomes the link of a commit: %j', async (url) => {
    const project = { name: 'engine', repo: 'ada/engine' };
    const page = await render([{ projects: [project], changes: [{ url }] }]);
    expect(addressesOf(page)).toEqual(addressesOf(await render([{ projects: [project], changes: [{ url: null }] }])));
  });
});

describe('trouble', () => {
  it('is a page for people and the usual shape for programs', async () => {
    const { app, get, store, lines } = await buildApp();
    expect((await get('/nowhere', { Accept: 'text/html' })).headers.get('content-type')).toContain('text/html');
    expect(await (await get('/nowhere')).json()).toEqual({
      error: { code: 'NOT_FOUND', message: 'There is nothing at this address.' },
    });
    await store.close();
    const response = await app.request('/', { headers: { ...asOwner, Accept: 'text/html' } });
    expect(response.status).toBe(503);
    expect(textOf(await response.text())).toContain('The database is not responding');
    expect(lines).toMatchObject([{ event: 'request.failed', route: '/' }]);
  });

  it('of the program itself says so, offers to try again, and shows nothing of the cause', async () => {
    const { app, database, store } = await buildApp();
    await saveState(store, { scenes: eight });
    await database.run({ sql: 'DROP TABLE rows', params: [] });
    const response = await app.request('/?q=tide', { headers: { ...asOwner, Accept: 'text/html' } });
    const page = await response.text();
    expect([response.status, textOf(page)]).toEqual([500, expect.stringContaining('Something went wrong')]);
    expect(page).toContain('<a class="button" href="">Try again</a>');
    expect(page).not.toMatch(/no such table|tide/);
  });
});

describe('a link to the dashboard', () => {
  const properties = (page: string) =>
    new Map(
      [...page.matchAll(/<meta (?:property|name)="([^"]+)" content="([^"]*)">/g)].map(([, name, text]) => [name, text]),
    );

  it('shows what it leads to, with a picture that everybody can fetch', async () => {
    const { get, store } = await buildApp({ audience: 'all', publicUrl: 'https://status.example.org' });
    await saveState(store, { scenes: eight });
    const response = await get('/');
    const page = await response.text();
    const meta = properties(page);
    expect(meta.get('og:title')).toBe('mara/mara');
    expect(meta.get('og:description')).toContain('1 running, 1 complete');
    expect(meta.get('og:url')).toBe('https://status.example.org/');
    expect(meta.get('twitter:card')).toBe('summary_large_image');
    const address = new URL(meta.get('og:image') ?? '');
    expect(address.origin).toBe('https://status.example.org');
    const picture = await get(address.pathname);
    expect(picture.headers.get('content-type')).toBe('image/png');
    const bytes = Buffer.from(await picture.arrayBuffer());
    expect([bytes.subarray(1, 4).toString('latin1'), bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([
      'PNG',
      Number(meta.get('og:image:width')),
      Number(meta.get('og:image:height')),
    ]);
  });

  it('shows nothing of a page that is not for everybody', async () => {
    const { get, store } = await buildApp({ audience: 'none', publicUrl: 'https://status.example.org' });
    await saveState(store, { scenes: eight });
    for (const page of [await get('/'), await get('/', asOwner)]) {
      const text = await page.text();
      expect(text).not.toContain('og:');
      expect(properties(text).get('robots')).toBe('noindex');
    }
  });
});

import { mkdirSync } from 'node:fs';
import { serve } from '@hono/node-server';
import { chromium } from 'playwright-core';
import { buildApp, asOwner } from '/work/main/tests/web/build-app.ts';
import { saveDocument, type ProjectParts } from '/work/main/tests/web/build-portfolio.ts';

const core = 'Core Projects: Systematic ML Engineering';
const adv = 'Advanced Projects: Symbolic & Semantic NLP';
const eight: ProjectParts[] = [
  { name: 'PCC', repo: 'naaas94/PCC', section: core, status: 'running', text: '🟢 Running', since: '2026-03-02T00:00:00Z', reviewAt: '2026-12-05T00:00:00Z', derived: { rule: 'live', evidence: 'Scheduled workflow "Daily inference" succeeded on 2026-11-20.' } },
  { name: 'model-training-pipeline', repo: 'naaas94/model-training-pipeline', section: core, status: 'complete', text: '🟢 Complete', derived: { rule: 'declared-complete', evidence: 'Declared complete by the owner; last work commit 2026-02-11.' } },
  { name: 'data-pipeline', repo: 'naaas94/data-pipeline', section: core, status: 'complete', text: '🟢 Complete', settledStatus: 'in_progress', settledText: '🟡 In Progress', action: 'change', reason: 'The cell says complete; GitHub shows in progress.', derived: { evidence: 'Work has resumed: 14 work commits lately, the last on 2026-11-19.' } },
  { name: 'simple-model-api', repo: 'naaas94/simple-model-api', section: core, status: 'in_progress', text: '🟡 In Progress', since: '2026-08-14T00:00:00Z', reviewAt: '2027-01-08T00:00:00Z', derived: { evidence: 'Last work commit 2026-10-10.' } },
  { name: 'agentic-reviewer', repo: 'naaas94/agentic-reviewer', section: core, status: 'in_progress', text: '🟡 In Progress', action: 'question', reason: 'Asked on 2026-11-19: finished, paused, still going, or away? Without an answer it is published on 2026-12-03.', question: { status: 'paused', rule: 'quiet', evidence: 'Last work commit 2026-08-17, row last confirmed 2026-08-21.', askedAt: '2026-11-19T00:00:00Z' }, reviewAt: '2026-12-03T00:00:00Z', derived: { evidence: 'Last work commit 2026-08-17, row last confirmed 2026-08-21.', status: 'stalled' } },
  { name: 'embedding-mapper', repo: 'naaas94/embedding-mapper', section: adv, status: 'in_progress', text: '🟡 In Progress', action: 'hold', reason: 'Settled on 2026-11-16; not lowered before 2026-11-23.', since: '2026-11-16T00:00:00Z', reviewAt: '2026-11-23T00:00:00Z', derived: { evidence: 'Last work commit 2026-08-20.' } },
  { name: 'SNR QuickCapture', repo: 'naaas94/quick-capture-snr', section: adv, status: 'paused', text: '🟡 Paused', visibility: 'private', since: '2026-09-30T00:00:00Z', derived: { evidence: 'Last work commit 2026-06-02, row last confirmed 2026-06-05.' } },
  { name: 'dl-symbolic-perception', section: adv, status: 'planned', text: '🔴 Planned' },
];
const changes = [
  { name: 'SNR QuickCapture', from: '🟡 In Progress', to: '🟡 Paused', evidence: 'Last work commit 2026-06-02, row last confirmed 2026-06-05.', at: '2026-09-30T07:30:00.000Z' },
  { name: 'simple-model-api', from: '🟡 Paused', to: '🟡 In Progress', evidence: 'Work has resumed: 6 work commits lately, the last on 2026-08-13.', at: '2026-08-14T07:30:00.000Z' },
];
const problems = [
  { code: 'NOT_VISIBLE', where: 'README.md:21', message: 'naaas94/old-thing cannot be seen: gone, private, or no access.', hint: 'Correct the link, or give the token access to the repository. The row is left as it is.' },
  { code: 'GITHUB_THROTTLED', where: 'naaas94/me', message: 'GitHub asked us to wait until 2026-11-21 09:20 UTC.', hint: 'Nothing to do: the look is repeated then.' },
];
const many: ProjectParts[] = Array.from({ length: 200 }, (_, i) => {
  const s = (['running','complete','maintained','in_progress','paused','planned','archived'] as const)[(i*7+((i/3)|0)) % 7]!;
  const t = { running: '🟢 Running', complete: '✅ Done', maintained: '🟢 Maintained', in_progress: '🟡 In Progress', paused: '⏸ Paused', planned: '🔴 Planned', archived: '⚪ Archived' }[s];
  return { name: `project-${String(i+1).padStart(3,'0')}`, repo: `ada/project-${i+1}`, section: ['Services','Libraries','Experiments','Teaching'][(i/50)|0]!, status: s, text: t, since: '2026-05-05T00:00:00Z', reviewAt: '2027-01-01T00:00:00Z', ...(i % 37 === 5 ? { action: 'change' as const, settledStatus: 'archived' as const, settledText: '⚪ Archived', reason: 'The cell says x; GitHub shows archived.', derived: { evidence: 'Archived (read-only) since 2026-11-01.' } } : {}) };
});
const states: Record<string, { path?: string; owner?: boolean; settings?: object; fill?: (t: any) => Promise<void> }> = {
  empty: {},
  waiting: { fill: (t) => t.store.keepDocuments([{ key: 'ada/ada:README.md@', ref: { kind: 'github', repo: 'ada/ada', path: 'README.md', branch: null } }]) },
  norows: { fill: (t) => saveDocument(t.store, {}) },
  one: { fill: (t) => saveDocument(t.store, { projects: [eight[0]!], repo: 'naaas94/me' }) },
  eight: { fill: (t) => saveDocument(t.store, { projects: eight, repo: 'naaas94/me', changes }) },
  problems: { fill: async (t) => { await saveDocument(t.store, { projects: eight, repo: 'naaas94/me', problems, changes }); await saveDocument(t.store, { file: '/home/ada/site/projects.qmd', projects: [{ name: 'עברית <b>bold</b> \u202e evil', repo: 'ada/engine', section: 'Site' }, { name: 'a-very-long-name-without-any-break-opportunity-that-goes-on-and-on-and-on-until-it-must-wrap', repo: 'ada/long' }] }); } },
  public: { owner: false, settings: { audience: 'all' }, fill: (t) => saveDocument(t.store, { projects: eight, repo: 'naaas94/me', changes, problems }) },
  many: { fill: (t) => saveDocument(t.store, { projects: many }) },
  login: { owner: false },
  loginbad: { owner: false, path: '/login?code=used' },
  loginlink: { owner: false, settings: { adminToken: null } },
  notfound: { path: '/nowhere' },
};
mkdirSync('/tmp/shots', { recursive: true });
const only = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium' });
for (const [name, state] of Object.entries(states)) {
  if (only.length && !only.includes(name)) continue;
  const t = await buildApp(state.settings ?? {});
  await state.fill?.(t);
  const server = serve({ fetch: t.app.fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise((r) => server.once('listening', r));
  const port = (server.address() as { port: number }).port;
  for (const scheme of ['light', 'dark'] as const) for (const [size, width, height] of [['desktop', 1200, 800], ['phone', 390, 800]] as const) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, deviceScaleFactor: 1, ...(state.owner === false ? {} : { extraHTTPHeaders: asOwner }) });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('console', (m) => { if (m.type() === 'error' && !/401|404/.test(m.text())) errors.push(m.text()); });
    await page.goto(`http://127.0.0.1:${port}${state.path ?? '/'}`);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    await page.screenshot({ path: `/tmp/shots/${name}-${scheme}-${size}.png`, fullPage: name !== 'many' });
    console.log(name, scheme, size, overflow ? 'OVERFLOW' : '', errors.join('|'));
    await context.close();
  }
  server.close();
}
await browser.close();
process.exit(0);

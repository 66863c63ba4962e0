// `npm run screenshots:documents`: the three seeds as GitHub (cmark-gfm) and Quarto (pandoc) render them, before and
// after Statusfolio has checked them on the simulated GitHub, as docs/images/documents/<name>-<before|after>.png.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createSampleWorld } from '../demo/github/sample-world.ts';
import { readPortfolio } from '../src/config/portfolio.ts';
import { createGitHub } from '../src/github/create-github.ts';
import { refreshTogether } from '../src/pipeline/refresh.ts';
import { keyDocument } from '../src/pipeline/target.ts';
import { openLocalDocuments } from '../src/store/local-files.ts';
import { openSqliteDatabase } from '../src/store/sqlite.ts';
import { createStore } from '../src/store/store.ts';
import { openBrowser } from '../tests/browser/open-browser.ts';
import { shrinkPng } from './shrink-png.ts';

const folder = new URL('../docs/images/documents/', import.meta.url);
const now = () => new Date('2026-02-10T12:00:00Z');
const configuration = readPortfolio(`
labels: { running: "🟢 Running", in_progress: "🟡 In Progress", paused: "🟡 Paused", archived: "⚪ Archived" }
projects:
  - { match: naaas94/PCC, repo: naaas94/PCC, description: Classifies what people ask about privacy }
  - { match: naaas94/data-pipeline, repo: naaas94/data-pipeline, description: "Data with its lineage, for training" }
  - { match: naaas94/embedding-mapper, repo: naaas94/embedding-mapper, description: Maps words to meanings }
`);
const style = `body { font: 16px/1.5 -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; color: #1f2328; max-width: 980px;
  margin: 24px auto; padding: 0 32px; } h1, h2 { border-bottom: 1px solid #d1d9e0; padding-bottom: .3em; } a { color: #0969da; }
  table { border-collapse: collapse; font-size: 14px; } td, th { border: 1px solid #d1d9e0; padding: 6px 13px; } hr { border: 0;
  border-top: 4px solid #d1d9e0; } code { background: #f6f8fa; padding: .1em .3em; } .card-grid { display: grid; gap: 16px;
  grid-template-columns: 1fr 1fr; } .card { border: 1px solid #d1d9e0; border-radius: 8px; padding: 4px 20px; } .card h3 { margin: .6em 0; }
  pre { white-space: pre-wrap; background: #f6f8fa; padding: 12px; font-size: 13px; }`;

interface Seed {
  readonly name: string;
  readonly path: string;
  /** What its owner adds. */
  readonly marker: string;
  readonly renderer: readonly string[];
}

const gfm = ['cmark-gfm', '-e', 'table', '-e', 'strikethrough', '--unsafe'];
const seeds: readonly Seed[] = [
  { name: 'portfolio', path: 'README.md', marker: '', renderer: gfm },
  { name: 'profile', path: 'profile.md', marker: 'list', renderer: gfm },
  { name: 'about', path: 'about.qmd', marker: 'cards', renderer: ['pandoc', '-f', 'markdown', '-t', 'html'] },
];

mkdirSync(folder, { recursive: true });
const browser = await openBrowser();
for (const { name, path, marker, renderer } of seeds) {
  const seed = readFileSync(new URL(`../tests/fixtures/seeds/${name}.${path.split('.').at(-1)}`, import.meta.url));
  const block = marker === '' ? '' : `\n## Projects\n\n<!-- statusfolio:${marker} -->\n<!-- /statusfolio -->\n`;
  const before = Buffer.concat([seed, Buffer.from(block)]);
  for (const [when, bytes] of [
    ['before', before],
    ['after', await refresh(path, before)],
  ] as const) {
    const [program = '', ...flags] = renderer;
    const html = execFileSync(program, flags, { input: bytes });
    const page = await browser.newPage({ viewport: { width: 1060, height: 400 } });
    await page.setContent(`<!doctype html><meta charset="utf-8"><style>${style}</style>${html.toString()}`);
    const png = shrinkPng(await page.screenshot({ fullPage: true }));
    writeFileSync(new URL(`${name}-${when}.png`, folder), png);
    await page.close();
    console.log(`${name}-${when}.png ${Math.round(png.length / 1024)} KB`);
  }
}
await browser.close();

/** The bytes after one refresh and, because the owner does not answer, a second one two weeks later. */
async function refresh(path: string, bytes: Buffer): Promise<Uint8Array> {
  let time = now();
  const clock = { now: () => time };
  const { github, portfolio } = createSampleWorld({ now: clock.now, until: time });
  portfolio.commit({ at: new Date('2025-10-24T12:00:00Z'), message: 'By hand', files: { [path]: bytes } });
  const ref = { kind: 'github', repo: portfolio.fullName(), path, branch: null } as const;
  const target = { key: keyDocument(ref), ref, label: path, publish: 'commit' } as const;
  if (configuration.kind !== 'read') throw new Error(JSON.stringify(configuration.problems));
  const ports = {
    github: createGitHub({
      token: github.token,
      apiUrl: 'https://api.github.com',
      fetch: github.fetch,
      now: clock.now,
    }),
    memory: createStore(openSqliteDatabase(':memory:', { withGitignore: false }), 'owner'),
    files: openLocalDocuments(),
    clock,
  };
  for (const days of [0, 15]) {
    time = new Date(time.getTime() + days * 86_400_000);
    const [refreshed] = await refreshTogether([target], configuration.portfolio, ports);
    if (refreshed?.kind !== 'done') throw refreshed?.error;
  }
  return portfolio.read(path) ?? bytes;
}

// A generated table with a column of badges: what stands in the document, which files go with it, and what is said where
// there is no address for them. The simulated GitHub holds the document, the reader of documents reads it back.

import { execFileSync } from 'node:child_process';
import { parseFragment } from 'parse5';
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../src/core/document/parse-document.ts';
import type { GeneratedBlock } from '../../src/core/model.ts';
import { type BlockEntry, plainStyle, renderBlock } from '../../src/core/render/generated-block.ts';
import { publicSite } from '../../src/core/site.ts';
import { hostileStrings } from '../support/hostile-strings.ts';
import { openPipeline, row, table, words } from '../support/open-pipeline.ts';
import { isInstalled } from '../support/oracles.ts';

const markers = '<!-- statusfolio:table columns=name,status,badge -->\n<!-- /statusfolio -->\n';
const document = `${table(row('engine', '🟡 In Progress'), row('mill', '🟡 In Progress'))}\n${markers}`;

function open(options: Parameters<typeof openPipeline>[0] = {}) {
  const pipeline = openPipeline(options);
  const engine = pipeline.addProject('engine');
  pipeline.addProject('mill');
  const path = options.paths?.[0] ?? 'README.md';
  pipeline.me.commit({ at: pipeline.daysAgo(30), message: 'By hand', files: { [path]: document } });
  engine.archive(pipeline.daysAgo(1));
  const read = (file: string) => Buffer.from(pipeline.me.head()?.files.get(file) ?? []).toString('utf8');
  return { pipeline, read };
}

const line = (text: string, name: string) => text.split('\n').findLast((each) => each.startsWith(`| [${name}]`)) ?? '';

describe('a column of badges', () => {
  it('shows files beside the document, one for light pages and one for dark ones, in one commit', async () => {
    const { pipeline, read } = open({ paths: ['docs/notes/index.md'], target: { badges: true } });
    await pipeline.look();
    const picture =
      '<picture><source media="(prefers-color-scheme: dark)" srcset="../../badges/dark/engine.svg"><img alt="⚪ Archived" src="../../badges/engine.svg" height="20"></picture>';
    expect(line(read('docs/notes/index.md'), 'engine')).toBe(
      `| [engine](https://github.com/ada/engine) | ⚪ Archived | ${picture} |`,
    );
    expect(read('badges/engine.svg')).toContain('prefers-color-scheme:dark');
    expect(read('badges/dark/engine.svg')).toContain('<title>engine: Archived</title>');
    expect(read('badges/dark/engine.svg')).not.toContain('prefers-color-scheme');
    expect((await pipeline.look()).publication.kind).toBe('nothing');
  });

  it('has the style that the configuration names, at its height', async () => {
    const { pipeline, read } = open({ target: { badges: true, badgeStyle: 'for-the-badge' } });
    await pipeline.look();
    expect(line(read('README.md'), 'engine')).toContain('src="badges/engine.svg" height="28"');
    for (const file of ['badges/engine.svg', 'badges/dark/engine.svg'])
      expect(read(file)).toContain('>ARCHIVED</text>');
    const badgeSite = 'https://status.example.org';
    const configuration = `visibility: badges\n${words}`;
    const served = open({ configuration, target: { badgeSite, badgeStyle: 'flat-square' } });
    await served.pipeline.look();
    expect(line(served.read('README.md'), 'mill')).toContain('mill.svg?theme=light&amp;style=flat-square"');
  });

  it('shows the server’s badges where they are public', async () => {
    const badgeSite = 'https://status.example.org/x';
    const { pipeline, read } = open({ configuration: `visibility: badges\n${words}`, target: { badgeSite } });
    const { problems } = await pipeline.look();
    expect(problems).toEqual([]);
    expect(line(read('README.md'), 'mill')).toContain(`src="${badgeSite}/badges/ada/mill.svg?theme=light"`);
    expect(line(read('README.md'), 'mill')).toContain(`srcset="${badgeSite}/badges/ada/mill.svg?theme=dark"`);
    const reading = readDocument(new TextEncoder().encode(read('README.md')), 'README.md');
    expect(reading.kind === 'read' && reading.reading.rows.map(({ repo, typed }) => [repo, typed.status])).toEqual([
      ['ada/engine', 'archived'],
      ['ada/mill', 'in_progress'],
      ['ada/engine', 'archived'],
      ['ada/mill', 'in_progress'],
    ]);
  });

  it.each([
    ['nothing is set', {}],
    ['the server shows no badges', { target: { badgeSite: 'https://status.example.org' } }],
  ])('is left out with a word to the owner where %s', async (_, options) => {
    const { pipeline, read } = open(options);
    const { problems } = await pipeline.look();
    expect(problems).toMatchObject([{ code: 'BADGES_UNKNOWN', where: 'ada/me/README.md:8' }]);
    expect(line(read('README.md'), 'engine')).toBe('| [engine](https://github.com/ada/engine) | ⚪ Archived |');
  });
});

describe('three hundred hostile words and addresses beside a badge', () => {
  const block: GeneratedBlock = {
    kind: 'table',
    options: new Map([['columns', 'name,badge']]),
    span: { start: 0, end: 0 },
    line: 1,
    lastLine: 2,
    problem: null,
  };
  const entryOf = (text: string): BlockEntry => ({
    name: 'x',
    repo: null,
    description: null,
    group: null,
    status: 'running',
    text,
    badge: { light: `badges/${encodeURIComponent(text.toWellFormed())}.svg`, dark: 'badges/dark/x.svg' },
  });
  /** Every element with the names of its attributes. */
  const shape = (html: string) => {
    const names: string[] = [];
    const walk = (node: object): void => {
      const tag: unknown = Reflect.get(node, 'tagName');
      const attributes: unknown = Reflect.get(node, 'attrs');
      if (typeof tag === 'string')
        names.push(`${tag} ${Array.isArray(attributes) ? attributes.map(({ name }) => name).join(' ') : ''}`);
      const children: unknown = Reflect.get(node, 'childNodes');
      if (Array.isArray(children)) children.forEach(walk);
    };
    walk(parseFragment(html));
    return names;
  };
  const render = (texts: readonly string[], dialect: 'gfm' | 'html') =>
    renderBlock(block, texts.map(entryOf), { dialect, language: 'en', style: plainStyle, site: publicSite }).join('\n');

  it('add no element and no attribute to HTML', () => {
    const harmless = shape(render(['Running'], 'html'));
    expect(harmless).toContain('img alt src height');
    for (const text of hostileStrings) expect(shape(render([text], 'html')), text).toEqual(harmless);
  });

  it.runIf(isInstalled({ name: 'cmark-gfm' }))('add none to what GitHub makes of the Markdown', () => {
    const input = render(hostileStrings, 'gfm');
    const html = execFileSync('cmark-gfm', ['-e', 'table', '-e', 'autolink', '--unsafe'], { input }).toString('utf8');
    const rows = html.split('<tr>').slice(2);
    expect(rows).toHaveLength(300);
    const harmless = ['td ', 'td ', 'picture ', 'source media srcset', 'img alt src height'];
    for (const [index, cells] of rows.entries())
      expect(shape(`<table><tr>${cells}`).slice(3), hostileStrings[index]).toEqual(harmless);
  });
});

// Generated blocks: what stands between the owner's markers, in every dialect, and as GitHub and Pandoc render it.

import { parseFragment } from 'parse5';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/core/document/edits.ts';
import { isGenerated, planBlocks, readLastWork } from '../../../src/core/document/generated-blocks.ts';
import { decodeMojibake } from '../../../src/core/document/markup/encoding.ts';
import { readDocument } from '../../../src/core/document/parse-document.ts';
import type { DocumentReading } from '../../../src/core/model.ts';
import type { BlockEntry } from '../../../src/core/render/generated-block.ts';
import { publicSite } from '../../../src/core/site.ts';
import { hostileTexts } from '../../support/hostile-texts.ts';
import { isInstalled, oracles, render } from '../../support/oracles.ts';

const entry = (name: string, more: Partial<BlockEntry> = {}): BlockEntry => ({
  name,
  repo: `ada/${name}`,
  description: null,
  group: null,
  status: 'in_progress',
  text: '🟡 In Progress',
  ...more,
});

const projects = [
  entry('mill', { description: 'Grinds numbers', group: 'Work' }),
  entry('engine', { status: 'running', text: '🟢 Running', group: 'Work' }),
  entry('loom', { status: 'archived', text: '⚪ Archived', group: 'Play' }),
];

function read(bytes: Uint8Array, path: string): DocumentReading {
  const outcome = readDocument(bytes, path);
  if (outcome.kind !== 'read') throw new Error(outcome.reason);
  return outcome.reading;
}

function generate(text: string | Uint8Array, path = 'README.md', entries: readonly BlockEntry[] = projects): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.from(
    applyEdits(
      bytes,
      planBlocks(bytes, read(bytes, path), () => entries, publicSite),
    ),
  );
}

const markers = (kind: string) => `<!-- statusfolio:${kind} -->\n<!-- /statusfolio -->`;

describe('markers', () => {
  it.each([
    ['a pair', '<!-- statusfolio:list -->\nold\n<!-- /statusfolio -->\n'],
    ['two pairs', `${markers('list')}\n\n${markers('summary')}\n`],
    [
      'a pair with options',
      '<!-- statusfolio:table columns=name,status sort=name group="My work" -->\n<!-- /statusfolio -->',
    ],
    ['a pair with a gap of blanks', '<!--statusfolio:list-->  \n\t\n<!--/statusfolio-->  \n'],
    ['a pair between paragraphs', `before\n${markers('list')}\nbehind\n`],
  ])('%s make a block', (_, text) => {
    const { blocks } = read(Buffer.from(text), 'README.md');
    expect(blocks.length).toBeGreaterThan(0);
    expect(blocks.map(({ problem }) => problem)).toEqual(blocks.map(() => null));
  });

  it.each([
    ['no end', '<!-- statusfolio:list -->\ntext', /no end/],
    ['no beginning', 'text\n\n<!-- /statusfolio -->', /has no beginning/],
    ['the wrong order', '<!-- /statusfolio -->\n\n<!-- statusfolio:list -->', /has no beginning/],
    ['one inside another', `<!-- statusfolio:list -->\n${markers('table')}`, /before this one ends/],
    ['an unknown kind', markers('grid'), /Unknown block "grid"/],
    ['an unknown option', markers('list order=name'), /Unknown option "order"; the options are columns, sort, group/],
    ['an impossible column', markers('table columns=name,age'), /"name,age" is not possible for "columns"/],
    ['an impossible order', markers('table sort=age'), /"age" is not possible/],
    ['an indented marker', '<!-- statusfolio:list -->\n  <!-- /statusfolio -->', /at the beginning of its line/],
    ['text beside the marker', '<!-- statusfolio:list --> here\n<!-- /statusfolio -->', /cannot be read/],
    ['an option without a value', '<!-- statusfolio:list sort -->\n<!-- /statusfolio -->', /cannot be read/],
  ])('with %s are named and left alone', (_, text, expected) => {
    const { blocks } = read(Buffer.from(text), 'README.md');
    expect(blocks.map(({ problem }) => problem ?? '').join('\n')).toMatch(expected);
    expect(generate(text).toString()).toBe(text);
  });

  it.each([
    ['a fence', `\`\`\`\n${markers('list')}\n\`\`\`\n`],
    ['indented code', `text\n\n    <!-- statusfolio:list -->\n    <!-- /statusfolio -->\n`],
    ['a list item', '- item\n\n  <!-- statusfolio:list -->\n  <!-- /statusfolio -->\n'],
    ['a quote', '> <!-- statusfolio:list -->\n> <!-- /statusfolio -->\n'],
    ['a code span', '`<!-- statusfolio:list -->`\n`<!-- /statusfolio -->`\n'],
    ['another comment', '<!--\nstatusfolio:list\n-->\n<!-- /statusfolio of old -->\n'],
  ])('in %s are none', (_, text) => {
    expect(generate(text).toString()).toBe(text);
  });

  it('in a script, a style or preformatted text of a page are none', () => {
    for (const tag of ['script', 'style', 'pre', 'textarea']) {
      const text = `<${tag}>\n${markers('list')}\n</${tag}>\n`;
      expect(generate(text, 'index.html').toString()).toBe(text);
    }
  });
});

describe('a generated block', () => {
  it('is a table with the columns that were asked for, grouped and sorted', () => {
    const text = `${markers('table columns=status,name,repo sort=name group=Work')}\n`;
    expect(generate(text).toString()).toBe(`<!-- statusfolio:table columns=status,name,repo sort=name group=Work -->

| Status | Project | Repo |
| --- | --- | --- |
| 🟢 Running | [engine](https://github.com/ada/engine) | [Repo](https://github.com/ada/engine) |
| 🟡 In Progress | [mill](https://github.com/ada/mill) | [Repo](https://github.com/ada/mill) |

<!-- /statusfolio -->
`);
  });

  it('is a list for a profile', () => {
    expect(generate(markers('list sort=status')).toString()).toBe(`<!-- statusfolio:list sort=status -->

- **[engine](https://github.com/ada/engine)** — 🟢 Running
- **[mill](https://github.com/ada/mill)** — 🟡 In Progress — Grinds numbers
- **[loom](https://github.com/ada/loom)** — ⚪ Archived

<!-- /statusfolio -->`);
  });

  it('is a card grid for Quarto, in the markup that such pages use', () => {
    expect(generate(markers('cards group=Work'), 'index.qmd').toString()).toContain(`<div class="card-grid">

  <div class="card">
  <h3><a href="https://github.com/ada/mill">mill</a></h3>
  <p>Grinds numbers</p>
  <p>🟡 In Progress</p>
  </div>
`);
  });

  it('is a summary that counts in the words of the document', () => {
    const many = [...projects, entry('anvil', { status: 'running', text: '🟢 Running' })];
    expect(generate(markers('summary'), 'README.md', many).toString()).toContain(
      '\n2 running · 1 in progress · 1 archived\n',
    );
  });

  const dated = [
    entry('mill', { date: '(as of 2025-07)', lastWork: '2025-05' }),
    entry('engine', { status: 'running', text: '🟢 Running' }),
    entry('loom', { status: 'unknown', text: 'last work 2025-03', lastWork: '2025-03' }),
  ];

  it('has a column of the last work where a status is dated', () => {
    expect(generate(markers('table'), 'README.md', dated).toString()).toContain(`
| Project | Status | Last work |
| --- | --- | --- |
| [mill](https://github.com/ada/mill) | 🟡 In Progress | 2025-05 |
| [engine](https://github.com/ada/engine) | 🟢 Running |  |
| [loom](https://github.com/ada/loom) | last work 2025-03 | 2025-03 |
`);
  });

  it('dates a status in lists, in cards, and in tables whose columns were chosen', () => {
    for (const [kind, expected] of [
      ['list', '- **[mill](https://github.com/ada/mill)** — 🟡 In Progress (as of 2025-07)\n'],
      ['cards', '  <p>🟡 In Progress (as of 2025-07)</p>\n'],
      ['table columns=name,status', '| [mill](https://github.com/ada/mill) | 🟡 In Progress (as of 2025-07) |\n'],
    ])
      expect(generate(markers(kind ?? ''), 'README.md', dated).toString()).toContain(expected);
  });

  it('has no column of dates where there is none', () => {
    const text = generate(markers('table columns=name,status,lastwork')).toString();
    expect(text).toContain('| Project | Status |\n');
  });

  it.each(['README.md', 'index.html'])('reads back in %s of which projects it says when work was last seen', (path) => {
    for (const kind of ['table', 'list', 'cards']) {
      const bytes = generate(markers(kind), path, dated);
      const [block] = read(bytes, path).blocks;
      if (block === undefined) throw new Error('there is a block');
      expect([...readLastWork(bytes, block, publicSite)]).toEqual([['ada/loom', 'last work 2025-03']]);
    }
  });

  it('is written as the paragraphs of its section are', () => {
    const own = '## Now\n\n**Kiln** – bakes bread.\n\n**Press** – prints it.\n';
    const other = '## Tools\n\n- **Go** — daily\n- **Zig** — at night\n';
    const text = generate(`${own}\n${markers('list')}\n\n${other}`).toString();
    expect(text).toContain(
      '\n**[mill](https://github.com/ada/mill)** – 🟡 In Progress – Grinds numbers.\n\n**[engine]',
    );
    expect(generate(`${own}\n${other}\n${markers('list')}`).toString()).toContain('\n- **[mill]');
  });

  it('is made of the classes and titles that the cards of the page have', () => {
    const card = (more = '') =>
      `  <article class="project-card${more}">\n    <h4>Kiln</h4>\n    <p>Bakes.</p>\n  </article>\n`;
    const page = `<div class="projects wide">\n\n${card()}\n${card(' big')}\n${card()}\n</div>\n`;
    for (const path of ['index.qmd', 'README.md', 'index.html']) {
      const text = generate(`${page}\n${markers('cards')}\n`, path).toString();
      expect(text).toContain(`<div class="projects wide">

  <div class="project-card">
  <h4><a href="https://github.com/ada/mill">mill</a></h4>
`);
    }
  });

  it('is empty where there is nothing to show', () => {
    for (const kind of ['table', 'list', 'cards', 'summary'])
      expect(generate(markers(kind), 'README.md', []).toString()).toBe(markers(kind));
    expect(generate('<!-- statusfolio:list -->\nold\n<!-- /statusfolio -->', 'README.md', []).toString()).toBe(
      markers('list'),
    );
  });

  describe.each(['README.md', 'index.qmd', 'index.html'])('in %s', (path) => {
    describe.each(['table', 'list', 'cards', 'summary'])('%s', (kind) => {
      it.each([
        ['LF', '\n'],
        ['CRLF', '\r\n'],
        ['CR', '\r'],
      ])('follows %s, changes nothing outside, and is written once', (_, ending) => {
        const text = `# T\n\nbefore é\n\n<!-- statusfolio:${kind} -->\nold\n<!-- /statusfolio -->\n\nbehind`;
        const before = Buffer.from(text.replaceAll('\n', ending));
        // To Pandoc it would be a single line, so that it is left alone.
        if (path === 'index.qmd' && ending === '\r') {
          expect(generate(before, path).equals(before)).toBe(true);
          return;
        }
        const after = generate(before, path);
        const endings = after.toString().match(/\r\n|\r|\n/g) ?? [];
        expect(new Set(endings)).toEqual(new Set([ending]));
        const [head = '', tail = ''] = before.toString().split(`old${ending}`);
        expect(after.toString().startsWith(head) && after.toString().endsWith(tail)).toBe(true);
        expect(generate(after, path).equals(after)).toBe(true);
        expect(generate(after, path, projects.slice(1)).equals(after)).toBe(false);
      });

      it('is read back row by row', () => {
        if (kind === 'summary') return;
        const { rows } = read(generate(markers(kind), path), path);
        expect(rows.map(({ repo, typed }) => [repo, typed])).toEqual(
          projects.map(({ repo, status, text }) => [repo, { status, text }]),
        );
      });
    });
  });

  it('owns every row between its markers, one without a status cell too', () => {
    const table = '| Project | Status | Repo |\n|---|---|---|\n| a | Running | https://github.com/ada/a |\n| b |';
    const text = `${table}\n\n<!-- statusfolio:table -->\n${table}\n<!-- /statusfolio -->\n`;
    const reading = read(Buffer.from(text), 'README.md');
    expect(reading.rows.map((row) => [row.name, isGenerated(row, reading)])).toEqual([
      ['a', false],
      ['b', false],
      ['a', true],
      ['b', true],
    ]);
  });

  it('is encoded twice where the text around it is', () => {
    const twice = Buffer.from('# ðŸ¤Ÿ Work â€” mine\n\n<!-- statusfolio:list -->\n<!-- /statusfolio -->\n');
    const after = generate(twice).toString();
    expect(after).toContain('ðŸŸ¢ Running');
    expect(decodeMojibake(after)).toContain('- **[engine](https://github.com/ada/engine)** — 🟢 Running');
  });

  const harmless: Record<string, string[]> = {
    table: ['table', 'thead', 'tbody', 'tr', 'th', 'td', 'a', 'colgroup', 'col'],
    list: ['ul', 'li', 'strong', 'a'],
    cards: ['div', 'h3', 'p', 'a'],
  };
  const readers = oracles.filter(isInstalled);
  it.skipIf(readers.length < oracles.length)(
    'shows hostile names and descriptions as they are, to cmark-gfm and Pandoc (both must be installed)',
    async () => {
      // Long ones only take Pandoc long.
      const texts = hostileTexts.map((text) => text.slice(0, 300));
      const entries = texts.map((text, index) => entry(text, { repo: `ada/p${index}`, description: text }));
      for (const oracle of readers) {
        // Typographic quotes and dashes are Pandoc's own; GitHub looks for addresses.
        const flags =
          oracle.name === 'pandoc'
            ? oracle.flags.map((flag) => (flag === 'markdown' ? 'markdown-smart' : flag))
            : [...oracle.flags, '-e', 'autolink'];
        for (const [kind, allowed] of Object.entries(harmless)) {
          const html = await render({ ...oracle, flags }, generate(markers(kind), oracle.path, entries).toString());
          const { names, texts: rendered, links } = readHtml(html);
          expect(names.filter((name) => !allowed.includes(name))).toEqual([]);
          expect(links).toEqual(entries.map(({ repo }) => `https://github.com/${repo}`));
          const shown = visible(rendered.join(''));
          expect(entries.filter(({ name }) => !shown.includes(visible(name)))).toEqual([]);
        }
      }
    },
  );
});

/** What of a text can be seen. */
function visible(text: string): string {
  return text.toWellFormed().replace(/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, '');
}

function readHtml(html: string): { names: string[]; texts: string[]; links: string[] } {
  const found = { names: [] as string[], texts: [] as string[], links: [] as string[] };
  const visit = (node: unknown) => {
    const { nodeName, value, attrs, childNodes } = Object(node);
    if (nodeName === '#text') found.texts.push(value);
    else if (!nodeName.startsWith('#')) found.names.push(nodeName);
    for (const { name, value: target } of attrs ?? []) if (name === 'href' || name === 'src') found.links.push(target);
    for (const child of childNodes ?? []) visit(child);
  };
  visit(parseFragment(html));
  return found;
}

// Generates documents that hold projects in every shape we read, among things that look like them and are not, in many
// encodings. One number makes one document, so that a failure is repeated by its seed.

import { encodeMojibake } from '../../src/core/document/markup/encoding.ts';
import { createDice, type Dice } from './dice.ts';

const cells = [
  ...['alpha', 'beta', 'a `code` b', '`x\\|y`', '`a|b`', 'one\\|two', 'back\\\\slash', 'end\\\\\\|', '**bold**', ''],
  ...['[text](https://example.org/a_b)', '<b>tag</b>', '<!-- note -->', '🟢 emoji', 'é', ' ', '&amp;', '~~gone~~'],
  ...['x \\\\| y', '`', '``two ` ticks``', '\\`', 'à', '🟠', 'Status: x', '</td>', '<td>', '- item', '> quote', '$&'],
];
const statuses = [
  ...['🟢 Running', 'Running', '**Planned**', '`WIP`', '🟡 In Progress', ' Complete ', '_Paused_', 'Archived', ''],
  ...['custom word', 'Running | extra', 'Run\\|ning', '🟢 **Running**', '<b>Done</b>', '[Live](https://example.org)'],
  ...['Done<br><sub>May</sub>', '![s](https://img.shields.io/badge/status-active-green)', '🟠', '进行中', 'Завершён'],
  ...[
    'Running <!-- statusfolio: ignore -->',
    '<!-- statusfolio: pin --> Live',
    '80%',
    'v1.2',
    '***Live***',
    'Live `x`',
  ],
];
const fake = '| a | Status |\n|---|---|\n| fake | Running |';
const traps = [
  ...[
    'A line of prose.',
    '# Title',
    '## Other ##',
    'Title\n===',
    'Sub\n---',
    '- item',
    '> quote',
    '1. one\n2. two',
    '***',
  ],
  ...[
    `\`\`\`\n${fake}\n\`\`\``,
    `~~~ text\n\`\`\` \n${fake}\n~~~`,
    `<!--\n${fake}\n-->`,
    fake.replaceAll(/^/gm, '    '),
  ],
  ...[
    `<div>\n${fake}\n</div>`,
    `<pre>\n\n${fake}\n</pre>`,
    '<details>\n<summary>More</summary>',
    '</details>',
    '<span>',
  ],
  ...[
    '| lone pipe',
    '|---|---|',
    '| | |',
    '[ref]: https://github.com/ada/ref',
    '<table>',
    '</table>',
    '`unclosed',
    '-',
    '*',
  ],
  ...[
    '<script>\nlet a = "| x | Status |";\n</script>',
    '<br>',
    '\tcode',
    '$$\n| a |\n$$',
    '::: {.note}\ntext\n:::',
    '<?php ?>',
    '<!-- statusfolio:list -->',
    '<!-- /statusfolio -->',
    '<!-- statusfolio:grid -->',
  ],
];

/** One project table as GitHub writes them, or nearly. */
function makeTable(dice: Dice, name: () => string): string {
  const { pick, chance, below } = dice;
  const heading = pick(['Status', 'Status', 'Status', 'Estado', 'State of it']);
  const columns = ['Project', 'About', heading, 'Repo'].filter(
    (each) => each === heading || each === 'Project' || chance(0.8),
  );
  if (chance(0.3)) columns.reverse();
  const isOuter = chance(0.7);
  const indent = pick(['', '', '', ' ', '   ']);
  const line = (texts: readonly string[]) => indent + (isOuter ? `| ${texts.join(' | ')} |` : texts.join(' | '));
  const rows = Array.from({ length: 1 + below(4) }, () => {
    const row = columns.map((column) => {
      if (column === heading) return pick(statuses);
      if (column === 'Project') return name();
      return column === 'Repo'
        ? pick(['[r](https://github.com/ada/r)', 'TBD', 'https://github.com/ada/s'])
        : pick(cells);
    });
    return line(chance(0.1) ? row.slice(0, -1) : chance(0.1) ? [...row, 'more'] : row);
  });
  const delimiter = pick(['---', ':-', '-:', ':---:', '-', '--- ']);
  const width = columns.length + (chance(0.05) ? 1 : 0);
  return [line(columns), line(Array.from({ length: width }, () => delimiter)), ...rows].join('\n');
}

function makeHtmlTable({ pick, chance, below }: Dice, name: () => string): string {
  const gap = pick(['', '\n', '\n  ', '\n\n']);
  const close = chance(0.85);
  const cell = (tag: string, text: string) => `${gap}<${tag}>${text}${close ? `</${tag}>` : ''}`;
  const row = (...texts: readonly string[]) => `${gap}<tr>${texts.join('')}${gap}${close ? '</tr>' : ''}`;
  const rows = Array.from({ length: 1 + below(3) }, () => {
    const status = chance(0.1)
      ? `<td colspan="2">${pick(statuses)}</td>`
      : cell('td', pick(statuses).replaceAll('|', ''));
    return row(cell('td', `<a href="https://github.com/ada/h">${name()}</a>`), status);
  });
  const table = `<table>${row(cell('th', 'Project'), cell('th', 'Status'))}${rows.join('')}\n</table>`;
  return chance(0.3) ? `<div align="center">\n${table}\n</div>` : table;
}

function makeList({ pick, chance, below }: Dice, name: () => string): string {
  const dash = pick([' — ', ' - ', ' · ', ': ', ' – ']);
  return Array.from({ length: 1 + below(3) }, () => {
    const lead = pick([
      `[${name()}](https://github.com/ada/l)`,
      `**${name()}**`,
      `**[${name()}](https://github.com/ada/l)**`,
    ]);
    const status = pick(statuses).replaceAll('|', '');
    const bullet = pick(['- ', '* ', '1. ', '']);
    return `${bullet}${lead}${dash}${chance(0.3) ? `(${status})` : status}${chance(0.3) ? `${dash}a remark` : ''}`;
  }).join(chance(0.8) ? '\n' : '\n\n');
}

function makeCards({ pick, below }: Dice, name: () => string): string {
  const cards = Array.from({ length: 1 + below(2) }, () => {
    const status = pick(statuses).replaceAll('|', '');
    return `  <div class="card">\n  <h3>${name()}</h3>\n  <p>${status}</p>\n  <a href="https://github.com/ada/c">code</a>\n  </div>\n`;
  });
  return `<div class="card-grid">\n\n${cards.join('\n')}\n</div>`;
}

function makeHeaded({ pick }: Dice, name: () => string): string {
  const label = pick(['Status: ', '**Status:** ', '- **Status**: ', 'Estado: ']);
  return `## ${name()}\n\n${label}${pick(statuses)}\n\nhttps://github.com/ada/n`;
}

/** A block that an owner has marked, with whatever stands in it. */
function makeMarked({ pick }: Dice): string {
  const kind = pick(['table', 'list', 'cards', 'summary', 'table columns=name,status', 'list sort=name']);
  return `<!-- statusfolio:${kind} -->\n${pick(['', '', 'old\n', `${fake}\n`, '\n- old\n\n', '```\n'])}<!-- /statusfolio -->`;
}

const shapes = [makeTable, makeTable, makeTable, makeTable, makeHtmlTable, makeList, makeCards, makeHeaded, makeMarked];
const nestings = ['> ', '>', '  ', '   ', '    ', '\t', '> > '];

export interface GeneratedDocument {
  readonly bytes: Buffer;
  /** How the bytes were made from clean UTF-8 with LF: not at all, or in the way named. */
  readonly encoding: string;
}

/** Clean UTF-8 with LF, for renderers. Names of projects begin with `prefix` and are different from each other. */
export function generateText(seed: number, prefix = 'p'): string {
  const dice = createDice(seed);
  let names = 0;
  const name = () => {
    names += 1;
    return `${prefix}${names}x`;
  };
  const blocks = Array.from({ length: 1 + dice.below(4) }, () => {
    if (dice.chance(0.4)) return dice.pick(traps);
    const block = dice.pick(shapes)(dice, name);
    if (dice.chance(0.8)) return block;
    const nested = block.replaceAll(/^/gm, dice.pick(nestings));
    return dice.chance(0.5) ? `- item\n\n${nested}` : nested;
  });
  const front = dice.chance(0.05) ? '---\ntitle: x\n---\n\n' : '';
  return front + blocks.join(dice.chance(0.85) ? '\n\n' : '\n') + dice.pick(['', '\n', '\n\n']);
}

/** From clean UTF-8 with LF. */
export const encodings: Readonly<Record<string, (text: string) => Buffer>> = {
  'UTF-8': (text) => Buffer.from(text),
  CRLF: (text) => Buffer.from(text.replaceAll('\n', '\r\n')),
  CR: (text) => Buffer.from(text.replaceAll('\n', '\r')),
  'mixed endings': (text) => Buffer.from(text.replaceAll(/\n/g, (_, at: number) => (at % 3 ? '\n' : '\r\n'))),
  'byte order mark': (text) => Buffer.from(`\ufeff${text}`),
  'doubly encoded': (text) => Buffer.from(encodeMojibake(text)),
  'Latin-1': (text) => Buffer.from(text, 'latin1'),
  'invalid UTF-8': (text) =>
    Buffer.concat([Buffer.from([0xc3, 0x28, 0xff, 0x0a, 0x0a]), Buffer.from(text), Buffer.from([0x80])]),
  tabs: (text) => Buffer.from(text.replaceAll('| ', '|\t')),
  'no-break spaces': (text) => Buffer.from(text.replaceAll(' |', '\u00a0|')),
};

export function generateDocument(seed: number): GeneratedDocument {
  const [encoding = 'UTF-8', encode] = createDice(seed ^ 0x5eed).pick(Object.entries(encodings));
  return { bytes: encode(generateText(seed)), encoding };
}

// What documents and repositories hold reaches a terminal, a workflow's log and JSON only as text.

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSampleWorld } from '../../demo/github/sample-world.ts';
import { printDiff } from '../../src/cli/output/diff.ts';
import { createPaint, guardTerminal, showUnseen, toJsonText } from '../../src/cli/terminal.ts';
import { listenTo } from '../support/listen-to.ts';
import { buildTerminal, runInProcess } from '../support/run-in-process.ts';

const now = '2026-03-01T09:00:00Z';
const esc = String.fromCharCode(27);

/** Each does something to a terminal, or hides from whoever reads. */
const payloads: Readonly<Record<string, string>> = {
  'a colour': `${esc}[31m`,
  'a cursor that moves up': `${esc}[1A${esc}[2K`,
  'a clipboard (OSC 52)': `${esc}]52;c;ZXZpbA==\u0007`,
  'a hyperlink (OSC 8)': `${esc}]8;;https://evil.example\u0007x${esc}]8;;\u0007`,
  'C1 controls': '\u009b2J\u009d0;title\u009c',
  backspaces: '\b\b\b',
  'a lone carriage return': 'left\rright',
  'direction overrides': '\u202edlrow\u202c',
  isolates: '\u2066a\u2069',
  marks: '\u200e\u200f\u061c',
  'tag characters': '\u{e0001}\u{e0041}\u{e007f}',
  'a line separator': '\u2028',
  'a zero-width space': '\u200b',
};

/** Every character that must not arrive, apart from the line breaks of the output itself and the colours it wanted. */
const forbidden = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u;
const findForbidden = (text: string) => forbidden.exec(text.replaceAll('\n', ''))?.[0].codePointAt(0)?.toString(16);

describe('foreign text in a channel that interprets', () => {
  it.each(Object.entries(payloads))('shows %s instead of obeying it', (_, payload) => {
    expect(findForbidden(showUnseen(`a${payload}b`))).toBeUndefined();
    expect(showUnseen(`a${payload}b`)).toContain('<U+');
  });

  it.each(Object.entries(payloads))('keeps %s in JSON as an escape that reads as the same text', (_, payload) => {
    const json = toJsonText({ name: `a${payload}b` }, 2);
    expect(findForbidden(json)).toBeUndefined();
    expect(JSON.parse(json)).toEqual({ name: `a${payload}b` });
  });

  it('leaves ordinary text alone: emoji sequences, other scripts, tabs and the ends of lines', () => {
    for (const text of ['👩‍💻 🟢', 'עברית', 'می‌خواهم', 'a\tb', 'one\ntwo\n', 'one\r\ntwo\r\n'])
      expect(showUnseen(text)).toBe(text);
  });

  it('keeps our own colours and no other sequence', () => {
    const { terminal, said } = buildTerminal({ directory: '/', columns: 80, hasColour: true });
    const guarded = guardTerminal(terminal);
    guarded.out(createPaint(guarded)('red', `a${esc}[8mhidden${esc}[0m`));
    expect(said.out).toEqual([`${esc}[31ma<U+001B>[8mhidden<U+001B>[0m${esc}[39m\n`]);
  });

  it('asks with the text of others made visible', async () => {
    const { terminal, said } = buildTerminal({ directory: '/', columns: 80, answers: [true] });
    await guardTerminal(terminal).ask(`Write ${esc}[2Kx.md?`);
    expect(said.asked).toEqual(['Write <U+001B>[2Kx.md?']);
  });
});

describe('the diff that is agreed to', () => {
  const diff = (before: string, after: string, label = 'README.md', hasColour = false) => {
    const { terminal, said } = buildTerminal({ directory: '/', columns: 80, hasColour });
    printDiff(label, Buffer.from(before), Buffer.from(after), guardTerminal(terminal));
    return said.out.join('');
  };

  it.each(Object.entries(payloads))('cannot be forged by %s in the document', (_, payload) => {
    for (const hasColour of [false, true]) {
      const text = diff(`a${payload}\nrow 🟢 Running\n`, `a${payload}\nrow ⚪ Archived\n`, 'README.md', hasColour);
      const withoutOurs = text.replaceAll(new RegExp(`${esc}\\[(2|7|22|27|3[126]|39)m`, 'g'), '');
      expect(findForbidden(withoutOurs)).toBeUndefined();
      expect(withoutOurs).toContain('<U+');
    }
  });

  it('cannot be forged by a file name that holds lines of its own', () => {
    expect(diff('a\n', 'b\n', 'x\n-harmless\n+harmless').split('\n').slice(0, 3)).toEqual([
      '--- a/x -harmless +harmless',
      '+++ b/x -harmless +harmless',
      '@@ -1,1 +1,1 @@',
    ]);
  });

  it('cannot be forged by lines that look like the head of a patch: they are shown as changed', () => {
    const text = diff('-- a/x\nrow\n', '++ b/x\nrow\n', 'README.md', true);
    expect(text).toContain(`${esc}[31m-`);
    expect(text).toContain(`${esc}[32m+`);
    expect(text.match(/\[2m/g)).toHaveLength(2);
  });

  it('shows the lines of a document with CRLF as they are', () => {
    expect(diff('a\r\nb\r\n', 'a\r\nc\r\n')).toContain('-b\r\n+c\r\n');
  });
});

describe('every command in front of a hostile document', () => {
  let environment: Record<string, string>;
  let close: () => Promise<void>;
  let folder: string;
  const everything = Object.values(payloads).join('');
  beforeAll(async () => {
    const world = createSampleWorld({ now: () => new Date(now), until: new Date(now) });
    world.repository('embedding-mapper').archive(new Date('2026-02-01T09:00:00Z'));
    ({ environment, close } = await listenTo(world, { HOME: '/nonexistent' }));
    folder = mkdtempSync(join(tmpdir(), 'statusfolio-'));
    const seed = readFileSync('tests/fixtures/seeds/portfolio.md', 'utf8');
    const rows = seed.replace('embedding-mapper', `embedding-mapper ${everything}##[error]`);
    writeFileSync(join(folder, 'README.md'), `${rows}\n\n::error::forged\n${everything}\n`);
    writeFileSync(join(folder, 'statusfolio.yml'), 'labels: { archived: "⚪ Archived" }\n');
  });
  afterAll(async () => {
    await close();
  });

  it.each([
    ['check', 'README.md'],
    ['check', 'README.md', '--json'],
    ['check', 'README.md', '--format', 'markdown'],
    ['check', 'README.md', '--format', 'github'],
    ['sync', 'README.md', '--dry-run'],
    ['sync', 'README.md', '--dry-run', '--json'],
    ['sync', 'README.md'],
    ['init', 'README.md', '--dry-run', '--config', 'statusfolio.yml'],
    ['init', 'README.md', '--json', '--dry-run'],
    ['init', 'README.md', '--block', 'table', '--dry-run'],
    ['explain', 'embedding-mapper', 'README.md'],
    ['explain', 'embedding-mapper', 'README.md', '--json'],
    ['explain', everything, 'README.md'],
    ['doctor', 'README.md'],
    ['doctor', 'README.md', '--json'],
    ['doctor', 'README.md', '--repair'],
    ['answer', everything, 'keep', 'README.md'],
    ['pin', everything, 'running'],
    ['badge', everything, 'README.md'],
    ['deliveries', 'show', everything],
    ['leave', 'README.md'],
    [everything],
  ])('prints nothing raw (command %#)', async (...given) => {
    const { out, err } = await runInProcess(given, { directory: folder, environment });
    expect(findForbidden(out.replaceAll('@\u200b', '@'))).toBeUndefined();
    expect(findForbidden(err)).toBeUndefined();
  });
});

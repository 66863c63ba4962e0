// Text of strangers on its way to a workflow's runner, read back by the runner's own rules.

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendOutputs, appendSummary, formatCommand } from '../../../src/cli/action/workflow-commands.ts';
import { defuseCommands, toJsonText } from '../../../src/cli/terminal.ts';
import { findCommands, readOutputs } from '../../support/read-as-runner.ts';
import { runStatusfolio } from '../../support/spawn-statusfolio.ts';

const hostile = [
  '::add-mask::x',
  '   ::stop-commands::x',
  '\u00a0\u2003::error::x',
  '\u0085::error::x',
  'a\r::set-output name=x::y',
  'a\n\t::warning file=x::y',
  'before ##[add-path]/tmp/x',
  '##[error]x',
  '##vso[task.setvariable variable=x]y',
  '\u200b::error::x',
];

describe('text of strangers in the log of a workflow run is never a command', () => {
  it.each(hostile)('%j', (text) => {
    if (!text.startsWith('##vso') && !text.startsWith('\u200b')) expect(findCommands(text)).not.toEqual([]);
    expect(findCommands(defuseCommands(text))).toEqual([]);
  });

  it('whatever it is made of, and nothing visible of it is lost', () => {
    const piece = fc.constantFrom(
      '::',
      ':',
      '##[',
      '##',
      '[',
      'add-mask',
      ']',
      ' ',
      '\n',
      '\r',
      '\t',
      '\u00a0',
      'é',
      '|',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        const defused = defuseCommands(text);
        expect(findCommands(defused)).toEqual([]);
        expect(defused.replaceAll('\u200b', '')).toBe(text);
      }),
    );
  });

  it('stays what it was where it holds no command', () => {
    for (const text of ['a: b::c', 'https://example.org', '## [x]', '# ::', '| ::x'])
      expect(defuseCommands(text)).toBe(text);
  });

  it('as JSON it is the same value', () => {
    const value = { name: '##[add-mask]x', other: ['::error::y', '##vso[z]'] };
    for (const indent of [0, 2]) {
      expect(findCommands(toJsonText(value, indent))).toEqual([]);
      expect(JSON.parse(toJsonText(value, indent))).toEqual(value);
    }
  });

  it.each([
    [['check', 'README.md'], 'text'],
    [['check', 'README.md', '--json'], 'json'],
    [['check', 'README.md', '--format', 'markdown'], 'markdown'],
    [['check', '::add-mask::x'], 'an error'],
    [['explain', '##[add-mask]x', 'README.md'], 'a name that is not there'],
  ])('nor in what a real command prints: %j', async (args) => {
    const folder = mkdtempSync(join(tmpdir(), 'statusfolio-log-'));
    writeFileSync(
      join(folder, 'README.md'),
      '| Project | Status |\n|---|---|\n| ::add-mask::one | 🟢 Running |\n| ##[add-mask]two | 🟡 Paused |\n',
    );
    const environment = { GITHUB_ACTIONS: 'true', GITHUB_API_URL: 'http://127.0.0.1:9' };
    const { out, err } = await runStatusfolio(args, environment, folder);
    expect(`${out}${err}`).toMatch(/add-mask/);
    expect(findCommands(`${out}\n${err}`)).toEqual([]);
  });
});

describe('an annotation', () => {
  it('is one command whose text is the text, however it is written', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (title, message) => {
        const line = formatCommand('error', { file: 'a,b:c%.md', line: 3, column: 4, title: `t${title}` }, message);
        expect(line.split(/[\r\n]/)).toHaveLength(1);
        const [command, ...more] = findCommands(line);
        expect(more).toEqual([]);
        expect(command).toMatchObject({ name: 'error', properties: { file: 'a,b:c%.md', line: '3', col: '4' } });
        expect(Object.keys(command?.properties ?? {})).toEqual(['file', 'line', 'col', 'title']);
      }),
    );
  });
});

describe('files that the runner reads', () => {
  it('an output cannot set another one', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'statusfolio-output-')), 'output');
    writeFileSync(path, '');
    const commits = 'x\nreport=/etc/passwd\nEOF\nreport<<EOF\n/etc/shadow\nEOF';
    await appendOutputs(path, { changes: 1, commits, report: '/tmp/r' });
    expect(readOutputs(readFileSync(path, 'utf8'))).toEqual({ changes: '1', commits, report: '/tmp/r' });
  });

  it('a summary that is too large for the runner is cut at a line, and says so', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'statusfolio-summary-')), 'summary');
    writeFileSync(path, '');
    await appendSummary(path, '| ä | b |\n'.repeat(200_000));
    const text = readFileSync(path);
    expect(text.length).toBeLessThan(1024 * 1024);
    expect(text.toString()).toMatch(/\| ä \| b \|\n\n_The rest did not fit/);
  });
});

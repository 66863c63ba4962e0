// What stands under a heading of statuses and is not read as projects is named by every command that reads a document.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSimulatedGitHub } from '../../../demo/github/simulated-github.ts';
import { noHome } from '../../support/no-home.ts';
import { runInProcess } from '../../support/run-in-process.ts';

const now = '2026-03-01T12:00:00Z';
const projects = '| Project | Status |\n|-|-|\n| [Quill](https://github.com/ada/quill) | Done |\n';

const kinds = [
  [
    'a table of statuses of which no word is known',
    '| Tank | Status |\n|-|-|\n| North | brimming |\n',
    { line: 9, name: 'North', why: 'Its column has a status heading, but no label in it is known' },
  ],
  [
    'a table of statuses that is empty',
    '| Pier | Status |\n|-|-|\n| East | |\n',
    { line: 9, name: 'East', why: 'Its column has a status heading but is empty' },
  ],
  [
    'a list under a heading that is a status',
    '## In progress\n\n- oil the hinges\n- paint the door\n',
    { line: 9, name: 'In progress', why: 'The list is under a status heading' },
  ],
] as const;

describe('what is not read', () => {
  const github = createSimulatedGitHub({ now: () => new Date(now), token: 't', viewer: 'ada' });
  let apiUrl: string;
  let close: () => Promise<void>;
  let folder: string;
  beforeAll(async () => {
    const quill = github.addRepository({ owner: 'ada', name: 'quill', createdAt: new Date('2024-01-01T00:00:00Z') });
    quill.commit({ at: new Date('2024-02-01T00:00:00Z'), message: 'Write', files: { a: '1' } });
    ({ url: apiUrl, close } = await github.listen());
  });
  afterAll(async () => {
    expect(github.unexpected).toEqual([]);
    await close();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'statusfolio-'));
  });

  const run = async (text: string, ...args: readonly string[]) => {
    writeFileSync(join(folder, 'README.md'), `# Garden\n\n${projects}\n${text}`);
    const { out } = await runInProcess([...args, '--now', now], {
      directory: folder,
      environment: {
        HOME: noHome,
        GITHUB_TOKEN: 't',
        GITHUB_API_URL: apiUrl,
        XDG_STATE_HOME: join(folder, 'state'),
        XDG_CACHE_HOME: join(folder, 'cache'),
      },
    });
    // However wide the terminal is.
    return out.replaceAll(/\s+/g, ' ');
  };

  it.each(kinds)('is listed by check with its line and the reason: %s', async (_, text, { name, why, line }) => {
    const out = await run(text, 'check', 'README.md');
    expect(out).toContain(` ${name} `);
    expect(out).toContain(why);
    expect(out).toContain(`(line ${line})`);
  });

  it.each(kinds)('is listed by doctor with its line and the reason: %s', async (_, text, { name, why, line }) => {
    expect(await run(text, 'doctor', 'README.md')).toContain(`README.md:${line}: ${name}: ${why}`);
  });

  it.each(kinds)('is listed by init with its line and the reason: %s', async (_, text, { name, why, line }) => {
    const out = await run(text, 'init', 'README.md', '--dry-run');
    expect(out).toContain(`· ${name}`);
    expect(out).toContain(`left alone: ${why}`);
    expect(out).toContain(`(line ${line})`);
  });
});

// The tables at the head of README.md: what stands before and after is what two refreshes, a month apart, write on GitHub,
// and each reason is the one that they report.

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { createSimulatedGitHub } from '../demo/github/simulated-github.ts';
import { runInProcess } from './support/run-in-process.ts';

const typedAt = new Date('2025-03-10T09:00:00Z');
let now = new Date('2025-12-01T12:00:00Z');

interface Row {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly why: string;
}

const readme = readFileSync('README.md', 'utf8');
const rows: Row[] = [...readme.matchAll(/^\| (\w+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)]
  // Its spaces do not break, so that a status is one line.
  .map((cells) => cells.map((cell) => cell.replaceAll('&nbsp;', ' ').replaceAll('**', '')))
  .map(([, name = '', before = '', after = '', why = '']) => ({ name, before, after, why }))
  .filter(({ name }) => name === name.toLowerCase());

/** What the workflow in README.md sets, with which the table comes about. */
function readInputs(): Record<string, string> {
  const [, workflow = ''] = /^```yaml\n([\s\S]*?)^```/m.exec(readme) ?? [];
  return parse(workflow).jobs.status.steps[1].with;
}

/** The document of the example: its projects with links, and one column of statuses. */
const write = (statuses: readonly (readonly [name: string, status: string])[]) =>
  [
    '# Mara',
    '',
    '| Project | Status |',
    '|---|---|',
    ...statuses.map(([name, status]) => `| [${name}](https://github.com/mara/${name}) | ${status} |`),
    '',
  ].join('\n');

it('README.md shows what is written: archived, started, dated, and Complete left alone', async () => {
  expect(rows.map(({ name }) => name)).toEqual(['tides', 'sextant', 'anchor', 'logbook']);
  const github = createSimulatedGitHub({ now: () => now, token: 'a-token', viewer: 'mara' });
  const createdAt = new Date('2024-01-10T09:00:00Z');
  const add = (name: string, days: readonly string[], since = createdAt) => {
    const repository = github.addRepository({ owner: 'mara', name, createdAt: since, languages: ['Python'] });
    for (const day of days)
      repository.commit({ at: new Date(day), message: `Work of ${day}`, files: { [`${day}.py`]: 'pass\n' } });
    return repository;
  };
  const home = github.addRepository({ owner: 'mara', name: 'mara', createdAt });
  const before = write(rows.map((row) => [row.name, row.before]));
  home.commit({ at: typedAt, message: 'Update my projects', files: { 'README.md': before } });
  add('tides', ['2024-05-01', '2025-02-03']).archive(new Date('2025-11-20T10:00:00Z'));
  // There was no such repository when the word was typed.
  add('sextant', ['2025-11-18', '2025-11-19', '2025-11-27'], new Date('2025-11-15T09:00:00Z'));
  add('anchor', ['2025-01-15', '2025-03-04']);
  add('logbook', ['2024-03-01', '2024-06-02']);

  const { url, close } = await github.listen();
  try {
    const folder = mkdtempSync(join(tmpdir(), 'statusfolio-'));
    const { onSilence } = readInputs();
    const configuration = `documents: [{ repo: mara/mara, publish: commit }]\nonSilence: ${onSilence}\n`;
    writeFileSync(join(folder, 'statusfolio.yml'), configuration);
    const environment = { GITHUB_TOKEN: github.token, GITHUB_API_URL: url, XDG_STATE_HOME: folder };
    const sync = async () => {
      const args = ['sync', '--yes', '--json', '--now', now.toISOString()];
      const { code, out, err } = await runInProcess(args, { directory: folder, environment });
      expect(code, out + err).toBe(0);
      return JSON.parse(out).documents[0].projects as { readonly derived: { readonly evidence: string } }[];
    };
    const written = () => new TextDecoder().decode(home.head()?.files.get('README.md'));
    const isDated = ({ after }: Row) => after.includes('(as of');
    const first = await sync();
    expect(written()).toBe(write(rows.map((row) => [row.name, isDated(row) ? row.before : row.after])));
    now = new Date('2026-01-05T12:00:00Z');
    const second = await sync();
    expect(written()).toBe(write(rows.map((row) => [row.name, row.after])));
    const changedAtOnce = (row: Row) => row.after !== row.before && !isDated(row);
    const reasons = rows.map((row, at) => (changedAtOnce(row) ? first : second)[at]?.derived.evidence);
    expect(rows.map(({ why }) => why)).toEqual(reasons);
  } finally {
    await close();
  }
  expect(github.unexpected).toEqual([]);
});

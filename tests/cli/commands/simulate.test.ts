// `simulate` on a clone: the document's own history, read from Git's files, and the commits of its repositories.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSimulatedGitHub } from '../../../demo/github/simulated-github.ts';
import { row, table } from '../../support/open-pipeline.ts';
import { runInProcess } from '../../support/run-in-process.ts';

const today = '2026-03-01T12:00:00Z';
const daysAgo = (days: number) => new Date(Date.parse(today) - days * 86_400_000);

describe('simulate', () => {
  const world = createSimulatedGitHub({ now: () => new Date(today), token: 't', viewer: 'ada' });
  const folder = mkdtempSync(join(tmpdir(), 'statusfolio-'));
  let environment: Record<string, string>;
  let close: () => Promise<void>;

  const commit = (text: string, days: number) => {
    writeFileSync(join(folder, 'README.md'), text);
    const at = daysAgo(days).toISOString();
    const person = ['AUTHOR', 'COMMITTER'].map((who) => [
      [`GIT_${who}_NAME`, 'Ada'],
      [`GIT_${who}_EMAIL`, 'ada@example.org'],
      [`GIT_${who}_DATE`, at],
    ]);
    const env = { ...process.env, ...Object.fromEntries(person.flat()), GIT_CONFIG_GLOBAL: '/dev/null' };
    execFileSync('git', ['add', 'README.md'], { cwd: folder, env });
    execFileSync('git', ['commit', '-qm', 'Edit'], { cwd: folder, env });
  };

  beforeAll(async () => {
    const mill = world.addRepository({ owner: 'ada', name: 'mill', createdAt: daysAgo(900), languages: ['Go'] });
    // More than a page of them, so that the beginning of the year is behind its end.
    for (let days = 700; days > 250; days -= 2)
      mill.commit({ at: daysAgo(days), message: `Day ${days}`, files: { 'main.go': String(days) } });
    const loom = world.addRepository({ owner: 'ada', name: 'loom', createdAt: daysAgo(900), languages: ['Go'] });
    loom.commit({ at: daysAgo(320), message: 'Weave', files: { 'main.go': '1' } });
    loom.archive(daysAgo(100));
    execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: folder });
    const both = table(row('mill', 'In progress'), row('loom', 'In progress'), '| Attic | Archived | – |');
    commit(table(row('mill', 'In progress')), 340);
    commit(both, 330);
    commit(`${both}\nBye.\n`, 40);
    const { url, close: end } = await world.listen();
    close = end;
    environment = { GITHUB_TOKEN: 't', GITHUB_API_URL: url, XDG_STATE_HOME: folder };
  });
  afterAll(async () => await close());

  const run = (...args: readonly string[]) =>
    runInProcess(['simulate', 'README.md', '--now', today, ...args], { directory: folder, environment });

  it('follows the history of the file, and writes nothing', async () => {
    const before = readFileSync(join(folder, 'README.md'), 'utf8');
    const { code, out, err } = await run('--json');
    expect(code, err).toBe(0);
    const { documents, requests, problems } = JSON.parse(out);
    expect(documents[0]).toMatchObject({
      label: 'README.md',
      from: '2025-03-26',
      to: '2026-03-01',
      ownCommits: 2,
      gap: null,
    });
    const days: { day: string; events: { kind: string; name: string }[] }[] = documents[0].days;
    const events = days.flatMap(({ day, events: own }) => own.map(({ kind, name }) => `${day} ${kind} ${name}`));
    expect(events).toEqual(['2025-07-15 question loom', '2025-09-21 question mill', '2025-11-21 change loom']);
    expect(problems).toEqual([]);
    expect(requests.writes).toBe(0);
    expect(requests.graphql).toBeLessThan(12);
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe(before);
    expect(readdirSync(folder).toSorted()).toEqual(['.git', 'README.md']);
  });

  it('tells a person what would have happened, and what it could not know', async () => {
    const { out } = await run('--days', '130', '--on-silence', 'date');
    expect(out).toContain('2025-10-22 to 2026-03-01');
    expect(out).toContain('? mill: you are asked about "In progress". Last work commit 2025-06-22');
    expect(out).toContain('→ loom: In progress -> Archived. Archived (read-only) since 2025-11-21.');
    expect(out).toMatch(/1 status changed .*in \d commits?; \d questions? asked/);
    expect(out).toContain('Not replayed:');
  });

  it('says where commits were not read, and says nothing of the time before', async () => {
    const { out } = await runInProcess(['simulate', 'README.md', '--now', today], {
      directory: folder,
      environment: { ...environment, GITHUB_TOKEN: '', PATH: '' },
    });
    expect(out).toMatch(/ada\/mill: commits before 2024-12-\d\d were not read/);
    expect(out).toContain('ada/loom: GitHub does not say since when it is archived');
  });
});

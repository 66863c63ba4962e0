// A simulated past against a lived one: the same owner does the same things on two simulated GitHubs. On one of them the
// product looks every day; on the other it is simulated at the end, from nothing but what is there then.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { SimulatedRepository } from '../../../demo/github/repository.ts';
import type { SimulatedDay } from '../../../src/pipeline/simulate/simulate-document.ts';
import { openPipeline, type Pipeline, row, table, words } from '../../support/open-pipeline.ts';
import { runInProcess } from '../../support/run-in-process.ts';

const rules = 'rules: { quietDays: 20, stalledDays: 40, answerDays: 7 }\n';
const configuration = `${words}onSilence: date\n${rules}`;
const days = 62;

/** What the owner does on a day, and before the first one. */
function live(pipeline: Pipeline, repositories: Map<string, SimulatedRepository>, day: number): void {
  const work = (name: string) => {
    const files = { 'main.go': `Day ${day}` };
    repositories.get(name)?.commit({ at: pipeline.now(), message: 'Work', files });
  };
  if (day === 0) {
    for (const name of ['mill', 'loom', 'press', 'kiln']) repositories.set(name, pipeline.addProject(name, 1));
    const rows = ['mill', 'loom', 'press', 'kiln'].map((name) => row(name, '🟡 In Progress'));
    pipeline.write(table(...rows, row('anvil', '🔴 Planned')), pipeline.daysAgo(1));
  }
  if (day === 8) work('mill');
  if (day === 12) {
    const anvil = { owner: 'ada', name: 'anvil', createdAt: pipeline.now(), languages: ['C'] };
    repositories.set('anvil', pipeline.world.addRepository(anvil));
  }
  if (day === 13 || day === 14) work('anvil');
  if (day === 16) repositories.get('loom')?.archive(pipeline.now());
  if (day === 18) pipeline.write(pipeline.read().replace(row('press', '🟡 In Progress'), row('press', '🟢 Complete')));
  if (day === 41) work('kiln');
  if (day === 33) pipeline.write(`${pipeline.read()}\nThanks for reading.\n`);
}

type Told = readonly [day: string, kind: string, name: string, to: string];

it('says of every day what was written and asked on it', async () => {
  const lived = openPipeline({ configuration });
  const told: Told[] = [];
  const start = lived.now();
  const open = new Map<string, string>();
  const known = new Map<string, SimulatedRepository>();
  for (let day = 0; day <= days; day += 1) {
    if (day > 0) lived.pass(1);
    live(lived, known, day);
    const { rows, publication } = await lived.look();
    const today = lived.now().toISOString().slice(0, 10);
    for (const {
      row: { name, typed },
      decision,
    } of rows) {
      const date = decision.asOf?.action === 'add' ? ` ${decision.asOf.text}` : '';
      const isWritten = decision.action === 'change' && publication.kind === 'published';
      if (isWritten)
        told.push([today, decision.text === typed.text ? 'date' : 'change', name, `${decision.text}${date}`]);
      const askedAt = decision.question?.askedAt;
      if (askedAt !== undefined && open.get(name) !== askedAt) told.push([today, 'question', name, typed.text]);
      if (askedAt === undefined && open.has(name) && !isWritten) told.push([today, 'withdrawn', name, typed.text]);
      if (askedAt === undefined) open.delete(name);
      else open.set(name, askedAt);
    }
  }
  expect(new Set(told.map(([, kind]) => kind))).toEqual(new Set(['change', 'date', 'question', 'withdrawn']));
  expect(told.map(([, , name]) => name)).toContain('anvil');

  const left = openPipeline({ configuration });
  known.clear();
  for (let day = 0; day <= days; day += 1) {
    if (day > 0) left.pass(1);
    live(left, known, day);
  }
  expect(left.now()).toEqual(lived.now());
  const { url, close } = await left.world.listen();
  const folder = mkdtempSync(join(tmpdir(), 'statusfolio-'));
  writeFileSync(join(folder, 'statusfolio.yml'), `documents: [{ repo: ada/me }]\n${configuration}`);
  const environment = { GITHUB_TOKEN: left.world.token, GITHUB_API_URL: url, XDG_STATE_HOME: folder };
  const args = ['simulate', '--days', String(days), '--now', left.now().toISOString(), '--json'];
  const { code, out, err } = await runInProcess(args, { directory: folder, environment });
  await close();
  expect(code, err).toBe(0);
  const [document] = JSON.parse(out).documents;
  const simulated = document.days.flatMap(({ day, events }: SimulatedDay) =>
    events.map(({ kind, name, to }): Told => [day, kind, name, to]),
  );
  expect(document).toMatchObject({ from: start.toISOString().slice(0, 10), ownCommits: 2, gap: null, unread: [] });
  expect(simulated.toSorted()).toEqual(told.toSorted());
});

// Kinds of wrong facts: a window that is read as all there is, upkeep that is read as life, a flag that is trusted
// against the name, a program that confirms, an order of time that is assumed.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLocalDocuments } from '../../src/store/local-files.ts';
import { openPipeline, row, table } from '../support/open-pipeline.ts';

const robot = { name: 'readme-bot', email: 'readme@ada.dev', login: null };

/** A release, then the owner leaves "In Progress", then a widget commits every hour. */
function openHidden(hours: number) {
  const pipeline = openPipeline();
  const engine = pipeline.addProject('engine');
  engine.state.releases.push({ tag: 'v1.0.0', at: pipeline.daysAgo(60), isPrerelease: false, isDraft: false });
  pipeline.write(table(row('engine', '🟡 In Progress')), pipeline.daysAgo(55));
  const widget = () => {
    for (let hour = hours; hour > 0; hour -= 1) {
      const at = new Date(pipeline.now().getTime() - hour * 3_600_000);
      const files = { 'README.md': `${pipeline.read()}\n<!-- ${hour} -->\n` };
      pipeline.me.commit({ at, message: 'Widget', author: robot, files });
    }
  };
  return { pipeline, widget };
}

describe('a window that is read as all there is', () => {
  it.each([21, 130])('%i commits by a robot do not hide the word of the owner, at a first check', async (hours) => {
    const { pipeline, widget } = openHidden(hours);
    widget();
    const { rows, publication } = await pipeline.look();
    expect(publication.kind).toBe('nothing');
    expect(rows[0]?.facts.declared.confirmedAt).toBe(pipeline.daysAgo(55).toISOString());
    expect(rows[0]?.decision).toMatchObject({ action: 'keep', status: 'in_progress' });
  });

  it('what an earlier look has read is not replaced by less', async () => {
    const { pipeline, widget } = openHidden(1100);
    await pipeline.look();
    widget();
    const { rows, publication } = await pipeline.look();
    expect(publication.kind).toBe('nothing');
    expect(rows[0]?.facts.declared.confirmedAt).toBe(pipeline.daysAgo(55).toISOString());
  });

  it('what lies beyond every window is unknown, and contradicts nothing', async () => {
    const { pipeline, widget } = openHidden(1100);
    pipeline.world.find('ada', 'engine', false)?.state.releases.push({
      tag: 'v2.0.0',
      at: pipeline.daysAgo(44),
      isPrerelease: false,
      isDraft: false,
    });
    widget();
    const { rows, publication } = await pipeline.look();
    expect(publication.kind).toBe('nothing');
    expect(rows[0]?.facts.declared).toMatchObject({ confirmedAt: null, mayBeConfirmedAt: expect.any(String) });
    expect(rows[0]?.decision.action).toBe('keep');
  });
});

describe('a flag that is trusted against the name', () => {
  it.each(['nightly', 'latest', 'v2.0.0-rc.1', '2.0b1', 'continuous'])('%s is no stable release', async (tag) => {
    const pipeline = openPipeline();
    const engine = pipeline.addProject('engine');
    pipeline.write(table(row('engine', '🟡 In Progress')), pipeline.daysAgo(100));
    engine.state.releases.push({ tag, at: pipeline.daysAgo(5), isPrerelease: false, isDraft: false });
    const { rows, publication } = await pipeline.look();
    expect(publication.kind).toBe('nothing');
    expect(rows[0]?.derived).toMatchObject({ status: 'in_progress' });
  });
});

describe('an order of time that is assumed', () => {
  it.each(['1970-01-01T00:00:00Z', '1999-12-31T00:00:00Z'])(
    'a head dated %s is read, and is no silence',
    async (date) => {
      const pipeline = openPipeline();
      const engine = pipeline.addProject('engine', 120);
      engine.commit({ at: new Date(date), message: 'From a machine without a clock', files: { 'main.go': 'new' } });
      engine.state.pushedAt = pipeline.daysAgo(1);
      pipeline.write(table(row('engine', '🟡 In Progress')), pipeline.daysAgo(300));
      const { rows, problems } = await pipeline.look();
      expect(problems).toEqual([]);
      expect(rows[0]?.derived.rule).not.toMatch(/quiet|stalled/);
      expect(rows[0]?.decision).toMatchObject({ status: 'in_progress', action: 'keep' });
    },
  );
});

describe('a history that is cut', () => {
  it('gives the same answer at every depth, from GitHub where the clone does not have it', async () => {
    const pipeline = openPipeline({ viewer: 'ada' });
    const text = table(row('engine', '🟡 In Progress'));
    pipeline.write(text, pipeline.daysAgo(55));
    const folder = mkdtempSync(join(tmpdir(), 'statusfolio-depth-'));
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'pipe' }).toString().trim();
    git('init', '-q', '-b', 'main');
    git('remote', 'add', 'origin', 'https://github.com/ada/me.git');
    writeFileSync(join(folder, 'README.md'), text);
    // The commit that GitHub has, as a shallow clone of it: its parents were left out.
    const seconds = Math.floor(pipeline.daysAgo(1).getTime() / 1000);
    git('add', '.');
    const tree = git('write-tree');
    const raw = `tree ${tree}\nparent ${'a'.repeat(40)}\nauthor Ada <ada@ada.dev> ${seconds} +0000\ncommitter Ada <ada@ada.dev> ${seconds} +0000\n\nWork\n`;
    const head = execFileSync('git', ['hash-object', '-t', 'commit', '-w', '--stdin'], { cwd: folder, input: raw })
      .toString()
      .trim();
    git('update-ref', 'refs/heads/main', head);
    writeFileSync(join(folder, '.git', 'shallow'), `${head}\n`);
    const file = await openLocalDocuments().read({ kind: 'file', path: join(folder, 'README.md') });
    expect(file).toMatchObject({ confirmedAt: null, historyElsewhere: { repo: 'ada/me', path: 'README.md' } });
    const known = pipeline.me.head()?.oid ?? '';
    const found = await pipeline.github.readConfirmation?.({ repo: 'ada/me', path: 'README.md', oids: [head, known] });
    expect(found).toEqual({ confirmedAt: pipeline.daysAgo(55).toISOString() });
  });
});

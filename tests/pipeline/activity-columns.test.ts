// Columns of activity from the document to the pull request, on the simulated GitHub.

import { describe, expect, it } from 'vitest';
import { openAdmin } from '../../src/github/admin.ts';
import { json } from '../github/script-fetch.ts';
import { openPipeline, type PipelineOptions } from '../support/open-pipeline.ts';

const directive =
  '<!-- statusfolio: activity column=Seen 🟢 <60d 🟡 <120d 🔴 else; archived 📦; unsupported ⚪; gone 💀 -->';
const list = (...rows: readonly string[]) =>
  `# Tools\n\n${directive}\n\n| Tool | Seen |\n|---|---|\n${rows.join('\n')}\n`;
const row = (name: string, mark: string) => `| [${name}](https://github.com/${name}) | ${mark} |`;

function open(text: string, options: PipelineOptions = {}) {
  const pipeline = openPipeline(options);
  pipeline.write(text, pipeline.daysAgo(100));
  const add = (owner: string, name: string, days: number) => {
    const repository = pipeline.world.addRepository({ owner, name, createdAt: pipeline.daysAgo(900) });
    repository.commit({ at: pipeline.daysAgo(days), message: 'Work', files: { a: '1' } });
    return repository;
  };
  return { ...pipeline, add };
}

describe('columns of activity', () => {
  it('are updated by one pull request a week, whose text lists what became of the projects', async () => {
    const text = list(
      row('lea/fresh', '🟢'),
      row('lea/stale', '🟢'),
      row('lea/back', '🔴'),
      row('lea/over', '🟡'),
      row('lea/given', '🟢'),
      row('lea/fresh', '🟢'),
      '| [host](https://gitlab.com/lea/host) |  |',
      '| [lea](https://github.com/lea) | 🟢 |',
      row('lea/lost', '🟡'),
      row('lea/odd', 'soon'),
    );
    const pipeline = open(text);
    pipeline.add('lea', 'fresh', 10);
    pipeline.add('lea', 'stale', 70);
    pipeline.add('lea', 'back', 1);
    pipeline.add('lea', 'over', 20).archive(pipeline.daysAgo(3));
    pipeline.add('max', 'taken', 30);
    pipeline.add('lea', 'given', 30).rename('renamed');
    pipeline.add('lea', 'odd', 5);
    const first = await pipeline.look();
    expect(first).toMatchObject({ publication: { kind: 'proposed' }, rows: [] });
    const [pull] = pipeline.me.state.pullRequests;
    expect(pull).toMatchObject({ title: 'docs: update the activity of 5 projects', baseRef: 'main' });
    for (const part of [
      /\*\*Newly stale\*\* \(1\)\n\n- lea\/stale: 🟢 → 🟡\. Last commit on 2025-12-21, 70 days ago/,
      /\*\*Active again\*\* \(1\)\n\n- lea\/back: 🔴 → 🟢/,
      /\*\*Archived\*\* \(1\)\n\n- lea\/over: 🟡 → 📦/,
      /\*\*Not on GitHub\*\* \(2\)\n\n- host: ⚪.*\n- lea: 🟢 → ⚪\. The link leads to the account lea/,
      /\*\*Renamed: the link is updated\*\* \(1\)\n\n- line 11, lea\/given: lea\/given is lea\/renamed now/,
      /\*\*Listed twice\*\* \(1\)\n\n- line 12/,
      /\*\*Could not be seen.*\*\* \(1\)\n\n- line 15, lea\/lost/,
      /other content.*\*\* \(1\)\n\n- line 16, lea\/odd: "soon" is not one of the marks/,
    ]) {
      expect(pull?.body.replaceAll('\\', '')).toMatch(part);
    }
    expect(pipeline.read()).toBe(text);
    expect(pull?.headRef).toBe('statusfolio/activity-columns/readme-md/main');
    const admin = openAdmin(pipeline.githubOptions);
    const place = { repo: 'ada/me', base: 'main', topic: 'activity-columns/readme-md' };
    await pipeline.github.pullRequests.closePullRequest({ ...place, known: null });
    expect(await admin.deletePullRequestBranch(place.repo, place.base, place.topic)).toBe('none');
    expect(pull?.state).toBe('closed');
  });

  it('are looked at once in each slot of the schedule, and the pull request follows what is due', async () => {
    const pipeline = open(list(row('lea/one', '🟢'), row('lea/two', '🟢')));
    pipeline.add('lea', 'one', 70);
    pipeline.add('lea', 'two', 55);
    await pipeline.look();
    const asked = () => pipeline.world.requests.filter(({ operation }) => operation === 'LastByNames').length;
    pipeline.passMinutes(60);
    expect((await pipeline.look()).activity).toBeUndefined();
    expect(asked()).toBe(1);
    pipeline.pass(7);
    await pipeline.look();
    expect(asked()).toBe(2);
    const [pull, ...others] = pipeline.me.state.pullRequests;
    expect(others).toEqual([]);
    expect(pull?.body).toContain('2 newly stale');
    expect(pipeline.read('README.md', pull?.headRef)).toBe(list(row('lea/one', '🟡'), row('lea/two', '🟡')));
  });

  it('are left alone as long as not every repository could be asked about', async () => {
    const rows = Array.from({ length: 120 }, (_, index) => row(`lea/r${index}`, '🟢'));
    const pipeline = open(list(...rows));
    for (let index = 0; index < 120; index += 1) pipeline.add('lea', `r${index}`, 90);
    let asked = 0;
    const limited = json({ errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded.' }] });
    pipeline.world.fail({ when: ({ operation }) => operation === 'LastByNames' && ++asked === 2, answer: limited });
    const { problems } = await pipeline.look();
    expect(problems).toMatchObject([{ code: 'ACTIVITY_PARTIAL', message: expect.stringMatching(/^20 of 120/) }]);
    expect(pipeline.me.state.pullRequests).toEqual([]);
    // The slot is still open.
    await pipeline.look();
    expect(pipeline.me.state.pullRequests).toHaveLength(1);
  });

  it('say that a repository is gone once it was missing three times over three days', async () => {
    const pipeline = open(list(row('lea/lost', '🟢')), {
      target: { activity: { publish: 'commit', schedule: '0 6 * * *' } },
    });
    for (const day of [0, 1, 2]) {
      expect([day, pipeline.read()]).toEqual([day, list(row('lea/lost', '🟢'))]);
      await pipeline.look();
      pipeline.pass(1);
    }
    expect(pipeline.read()).toBe(list(row('lea/lost', '🟢')));
    await pipeline.look();
    expect(pipeline.read()).toBe(list(row('lea/lost', '💀')));
    pipeline.add('lea', 'lost', 5);
    pipeline.pass(1);
    await pipeline.look();
    expect(pipeline.read()).toBe(list(row('lea/lost', '🟢')));
  });

  it('cost six requests at most for 400 rows, publishing included', async () => {
    const rows = Array.from({ length: 400 }, (_, index) => row(`lea/r${index}`, '🟢'));
    const pipeline = open(list(...rows), { target: { activity: { publish: 'commit' } } });
    for (let index = 0; index < 400; index += 1) pipeline.add('lea', `r${index}`, index);
    pipeline.world.requests.length = 0;
    const { activity } = await pipeline.look();
    expect(activity).toHaveLength(400);
    expect(pipeline.world.requests.map(({ operation, path }) => operation ?? path)).toEqual([
      'DocumentOnDefaultBranch',
      ...Array.from({ length: 4 }, () => 'LastByNames'),
      'CommitOnBranch',
    ]);
    expect(
      pipeline
        .read()
        .match(/🟢|🟡|🔴/g)
        ?.filter((mark) => mark === '🔴'),
    ).toHaveLength(281);
  });

  it('never tell how a private repository fares in a document that everybody reads', async () => {
    const text = list(row('ada/secret', '🟢'), row('lea/open', '🟢'));
    const pipeline = open(text, { target: { activity: { publish: 'commit' } } });
    const secret = pipeline.add('ada', 'secret', 300);
    secret.state.visibility = 'PRIVATE';
    secret.rename('codename');
    pipeline.add('lea', 'open', 300);
    await pipeline.look();
    expect(pipeline.read()).toBe(list(row('ada/secret', '🟢'), row('lea/open', '🔴')));
    expect(pipeline.me.head('main')?.message).not.toMatch(/secret|codename/);
  });

  it('keep the status column beside them as one of statuses, and the row that is pinned or ignored', async () => {
    const rows = [
      `| [a](https://github.com/ada/a) | 🟢 Running | 🟢 |`,
      `| [b](https://github.com/ada/b) | 🟡 In Progress | 🟢 <!-- statusfolio: pin --> |`,
      `| [c](https://github.com/ada/c) <!-- statusfolio: ignore --> | 🟡 In Progress | 🟢 |`,
      `| [d](https://github.com/ada/d) | 🟡 In Progress | 🟢 |`,
    ];
    const text = `# T\n\n${directive}\n\n| Tool | Status | Seen |\n|---|---|---|\n${rows.join('\n')}\n`;
    const configuration = 'projects: [{ match: d, pin: { status: in_progress } }]';
    const pipeline = open(text, { configuration, target: { activity: { publish: 'commit' } } });
    for (const name of ['a', 'b', 'c', 'd']) pipeline.add('ada', name, 100);
    const result = await pipeline.look(undefined, undefined, configuration);
    expect(result.rows.map(({ row: { name, typed } }) => `${name} ${typed.status}`)).toEqual([
      'a running',
      'b in_progress',
      'c in_progress',
      'd in_progress',
    ]);
    expect(pipeline.read()).toBe(text.replace('| 🟢 Running | 🟢 |', '| 🟢 Running | 🟡 |'));
  });

  it('of a contributor are checked where rows were added, and nowhere else', async () => {
    const before = list(row('lea/old', '🟢'));
    const after = list(row('lea/old', '🟢'), row('lea/new', '🟢'), row('lea/blank', ' '));
    const pipeline = open(after, { publish: 'preview', target: { baseline: Buffer.from(before) } });
    for (const name of ['old', 'new', 'blank']) pipeline.add('lea', name, 200);
    const { activity = [], publication } = await pipeline.look();
    expect(activity.map(({ entry, decision }) => [entry.name, decision.action, decision.text])).toEqual([
      ['lea/old', 'keep', '🟢'],
      ['lea/new', 'change', '🔴'],
      ['lea/blank', 'change', '🔴'],
    ]);
    const due = publication.kind === 'withheld' ? Buffer.from(publication.bytes).toString() : '';
    expect(due).toBe(list(row('lea/old', '🟢'), row('lea/new', '🔴'), row('lea/blank', '🔴')));
    expect(pipeline.me.state.pullRequests).toEqual([]);
  });
});

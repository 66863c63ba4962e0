// Generated blocks through publishing: what a commit and a pull request say of a change that touches no status, and
// what a block must not say.

import { describe, expect, it } from 'vitest';
import { closePullRequest } from '../../demo/github/pull-requests.ts';
import { openPipeline, type Pipeline, row, table, words } from '../support/open-pipeline.ts';

const branch = 'statusfolio/main';
const block = (kind: string, options = '') => `<!-- statusfolio:${kind}${options} -->\n<!-- /statusfolio -->\n`;
const list = (...projects: readonly string[]) => `${words}projects:\n${projects.map((one) => `  - ${one}\n`).join('')}`;
const project = (name: string, more = '') => `{ match: ${name}, repo: ada/${name}${more} }`;

function openWithBlock(text: string, publish: 'commit' | 'pull-request' = 'commit') {
  const pipeline = openPipeline({ publish });
  for (const name of ['engine', 'other']) pipeline.addProject(name);
  pipeline.write(text, pipeline.daysAgo(30));
  return pipeline;
}

const lookWith = (pipeline: Pipeline, configuration: string) =>
  pipeline.look(pipeline.store, pipeline.targets, configuration);
const ownCommits = ({ me }: Pipeline) => me.history().filter(({ message }) => /^Statusfolio: /m.test(message));

describe('a generated block', () => {
  it('is filled from the configuration, and says which projects it lists', async () => {
    const pipeline = openWithBlock(`# Mine\n\n${block('list')}\nEnd`);
    await lookWith(pipeline, list(project('engine'), project('other')));
    expect(pipeline.read()).toBe(
      '# Mine\n\n<!-- statusfolio:list -->\n\n' +
        '- **[engine](https://github.com/ada/engine)** — 🟡 In Progress\n' +
        '- **[other](https://github.com/ada/other)** — 🟡 In Progress\n\n<!-- /statusfolio -->\n\nEnd',
    );
    const [commit] = ownCommits(pipeline);
    expect(commit?.message).toMatch(/^docs: update 2 project statuses\n\n- engine: 🟡 In Progress\n/);
    expect(commit?.message).toContain('\n\nThe generated list follows the configuration and the statuses. To change');
    expect((await lookWith(pipeline, list(project('engine'), project('other')))).publication.kind).toBe('nothing');
  });

  it.each([
    ['a project that was taken off the list', list(project('engine'))],
    ['another order', list(project('other'), project('engine'))],
    ['another description', list(project('engine', ', description: Makes steam'), project('other'))],
  ])('has a commit that tells the truth where no status changed: %s', async (_, configuration) => {
    const pipeline = openWithBlock(block('table'));
    await lookWith(pipeline, list(project('engine'), project('other')));
    pipeline.passMinutes(1);
    expect((await lookWith(pipeline, configuration)).publication.kind).toBe('published');
    expect(ownCommits(pipeline)[0]?.message).toBe(
      'docs: update the generated table\n\n' +
        'The generated table follows the configuration and the statuses. To change this text, edit the ' +
        'configuration or remove the markers.\n\nStatusfolio: ada/me:README.md@',
    );
    pipeline.pass(1);
    expect((await lookWith(pipeline, configuration)).publication.kind).toBe('nothing');
    // Nothing about a status happened, so nothing is remembered as a change of one.
    expect(await pipeline.store.listChanges(10)).toHaveLength(2);
  });

  it('names one change of a project that stands in a row of its own as well', async () => {
    const pipeline = openWithBlock(`${table(row('engine', '🟡 In Progress'))}\n${block('list')}\n${block('summary')}`);
    await pipeline.look();
    expect(ownCommits(pipeline)[0]?.message).toMatch(/^docs: update 2 generated blocks\n\n2 generated blocks follow /);
    pipeline.world.find('ada', 'engine', false)?.archive(pipeline.now());
    pipeline.pass(1);
    await pipeline.look();
    expect(pipeline.read()).toContain(`${row('engine', '⚪ Archived')}\n`);
    expect(pipeline.read()).toContain('- **[engine](https://github.com/ada/engine)** — ⚪ Archived\n');
    expect(pipeline.read()).toContain('\n1 archived\n');
    const [commit] = ownCommits(pipeline);
    expect(commit?.message).toMatch(/^docs: mark engine as ⚪ Archived\n\n- engine: 🟡 In Progress -> ⚪ Archived\n/);
    expect(commit?.message.match(/^- /gm)).toHaveLength(1);
    expect(await pipeline.store.listChanges(10)).toHaveLength(1);
  });

  it('lists a new project at once, with its status, although the commit of the day is made', async () => {
    const pipeline = openWithBlock(`${table(row('engine', '🟡 In Progress'))}\n${block('list')}`);
    pipeline.world.find('ada', 'engine', false)?.archive(pipeline.now());
    const first = list(project('engine'));
    pipeline.passMinutes(1);
    await lookWith(pipeline, first);
    expect(pipeline.read()).toContain('| engine | ⚪ Archived |');
    pipeline.passMinutes(30);
    await lookWith(pipeline, list(project('engine'), project('other')));
    expect(pipeline.read()).toContain('- **[other](https://github.com/ada/other)** — 🟡 In Progress\n');
    expect(ownCommits(pipeline)[0]?.message).toMatch(/^docs: list other as 🟡 In Progress\n/);
  });

  it('gives no status to a project that cannot be fetched, and shows it as soon as it can', async () => {
    const pipeline = openWithBlock(block('table'));
    const secret = pipeline.addProject('secret');
    secret.makePrivate(false);
    const configuration = list(project('engine'), project('secret'));
    const { problems } = await lookWith(pipeline, configuration);
    expect(problems).toMatchObject([{ code: 'NOT_VISIBLE' }]);
    expect(pipeline.read()).toContain('engine');
    expect(pipeline.read()).not.toContain('secret');
    pipeline.pass(1);
    expect((await lookWith(pipeline, configuration)).publication.kind).toBe('nothing');
    secret.makePrivate(true);
    pipeline.pass(1);
    const { rows, publication } = await lookWith(pipeline, configuration);
    expect(publication.kind).toBe('nothing');
    expect(rows[1]?.decision).toMatchObject({ action: 'skip', reason: expect.stringContaining('privateDetails') });
    pipeline.pass(1);
    await lookWith(pipeline, `${configuration}privateDetails: [ada/secret]\n`);
    expect(pipeline.read()).toContain('| [secret](https://github.com/ada/secret) | 🟡 In Progress |');
  });

  it('of one group leaves the others out, and out of the commit', async () => {
    const pipeline = openWithBlock(block('list', ' group=tools'));
    await lookWith(pipeline, list(project('engine', ', group: tools'), project('other', ', group: games')));
    expect(ownCommits(pipeline)[0]?.message).toMatch(/^docs: list engine as /);
    expect(await pipeline.store.listChanges(10)).toHaveLength(1);
  });

  it('ends an edit war about its text at the fourth commit', async () => {
    const pipeline = openWithBlock(block('list'));
    const configuration = list(project('engine'));
    for (let round = 0; round < 6; round += 1) {
      await lookWith(pipeline, configuration);
      pipeline.passMinutes(1);
      pipeline.write(pipeline.read().replace('- **[engine]', '- Rival: **[engine]'));
    }
    expect(ownCommits(pipeline)).toHaveLength(3);
    expect((await lookWith(pipeline, configuration)).problems).toMatchObject([{ code: 'PAUSED' }]);
  });
});

describe('a pull request for a generated block', () => {
  const openRequests = ({ me }: Pipeline) => me.state.pullRequests.filter(({ state }) => state === 'open');

  it('says what it is, with a proof, and is declined until the block would say something else', async () => {
    const pipeline = openWithBlock(`${table(row('engine', '🟡 In Progress'))}\n${block('summary')}`, 'pull-request');
    expect((await pipeline.look()).publication).toMatchObject({ kind: 'proposed', number: 1 });
    const [request] = openRequests(pipeline);
    expect(request?.title).toBe('docs: update the generated summary');
    expect(request?.body).toMatch(
      /^\*\*README\.md\*\*\n\nThe generated summary follows the configuration and the statuses\. .*\n\nEverything outside these blocks is unchanged: SHA-256 `[0-9a-f]{64}` before and after\.\n\nTo disagree, close/,
    );
    expect(request?.body).not.toContain('| Project |');
    expect(pipeline.read('README.md', branch)).toContain('1 in progress');

    closePullRequest(pipeline.me, 1);
    pipeline.pass(1);
    expect((await pipeline.look()).problems).toMatchObject([{ code: 'DECLINED' }]);
    pipeline.write(`${pipeline.read()}\n${table(row('other', '🟡 In Progress'))}`);
    pipeline.pass(1);
    expect((await pipeline.look()).publication).toMatchObject({ kind: 'proposed', number: 2 });
    expect(pipeline.read('README.md', branch)).toContain('2 in progress');
  });

  it('is updated in place, and counts as changed once it is merged', async () => {
    const pipeline = openWithBlock(block('list'), 'pull-request');
    await lookWith(pipeline, list(project('engine')));
    expect(openRequests(pipeline)).toMatchObject([{ number: 1, title: 'docs: list engine as 🟡 In Progress' }]);
    pipeline.pass(1);
    await lookWith(pipeline, list(project('engine'), project('other')));
    expect(openRequests(pipeline)).toMatchObject([{ number: 1, title: 'docs: update 2 project statuses' }]);
    expect(openRequests(pipeline)[0]?.body).toContain('| other |  | 🟡 In Progress |');
    expect(pipeline.world.forcedPushes).toBe(0);
  });
});

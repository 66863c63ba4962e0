// F05, F06, F07 and F18: refused branches, the status issue in other hands, and events that may not write.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkBox, closeIssue, findIssue, openIssue } from '../../demo/github/issues.ts';
import { createSampleWorld } from '../../demo/github/sample-world.ts';
import { openStateBranch } from '../../src/github/state-branch.ts';
import { openPipeline, row, table } from '../../tests/support/open-pipeline.ts';
import { runAction } from '../../tests/support/run-action.ts';
import { newFolder, type Relative, relatives } from './relative.ts';

const json = (status: number, body: object) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json; charset=utf-8' } });

async function createBranch(message: string): Promise<string> {
  const pipeline = openPipeline();
  pipeline.write('# Work\n', pipeline.daysAgo(3));
  pipeline.world.fail({
    when: ({ method, path }) => method === 'POST' && path.endsWith('/git/refs'),
    answer: json(422, { message, documentation_url: 'https://docs.github.com/rest' }),
    times: 5,
  });
  const branch = openStateBranch(pipeline.githubOptions, 'ada/me');
  const written = await branch.write('{}', await branch.read());
  return written.kind === 'rejected' ? `rejected: ${written.problem.code}` : written.kind;
}

/** An issue about a quiet project, open; then something happens to it. */
async function openQuiet() {
  const pipeline = openPipeline({ viewer: 'ada' });
  pipeline.addProject('quiet', 130);
  pipeline.write(table(row('quiet', '🟡 In Progress')), pipeline.daysAgo(110));
  await pipeline.look();
  pipeline.passMinutes(2);
  return pipeline;
}

async function answerOther(author: string, label: string): Promise<string> {
  const pipeline = await openQuiet();
  const { me } = pipeline;
  me.state.collaborators.set('release-app[bot]', 'write');
  me.state.issues.splice(0, 1, { ...findIssue(me, 1), author });
  checkBox(me, 1, { project: '### quiet', label, by: 'ada', at: pipeline.now() });
  pipeline.passMinutes(2);
  await pipeline.look();
  const [record] = await pipeline.store.listProjects();
  return (record?.answeredAt ?? null) === null && !pipeline.read().includes('Paused') ? 'not read' : 'read';
}

async function closeBy(login: string): Promise<string> {
  const pipeline = await openQuiet();
  pipeline.me.state.collaborators.set('helper-bot', 'write').set('visitor', 'read');
  closeIssue(pipeline.me, 1, login);
  for (let look = 0; look < 2; look += 1) {
    pipeline.passMinutes(30);
    await pipeline.look();
  }
  return findIssue(pipeline.me, 1).state;
}

async function runEvent(name: string, payload: object): Promise<string> {
  const now = new Date();
  const world = createSampleWorld({ now: () => now, until: now, confirmedAt: new Date(now.getTime() - 3_600_000) });
  world.repository('embedding-mapper').archive(now);
  const { url, close } = await world.github.listen();
  const workspace = newFolder();
  for (const file of ['summary', 'output']) writeFileSync(join(workspace, file), '');
  writeFileSync(
    join(workspace, 'event.json'),
    JSON.stringify({ repository: { full_name: 'naaas94/me', fork: false }, ...payload }),
  );
  const environment = {
    GITHUB_API_URL: url,
    GITHUB_REPOSITORY: 'naaas94/me',
    GITHUB_EVENT_NAME: name,
    GITHUB_EVENT_PATH: join(workspace, 'event.json'),
    GITHUB_STEP_SUMMARY: join(workspace, 'summary'),
    GITHUB_OUTPUT: join(workspace, 'output'),
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: workspace,
    INPUT_TOKEN: world.github.token,
    INPUT_LABELS: '{ archived: "⚪ Archived" }',
  };
  try {
    await runAction({ directory: workspace, environment });
    return world.portfolio.history().length > 1 || world.portfolio.history('statusfolio-state').length > 0
      ? 'writes'
      : 'only looks';
  } finally {
    await close();
  }
}

export const writes: readonly Relative[] = [
  ...relatives(
    'F05',
    'rejected: PROTECTED',
    {
      'creations restricted':
        'Repository rule violations found\n\nCannot create ref due to creations being restricted.',
      'a bare refusal': 'Reference update failed',
      'a pattern of names': 'Repository rule violations found\n\nBranch name must match a given regex pattern',
    },
    createBranch,
  ),
  // What has to be told from them.
  ...relatives('F05', 'conflict', { 'another run was faster': 'Reference already exists' }, createBranch),
  ...relatives(
    'F06',
    'read',
    {
      'opened by an App with write access, Paused': ['release-app[bot]', 'Paused'],
      'opened by the workflow, Paused': ['github-actions[bot]', 'Paused'],
      'opened by an App, Still active': ['release-app[bot]', 'Still active'],
    } as const,
    ([author, label]) => answerOther(author, label),
  ),
  ...relatives('F06', 'not read', { 'opened by a stranger': 'mallory' }, (author) => answerOther(author, 'Paused')),
  ...relatives(
    'F07',
    'only looks',
    Object.fromEntries(
      ['merge_group', 'pull_request_review', 'deployment_status', 'check_suite', 'tomorrow'].map((name) => [
        name,
        name,
      ]),
    ),
    (name) => runEvent(name, {}),
  ),
  ...relatives('F07', 'writes', { schedule: 'schedule' }, (name) => runEvent(name, {})),
  ...relatives(
    'F18',
    'open',
    {
      'closed by a sweeper': 'stale[bot]',
      'closed by the workflow': 'github-actions[bot]',
      'closed by a robot that may write': 'helper-bot',
      'closed by somebody who may only read': 'visitor',
    },
    closeBy,
  ),
  ...relatives('F18', 'closed', { 'closed by the owner': 'ada' }, closeBy),
  ...relatives(
    'F18',
    '1 issue',
    { 'database lost, 75 newer issues': 75, 'database lost, 130 newer issues': 130 },
    async (newer) => {
      const pipeline = await openQuiet();
      for (let index = 0; index < newer; index += 1)
        openIssue(pipeline.me, { title: `Bug ${index}`, body: 'It does.', by: 'eve' });
      await pipeline.look(pipeline.openStore());
      const own = pipeline.me.state.issues.filter(({ body }) => body.includes('### quiet'));
      return `${own.length} issue${own.length === 1 ? '' : 's'}`;
    },
  ),
];

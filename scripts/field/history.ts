// F01, F08, F09 and F20: whose commit confirms a row, and what is made of histories that are long, cut or dated wrongly.

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPipeline, row, table } from '../../tests/support/open-pipeline.ts';
import { runInProcess } from '../../tests/support/run-in-process.ts';
import { lookAtRow, newFolder, oneRow, type Relative, relatives } from './relative.ts';

interface Author {
  readonly login: string | null;
  readonly name: string;
  readonly email: string;
}
const typedDaysAgo = 40;
const ownersDay = new Date(Date.parse('2026-03-01T12:00:00Z') - typedDaysAgo * 86_400_000).toISOString().slice(0, 10);
const widget: Author = { login: 'widget-bot', name: 'widget-bot', email: 'widget@users.noreply.github.com' };

/** The day on which the row was last confirmed, after robots have committed the document. */
async function confirmedOnGitHub(robot: Author, commits: number, isLookedAtBefore = false): Promise<string> {
  const pipeline = openPipeline();
  pipeline.addProject('engine');
  pipeline.write(oneRow('🟡 In Progress'), pipeline.daysAgo(typedDaysAgo));
  if (isLookedAtBefore) await pipeline.look();
  for (let index = 0; index < commits; index += 1)
    pipeline.me.commit({
      at: pipeline.daysAgo(30 - (index * 29) / commits),
      message: 'Refresh the numbers',
      author: robot,
      files: { 'README.md': `${oneRow('🟡 In Progress')}\nVisits: ${index}\n` },
    });
  return (await lookAtRow(pipeline)).facts.declared.confirmedAt?.slice(0, 10) ?? 'never';
}

/** The same of a clone on this machine, by way of `check`. */
async function confirmedHere(robot: Author, commits: number): Promise<string> {
  const folder = newFolder();
  commitHere(folder, { name: 'Ada', email: 'ada@lovelace.dev' }, typedDaysAgo, oneRow('🟡 In Progress'));
  for (let index = 0; index < commits; index += 1)
    commitHere(folder, robot, 30 - (index * 29) / commits, `${oneRow('🟡 In Progress')}\nVisits: ${index}\n`);
  return await readConfirmedDay(folder);
}

async function readConfirmedDay(folder: string): Promise<string> {
  const pipeline = openPipeline();
  pipeline.addProject('engine');
  const { url, close } = await pipeline.world.listen();
  try {
    const environment = { GITHUB_API_URL: url, GITHUB_TOKEN: 't', HOME: folder, XDG_STATE_HOME: folder };
    const { out, err } = await runInProcess(['explain', 'engine', '--json', '--now', pipeline.now().toISOString()], {
      directory: folder,
      environment,
    });
    const found = /"confirmedAt":\s*"([^"]{10})/.exec(out)?.[1];
    return found ?? (/"confirmedAt":\s*null/.test(out) ? 'unknown' : `${out}${err}`.slice(0, 200));
  } finally {
    await close();
  }
}

const isolated = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null', PATH: process.env['PATH'] };

function commitHere(folder: string, who: Pick<Author, 'name' | 'email'>, daysAgo: number, text: string): void {
  const at = new Date(Date.parse('2026-03-01T12:00:00Z') - daysAgo * 86_400_000).toISOString();
  const env = { ...isolated, GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at };
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, env, stdio: 'pipe' });
  git('init', '--quiet', '--initial-branch=main');
  writeFileSync(join(folder, 'README.md'), text);
  git('add', 'README.md');
  const names = ['-c', `user.name=${who.name}`, '-c', `user.email=${who.email}`];
  git(...names, 'commit', '--quiet', '--allow-empty', '-m', 'Refresh the numbers');
}

/** A clone of a history of four commits, the owner's second one being 40 days old, cut in some way. */
async function confirmedInClone(...how: string[]): Promise<string> {
  const source = newFolder();
  const ada = { name: 'Ada', email: 'ada@lovelace.dev' };
  commitHere(source, ada, 90, '# Work\n');
  commitHere(source, ada, typedDaysAgo, oneRow('🟡 In Progress'));
  for (const days of [20, 10]) commitHere(source, widget, days, `${oneRow('🟡 In Progress')}\nVisits: ${days}\n`);
  const clone = newFolder();
  execFileSync('git', ['clone', '--quiet', ...how, `file://${source}`, clone], { env: isolated, stdio: 'pipe' });
  return await readConfirmedDay(clone);
}

const robots: Readonly<Record<string, Author>> = {
  'a name that ends in -bot': { login: 'stats-bot', name: 'stats-bot', email: 's@users.noreply.github.com' },
  'a name that ends in the word Bot': { login: null, name: 'Profile Snake Bot', email: 'snake@mail.dev' },
  'an address of bot.com': { login: null, name: 'Metrics', email: 'me@bot.com' },
  'a placeholder address': { login: null, name: 'Your Name', email: 'you@example.com' },
  'the address of workflows': { login: null, name: 'Ada L.', email: 'github-actions@github.com' },
};

const clockProblems = relatives(
  'F20',
  'understood',
  {
    'a head of 1970': '1970-01-01T00:00:01Z',
    'a head of 1985': '1985-05-05T00:00:00Z',
    'a head of 2009': '2009-06-01T00:00:00Z',
    'a head of 2040': '2040-01-01T00:00:00Z',
  },
  async (at) => {
    const pipeline = openPipeline();
    const engine = pipeline.addProject('engine');
    engine.commit({ at: new Date(at), message: 'With a wrong clock', files: { 'main.go': 'x' } });
    pipeline.write(table(row('engine', '🟡 In Progress')), pipeline.daysAgo(10));
    const { problems } = await lookAtRow(pipeline);
    return problems.length === 0 ? 'understood' : (problems[0]?.message ?? '');
  },
);

export const history: readonly Relative[] = [
  ...relatives(
    'F01',
    ownersDay,
    {
      '30 commits of a robot': [30, false],
      '130 commits of a robot': [130, false],
      '55 since the last look': [55, true],
    } as const,
    ([commits, isLookedAtBefore]) => confirmedOnGitHub(widget, commits, isLookedAtBefore),
  ),
  ...relatives('F01', ownersDay, { '45 commits of a robot, in a clone': 45 }, (commits) =>
    confirmedHere(widget, commits),
  ),
  ...relatives(
    'F08',
    'no robot, and no cut commit, confirms',
    {
      'depth 1': ['--depth=1'],
      'depth 2': ['--depth=2'],
      'cut by date': ['--shallow-since=2026-02-15'],
    },
    async (how: readonly string[]) => {
      const day = await confirmedInClone(...how);
      return day === ownersDay || day === 'unknown' ? 'no robot, and no cut commit, confirms' : day;
    },
  ),
  ...relatives('F08', ownersDay, { 'without blobs': ['--filter=blob:none'], whole: [] }, (how: readonly string[]) =>
    confirmedInClone(...how),
  ),
  ...relatives('F09', ownersDay, robots, (robot) => confirmedOnGitHub(robot, 3)),
  ...relatives(
    'F09',
    ownersDay,
    Object.fromEntries(Object.entries(robots).map(([name, robot]) => [`${name}, in a clone`, robot])),
    (robot) => confirmedHere(robot, 3),
  ),
  ...clockProblems,
];

// F02, F03, F04: what may not become public, what is no heartbeat, and which release is stable.

import { openPipeline, type Pipeline, row, table } from '../../tests/support/open-pipeline.ts';
import { lookAtRow, oneRow, type Relative, relatives } from './relative.ts';

const secretName = 'project-nightingale';

/** Everything that visitors of the portfolio repository can read. */
function readPublic({ me }: Pipeline): string {
  const branches = [...me.state.branches.values()].flat();
  const files = branches.flatMap(({ message, files: tree }) => [message, ...[...tree.values()].map(String)]);
  const requests = me.state.pullRequests.flatMap(({ title, body }) => [title, body]);
  const issues = me.state.issues.flatMap(({ title, body, comments }) => [
    title,
    body,
    ...comments.map((one) => one.body),
  ]);
  return [...files, ...requests, ...issues].join('\n');
}

type Turn = (engine: ReturnType<Pipeline['addProject']>) => void;
const hidden: Readonly<Record<string, Turn>> = {
  'renamed, then private': (engine) => {
    engine.rename(secretName);
    engine.makePrivate(true);
  },
  'private, then renamed': (engine) => {
    engine.makePrivate(true);
    engine.rename(secretName);
  },
  'private, renamed and archived': (engine) => {
    engine.makePrivate(true);
    engine.rename(secretName);
    engine.archive(new Date('2026-03-01T11:00:00Z'));
  },
  'renamed, private, and given away': (engine) => {
    engine.rename(secretName);
    engine.makePrivate(true);
    engine.transfer('nightingale-inc');
  },
};

const upkeep = {
  CodeQL: 'uses: github/codeql-action/analyze@v3',
  'OSSF Scorecard': 'uses: ossf/scorecard-action@v2',
  'Close inactive issues': 'uses: actions/stale@v9',
  'Check links': 'uses: lycheeverse/lychee-action@v2',
  'Sync labels': 'uses: micnncim/action-label-syncer@v1',
};

async function stopUpkeep(name: string, run: string): Promise<string> {
  const pipeline = openPipeline();
  const engine = pipeline.addProject('engine');
  const workflow = engine.addWorkflow(
    name,
    `.github/workflows/${name.toLowerCase().replaceAll(' ', '-')}.yml`,
    pipeline.daysAgo(300),
    run,
  );
  for (let days = 60; days > 30; days -= 7) engine.run(workflow, pipeline.daysAgo(days));
  pipeline.write(oneRow('🟢 Running'), pipeline.daysAgo(50));
  await pipeline.look();
  engine.disableWorkflow(workflow, 'disabled_manually', pipeline.daysAgo(1));
  pipeline.pass(5);
  const { publication, derived } = await lookAtRow(pipeline);
  return `${publication === 'nothing' ? 'nothing published' : publication}, ${derived.rule === 'stopped' ? 'stopped' : 'not stopped'}`;
}

async function release(tag: string): Promise<string> {
  const pipeline = openPipeline();
  const engine = pipeline.addProject('engine');
  pipeline.write(oneRow('🟡 In Progress'), pipeline.daysAgo(30));
  await pipeline.look();
  engine.release(tag, pipeline.daysAgo(1));
  const { publication, derived } = await lookAtRow(pipeline);
  return `${publication === 'nothing' ? 'nothing published' : publication}, ${derived.rule === 'released' ? 'released' : 'no release'}`;
}

const names = [
  'v3.1.0-rc.2',
  'v2.0b4',
  '1.4.0-SNAPSHOT',
  'nightly-20260228',
  'edge-canary',
  'continuous',
  'weekly-09',
  'v5.0.0-preview.1',
];

export const evidence: readonly Relative[] = [
  ...relatives('F02', 'the name stays private', hidden, async (turn) => {
    const pipeline = openPipeline();
    const engine = pipeline.addProject('engine');
    pipeline.write(table(row('engine', '🟡 In Progress')), pipeline.daysAgo(10));
    await pipeline.look();
    turn(engine);
    for (let look = 0; look < 3; look += 1) {
      pipeline.pass(1);
      await pipeline.look().catch(() => {});
    }
    return /nightingale/i.test(readPublic(pipeline)) ? 'the new name is public' : 'the name stays private';
  }),
  ...relatives(
    'F03',
    'nothing published, not stopped',
    Object.fromEntries(Object.entries(upkeep).map((one) => [one[0], one])),
    ([name, run]) => stopUpkeep(name, run),
  ),
  ...relatives('F04', 'nothing published, no release', Object.fromEntries(names.map((name) => [name, name])), release),
  // What has to be told from them.
  ...relatives('F04', 'nothing published, released', { 'v3.1.0': 'v3.1.0' }, release),
];

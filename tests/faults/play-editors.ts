// The editor bot: while a change is being published, a person commits in one of the gaps between the requests: to the
// document, to another file, or to our own branch. Afterwards every human byte has to be where it was put.

import type { Commit } from '../../demo/github/repository.ts';
import { openPipeline, type Pipeline, row, table } from '../support/open-pipeline.ts';
import { createRandom } from '../support/random.ts';

export interface EditorReport {
  readonly rounds: number;
  readonly humanCommits: number;
  readonly ownCommits: number;
  /** Edits that landed after the document was read and before the round was over. */
  readonly gaps: number;
  readonly lost: readonly string[];
  readonly forcedPushes: number;
}

const person = { login: 'ada', name: 'Ada', email: 'ada@example.org' };
const branch = 'statusfolio/main';

/** Half of the rounds publish by commit, half by pull request. */
export async function playEditors(rounds: number, seed: number): Promise<EditorReport> {
  const parts = await Promise.all([
    playRounds('commit', Math.ceil(rounds / 2), seed),
    playRounds('pull-request', Math.floor(rounds / 2), seed + 1),
  ]);
  const sum = (name: 'rounds' | 'humanCommits' | 'ownCommits' | 'gaps' | 'forcedPushes') =>
    parts.reduce((total, part) => total + part[name], 0);
  return {
    rounds: sum('rounds'),
    humanCommits: sum('humanCommits'),
    ownCommits: sum('ownCommits'),
    gaps: sum('gaps'),
    forcedPushes: sum('forcedPushes'),
    lost: parts.flatMap(({ lost }) => lost),
  };
}

/** A new world every so often keeps histories short. */
const roundsPerWorld = 20;

async function playRounds(publish: 'commit' | 'pull-request', rounds: number, seed: number): Promise<EditorReport> {
  const random = createRandom(seed);
  const lost: string[] = [];
  let [humanCommits, ownCommits, gaps, forcedPushes, done] = [0, 0, 0, 0, 0];
  while (done < rounds) {
    const pipeline = openPipeline({ publish });
    pipeline.write(table(row('engine', '🔵 Idea')), pipeline.daysAgo(30));
    const human: Commit[] = [];
    for (let round = 0; round < roundsPerWorld && done < rounds; round += 1) {
      done += 1;
      pipeline.pass(1.1);
      // A project that is archived already joins the table, so that every round has something to publish.
      const project = `p${done}`;
      pipeline.addProject(project).archive(pipeline.now());
      pipeline.write(`${pipeline.read().trimEnd()}\n${row(project, '🟡 In Progress')}\n`);
      // Which request of the round the edits come before; a conflict makes the round longer.
      const moments = new Set([Math.floor(random() * 14), Math.floor(random() * 14)]);
      let request = -1;
      pipeline.world.fail({
        when: () => {
          request += 1;
          if (!moments.has(request)) return false;
          if (request > 0) gaps += 1;
          human.push(edit(pipeline, done, random()));
          return false;
        },
        answer: 'reset',
      });
      await pipeline.look().catch(() => undefined);
      pipeline.world.recover();
    }
    humanCommits += human.length;
    const found = inspect(pipeline, human);
    ownCommits += found.ownCommits;
    lost.push(...found.lost.map((what) => `${publish}, seed ${seed}, before round ${done}: ${what}`));
    forcedPushes += pipeline.world.forcedPushes;
    await pipeline.store.close();
  }
  return { rounds: done, humanCommits, ownCommits, gaps, lost, forcedPushes };
}

function edit({ me, read, now }: Pipeline, round: number, dice: number): Commit {
  const text = read();
  const at = now();
  const message = `By hand ${round}`;
  if (dice < 0.15) return me.commit({ at, message, author: person, files: { 'notes.txt': `${round}` } });
  if (dice < 0.3 && me.head(branch) !== null) {
    return me.commit({ at, message, author: person, files: { [`mine-${round}.txt`]: 'x' }, branch });
  }
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.startsWith('| engine'));
  if (dice < 0.5) lines.splice(first, 0, row(`new-${round}`, '🔵 Idea'));
  else if (dice < 0.65)
    lines[first] = (lines[first] ?? '').replace(' |', ` *${round}* |`).replace('| engine *', '| engine *');
  else if (dice < 0.8) lines.splice(2, 0, `Note ${round}.`);
  else lines.splice(0, 0, `Line ${round}`, '');
  return me.commit({ at, message, author: person, files: { 'README.md': lines.join('\n') } });
}

/** Every human commit is still there, and no commit of ours changed more than status cells of what it stands on. */
function inspect({ me }: Pipeline, human: readonly Commit[]): { lost: string[]; ownCommits: number } {
  const lost: string[] = [];
  const branches = [me.history(), me.history(branch)];
  const reachable = new Set(branches.flat().map(({ oid }) => oid));
  for (const { oid, message } of human) if (!reachable.has(oid)) lost.push(`the commit "${message}" is gone`);
  const own = new Map(
    branches
      .flat()
      .filter(({ message }) => /^Statusfolio: /m.test(message))
      .map((commit) => [commit.oid, commit]),
  );
  for (const commit of own.values()) {
    const parent = me.findCommit(commit.parents.at(-1) ?? '');
    const [before, after] = [parent, commit].map((one) => one?.files ?? new Map<string, Uint8Array>());
    for (const path of new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])) {
      const [old, fresh] = [before, after].map((files) => Buffer.from(files?.get(path) ?? []).toString('utf8'));
      if (withoutStatuses(old ?? '') !== withoutStatuses(fresh ?? ''))
        lost.push(`${commit.oid} moved bytes of ${path}`);
    }
  }
  return { lost, ownCommits: own.size };
}

function withoutStatuses(text: string): string {
  return text.replace(/^(\|[^|]*\|)[^|]*(\|)/gm, '$1$2');
}

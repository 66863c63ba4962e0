// The sample portfolio on a simulated GitHub: seven repositories with their real rhythm of work, and the document that
// lists them, byte for byte. Headlines and contents are invented.

import { readFileSync } from 'node:fs';
import facts from '../world/sample-owner.json' with { type: 'json' };
import type { Author, SimulatedRepository, WorkflowState } from './repository.ts';
import { createSimulatedGitHub, type SimulatedGitHub, type SimulatedGitHubOptions } from './simulated-github.ts';

export interface SampleWorldOptions extends Pick<SimulatedGitHubOptions, 'now'> {
  /** Whatever came later has not happened yet. */
  readonly until: Date;
  /** When the owner last committed the document: from then on evidence counts against it. */
  readonly confirmedAt?: Date;
  /** Whose token it is; default: the owner's. */
  readonly viewer?: string;
}

export interface SampleWorld {
  readonly github: SimulatedGitHub;
  /** The repository that holds the document. */
  readonly portfolio: SimulatedRepository;
  readonly document: Buffer;
  repository(name: string): SimulatedRepository;
  /** PCC's daily job, which ran every noon up to `until`. */
  readonly dailyJob: WorkflowState;
}

const { owner } = facts;
const person: Author = { login: owner, name: owner, email: `${owner}@users.noreply.github.com` };
const robot: Author = {
  login: null,
  name: 'github-actions[bot]',
  email: '41898282+github-actions[bot]@users.noreply.github.com',
};
const headlines = {
  work: [
    'Tidy the loader',
    'Add a metric',
    'Handle empty input',
    'Speed up the batch step',
    'Check the schema first',
    'Split the module',
  ],
  docs: ['docs: explain the set-up', 'Update README.md', 'docs: add an example'],
  merge: ["Merge branch 'topic'"],
  bot: ['chore: refresh the data'],
};
const dayMs = 86_400_000;

/** Three weeks after the owner typed the last status: the date of the document in the sample. */
const typedAt = new Date('2025-10-24T12:00:00Z');

export function createSampleWorld({
  now,
  until,
  confirmedAt = typedAt,
  viewer = owner,
}: SampleWorldOptions): SampleWorld {
  const github = createSimulatedGitHub({ now, token: 'sample-token', viewer });
  const repositories = new Map<string, SimulatedRepository>();
  let dailyJob: WorkflowState | null = null;
  for (const fact of facts.repositories) {
    const repository = github.addRepository({
      owner,
      name: fact.name,
      createdAt: new Date(fact.createdAt),
      languages: fact.languages,
      defaultBranch: fact.defaultBranch,
    });
    repositories.set(fact.name, repository);
    replayCommits(repository, fact.commits, until);
    for (const { name, at } of fact.tags) if (new Date(at) <= until) repository.tag(name, new Date(at));
    for (const { name, path, cron } of fact.workflows) {
      const workflow = repository.addWorkflow(name, path, new Date(fact.createdAt));
      if (cron.length > 0) {
        dailyJob = workflow;
        runDaily(repository, workflow, new Date(until.getTime() - 30 * dayMs), until);
      }
    }
  }
  const document = readFileSync(new URL('../world/portfolio.md', import.meta.url));
  const portfolio = github.addRepository({ owner, name: 'me', createdAt: new Date('2025-07-01T00:00:00Z') });
  portfolio.commit({ at: confirmedAt, message: 'Update the table', files: { 'README.md': document } });
  if (dailyJob === null) throw new TypeError('the sample must hold a scheduled workflow');
  return {
    github,
    portfolio,
    document,
    dailyJob,
    repository(name) {
      const found = repositories.get(name);
      if (found === undefined) throw new RangeError(`the sample has no repository ${name}`);
      return found;
    },
  };
}

/** Successful scheduled runs at noon, UTC, after `from` and up to `to`. */
export function runDaily(repository: SimulatedRepository, workflow: WorkflowState, from: Date, to: Date): void {
  const noon = new Date(from.toISOString().slice(0, 10)).getTime() + dayMs / 2;
  for (let at = noon; at <= to.getTime(); at += dayMs) if (at > from.getTime()) repository.run(workflow, new Date(at));
}

function replayCommits(repository: SimulatedRepository, commits: readonly (readonly string[])[], until: Date): void {
  for (const [index, [at = '', kind = '']] of commits.entries()) {
    if (new Date(at) > until) return;
    const pool = headlines[kind as keyof typeof headlines];
    const path = kind === 'docs' ? 'README.md' : `src/part_${index % 7}.py`;
    repository.commit({
      at: new Date(at),
      message: pool[index % pool.length] ?? '',
      author: kind === 'bot' ? robot : person,
      isMerge: kind === 'merge',
      files: kind === 'merge' ? {} : { [path]: `revision ${index}\n` },
    });
  }
}

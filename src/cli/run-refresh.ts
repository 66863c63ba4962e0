// Refreshes documents for `check`, `sync`, `explain` and `badge`: one refresh per target, every failure an entry.

import type { Portfolio } from '../config/portfolio.ts';
import type { Problem } from '../core/model.ts';
import { StatusfolioError, toProblem } from '../errors.ts';
import type { Outside, Refreshed, RefreshResult } from '../pipeline/document-update.ts';
import { isTracked } from '../pipeline/match-project.ts';
import { findNeighbours } from '../pipeline/pull-request.ts';
import { refreshTogether } from '../pipeline/refresh.ts';
import type { RefreshTarget } from '../pipeline/target.ts';
import type { Clock } from '../ports/queue.ts';
import type { Memory } from '../ports/store.ts';
import type { Terminal } from './terminal.ts';

export interface RefreshRunPorts extends Outside {
  /** What is remembered for the owner of this document. */
  readonly stateOf: (documentKey: string) => Memory;
  readonly clock: Clock;
  /** All documents of the configuration; left out: those that are refreshed. */
  readonly others?: readonly RefreshTarget[];
}

export interface RefreshRun {
  readonly results: readonly RefreshResult[];
  readonly problems: readonly Problem[];
  /** A document could not be read, or no repository could be checked: exit code 2. */
  readonly isFailed: boolean;
}

/** Remembers nothing: for commands that create no database. */
export const noopStore: Memory = {
  keepFolder: async () => {},
  readDocument: async () => null,
  readRepositories: async () => [],
  readProjects: async () => [],
  listProjects: async () => [],
  listPins: async () => [],
  listChanges: async () => [],
  saveRefresh: async () => {},
  saveProjects: async () => {},
  countCommitsSince: async () => 0,
  readRepositoryState: async () => null,
  saveRepositoryState: async () => {},
  purgeEvidence: async () => {},
};

/** How often the line of progress is renewed. */
const progressMs = 150;

/** `shown`: where the person sees that something is going on. */
export async function runRefresh(
  targets: readonly RefreshTarget[],
  portfolio: Portfolio,
  ports: RefreshRunPorts,
  shown?: Pick<Terminal, 'progress'>,
): Promise<RefreshRun> {
  const results: RefreshResult[] = [];
  const problems: Problem[] = [];
  let isFailed = false;
  let label = '';
  const show = () => {
    const { graphql, rest } = ports.github.counts();
    shown?.progress(
      `Checking GitHub for ${label}… ${graphql + rest === 1 ? '1 request' : `${graphql + rest} requests`} so far`,
    );
  };
  const timer = setInterval(show, progressMs);
  try {
    for (const group of groupTargets(targets)) {
      label = group[0]?.label ?? '';
      for (const refreshed of await refreshAll(group, portfolio, { ...ports, others: ports.others ?? targets })) {
        if (refreshed.kind === 'done') {
          results.push(refreshed.result);
          problems.push(...refreshed.result.problems);
          isFailed ||= isBlind(refreshed.result);
          continue;
        }
        if (!(refreshed.error instanceof StatusfolioError)) throw refreshed.error;
        problems.push(toProblem(refreshed.error));
        isFailed = true;
      }
    }
  } finally {
    clearInterval(timer);
    shown?.progress(null);
  }
  const { unread } = ports.github;
  const isLinked = results.some(({ rows }) => rows.some(({ repo }) => repo !== null));
  if (unread !== undefined && isLinked && !isFailed) problems.push(tellUnread(unread));
  return { results, problems, isFailed };
}

/** Nothing was concluded from it; what it would say may be another status. */
function tellUnread(unread: readonly string[]): Problem {
  const message = `Without a token these were not checked: ${unread.join('; ')}.`;
  const hint = 'A token without any permission shows all but the last two: export GITHUB_TOKEN=…';
  return { code: 'TOKEN_MISSING', where: 'GITHUB_TOKEN', message, hint, level: 'notice' };
}

/** Documents of one repository are published together. */
function groupTargets(targets: readonly RefreshTarget[]): RefreshTarget[][] {
  const groups: RefreshTarget[][] = [];
  for (const target of targets) {
    if (!groups.some((group) => group.includes(target))) groups.push(findNeighbours(target, targets));
  }
  return groups;
}

async function refreshAll(
  group: readonly RefreshTarget[],
  portfolio: Portfolio,
  ports: RefreshRunPorts,
): Promise<Refreshed[]> {
  try {
    const memory = ports.stateOf(group[0]?.key ?? '');
    return await refreshTogether(group, portfolio, { ...ports, memory });
  } catch (error) {
    return group.map((target) => ({ kind: 'failed', target, error }));
  }
}

/** Whether repositories are linked and not one of them could be checked. */
function isBlind({ rows, activity = [] }: RefreshResult): boolean {
  const linked = rows.filter(({ repo, row }) => repo !== null && isTracked(row));
  const listed = activity.filter(
    ({ entry, decision }) => entry.subject.kind === 'repository' && decision.cause !== 'held',
  );
  if (linked.length + listed.length === 0) return false;
  return linked.every(({ facts }) => facts.activity === null) && listed.every((row) => row.activity === null);
}

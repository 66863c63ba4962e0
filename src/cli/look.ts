// Looks at documents for `check`, `sync`, `explain` and `badge`: one refresh per target, every failure an entry.

import type { Problem } from '../core/model.ts';
import type { Portfolio } from '../core/portfolio.ts';
import { StatusfolioError, toProblem } from '../errors.ts';
import { isJudged } from '../pipeline/collect.ts';
import { type RefreshResult, type RefreshTarget, refresh } from '../pipeline/refresh.ts';
import type { Clock, Documents, GitHub, Memory } from '../ports.ts';

export interface LookPorts {
  readonly github: GitHub;
  readonly files: Documents;
  readonly memory: Memory;
  readonly clock: Clock;
}

export interface Look {
  readonly results: readonly RefreshResult[];
  readonly problems: readonly Problem[];
  /** A document could not be read, or no repository could be looked at: exit code 2. */
  readonly isFailed: boolean;
}

/** Remembers nothing: for commands that create no database. */
export const forgetfulMemory: Memory = {
  readDocument: async () => null,
  readRepositories: async () => [],
  readProjects: async () => [],
  readAnswers: async () => [],
  saveRefresh: async () => {},
  countCommitsSince: async () => 0,
};

export async function lookAt(targets: readonly RefreshTarget[], portfolio: Portfolio, ports: LookPorts): Promise<Look> {
  const results: RefreshResult[] = [];
  const problems: Problem[] = [];
  let isFailed = false;
  for (const target of targets) {
    try {
      const result = await refresh(target, portfolio, ports);
      results.push(result);
      problems.push(...result.problems);
      isFailed ||= isBlind(result);
    } catch (error) {
      if (!(error instanceof StatusfolioError)) throw error;
      problems.push(toProblem(error));
      isFailed = true;
    }
  }
  return { results, problems, isFailed };
}

/** Whether repositories are linked and not one of them could be looked at. */
function isBlind({ rows }: RefreshResult): boolean {
  const linked = rows.filter(({ repo, row }) => repo !== null && isJudged(row));
  return linked.length > 0 && linked.every(({ facts }) => facts.activity === null);
}

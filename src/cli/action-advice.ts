// What somebody who relies on the Action should know and would otherwise find out too late: when GitHub will pause the
// schedule, what the workflow's own token cannot do, and when the token ends.

import { addDays, dayMs } from '../core/instants.ts';
import { StatusfolioError } from '../errors.ts';
import type { GitHub } from '../ports.ts';
import type { ActionContext } from './action.ts';
import type { Report } from './report.ts';

interface TokenExpiry {
  readonly variable: string;
  readonly says: string;
  readonly fix: string;
}

/** GitHub switches schedules of public repositories off after so many days without activity. */
const pauseDays = 60;
/** Said so early, that there is time. */
const warnDays = 50;

export async function adviseInAction(
  context: ActionContext,
  { documents, problems, expiries }: Report & { readonly expiries: readonly TokenExpiry[] },
  github: Pick<GitHub, 'readActivities'>,
  now: Date,
): Promise<string[]> {
  const { settings, repository, event } = context;
  const advice: string[] = [];
  const hasCommitted = documents.some(({ published }) => published?.kind === 'commit');
  if (hasCommitted && settings.writeToken === null) {
    advice.push(
      "The commit was made with the workflow's own token, and GitHub starts no other workflow and no Pages build from it. Where a site is built from this file, give the input write-token a token of your own.",
    );
  }
  if (problems.some(({ code }) => code === 'NOT_VISIBLE')) {
    advice.push(
      "The workflow's own token sees public repositories and this one. For private ones give the input token a token that may read them.",
    );
  }
  if (problems.some(({ code }) => code === 'WRITE_FORBIDDEN') && settings.writeToken === null) {
    advice.push(
      "The workflow's own token may write what the workflow grants it, and nothing else: under permissions: add contents: write for commits, issues: write for the status issue, pull-requests: write for pull requests.",
    );
  }
  for (const { variable, says, fix } of expiries) {
    const input = variable === 'GITHUB_TOKEN' ? 'token' : 'write-token';
    advice.push(`The token of the input ${input}: ${says} ${fix}`);
  }
  if (event.name === 'schedule') advice.push(...(await warnOfPause(repository, github, now)));
  return advice;
}

async function warnOfPause(repo: string, github: Pick<GitHub, 'readActivities'>, now: Date): Promise<string[]> {
  try {
    const [look] = await github.readActivities([{ repo, known: null, stale: false, heartbeat: false }], now);
    if (look?.kind !== 'ok' || look.activity.visibility !== 'public') return [];
    return describePause(look.activity.pushedAt ?? look.activity.createdAt, now);
  } catch (error) {
    if (error instanceof StatusfolioError) return [];
    throw error;
  }
}

export function describePause(activeAt: string, now: Date): string[] {
  const days = (now.getTime() - Date.parse(activeAt)) / dayMs;
  if (days < warnDays) return [];
  const pausesOn = addDays(activeAt, pauseDays).slice(0, 10);
  return [
    `Nothing was pushed here since ${activeAt.slice(0, 10)}. GitHub pauses the schedule of a public repository after ${pauseDays} days without activity, that is on ${pausesOn}: push anything, or press "Enable workflow" on its page afterwards.`,
  ];
}

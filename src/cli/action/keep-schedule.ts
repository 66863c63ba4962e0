// Keeps the workflow's own schedule going. GitHub switches schedules of public repositories off after 60 days without
// activity; enabling the workflow again, which its API offers for this, begins these days anew. Where the token may not do
// that, the day is announced while there is time.
// https://docs.github.com/actions/how-tos/manage-workflow-runs/disable-and-enable-workflows

import { addDays, dayMs, earliest, latest } from '../../core/dates.ts';
import type { Activity } from '../../core/model.ts';
import { StatusfolioError } from '../../errors.ts';
import type { GitHub } from '../../ports/github.ts';

const pauseDays = 60;
/** From then on it is enabled again: early enough for several tries, and at most every so many days. */
const renewDays = 45;
/** Announced so early that there is time. */
const warnDays = 50;

export interface OwnWorkflow {
  readonly repo: string;
  /** The name of its file; null: not known. */
  readonly file: string | null;
}

/** From `owner/name/.github/workflows/status.yml@refs/heads/main`, as the runner says it. */
export function readOwnWorkflow(repo: string, workflowRef: string): OwnWorkflow {
  return { repo, file: /\/\.github\/workflows\/([\w.-]{1,100}\.ya?ml)@/.exec(workflowRef)?.[1] ?? null };
}

/** What the owner should know of it, as sentences. What could not be found out stops no run. */
export async function keepSchedule(
  { repo, file }: OwnWorkflow,
  github: Pick<GitHub, 'readActivities' | 'workflows'>,
  now: Date,
): Promise<string[]> {
  try {
    const [fetched] = await github.readActivities([{ repo, known: null, stale: false, heartbeat: false }], now);
    if (fetched?.kind !== 'ok' || fetched.activity.visibility !== 'public') return [];
    const committedAt = readLastCommit(fetched.activity);
    if (countDays(committedAt, now) < renewDays) return [];
    const workflow = file === null ? null : ((await github.workflows?.read(repo, file)) ?? null);
    const activeAt = latest(committedAt, workflow?.updatedAt ?? null) ?? committedAt;
    if (countDays(activeAt, now) < renewDays) return [];
    const isRenewed = file !== null && (await github.workflows?.enable(repo, file)) === true;
    if (!isRenewed) return describePause(activeAt, now);
    return [
      `Nothing was committed here since ${committedAt.slice(0, 10)}, so this workflow was enabled again: GitHub pauses its schedule on ${pausesOn(now.toISOString())} at the earliest.`,
    ];
  } catch (error) {
    if (error instanceof StatusfolioError) return [];
    throw error;
  }
}

/** The last commit to the default branch, which is activity for certain: our own counts, what other branches get may not. */
function readLastCommit({ commits, completeSince, pushedAt, createdAt }: Activity): string {
  return earliest(pushedAt, commits[0]?.at ?? completeSince) ?? createdAt;
}

const countDays = (since: string, now: Date) => (now.getTime() - Date.parse(since)) / dayMs;
const pausesOn = (since: string) => addDays(since, pauseDays).slice(0, 10);

/** Empty while there is time. */
export function describePause(activeAt: string, now: Date): string[] {
  if (countDays(activeAt, now) < warnDays) return [];
  return [
    `Nothing was committed here since ${activeAt.slice(0, 10)}. GitHub pauses the schedule of a public repository after ${pauseDays} days without activity, that is on ${pausesOn(activeAt)}: commit anything, or add "actions: write" to the permissions of the workflow, which keeps its schedule going from then on. Once it is paused, press "Enable workflow" on its page.`,
  ];
}

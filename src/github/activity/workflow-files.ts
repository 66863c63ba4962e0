// What scheduled workflows do, by their files at the head of the default branch. A file is read once for every commit that
// the branch stood at, and evaluated once for every blob.

import * as z from 'zod';
import { isUpkeep } from '../../core/activity/commit-kind.ts';
import { readPurpose } from '../../core/activity/workflow-purpose.ts';
import type { Activity, ScheduledWorkflow } from '../../core/model.ts';
import type { GitHubClient } from '../client.ts';
import { workflowsAt } from '../queries.ts';

/** More than these in one repository are not read. */
const maxFiles = 20;

const answerSchema = z.object({
  node: z
    .record(z.string(), z.object({ oid: z.string().optional(), text: z.string().nullish() }).nullable())
    .nullable(),
});

/** The schedules with what they are for. What could not be read stays as it was known, else unknown. */
export async function readPurposes(
  client: GitHubClient,
  { nodeId, headOid }: Pick<Activity, 'nodeId' | 'headOid'>,
  schedules: readonly ScheduledWorkflow[],
  known: readonly ScheduledWorkflow[],
): Promise<ScheduledWorkflow[]> {
  const before = new Map(known.map((schedule) => [schedule.path ?? schedule.name, schedule]));
  const recalled = schedules.map((schedule): ScheduledWorkflow => {
    const { purpose, read } = before.get(schedule.path ?? schedule.name) ?? {};
    return { ...schedule, ...(purpose !== undefined && { purpose }), ...(read !== undefined && { read }) };
  });
  // A name that says upkeep is believed; what GitHub runs for its own services has no file.
  const open = recalled.filter((schedule) => !isUpkeep(schedule) && schedule.path?.startsWith('.github/') === true);
  const stale = open.filter(({ read }) => read === undefined || read.commit !== headOid).slice(0, maxFiles);
  const found = await readFiles(client, nodeId, stale);
  return recalled.map((schedule) => {
    const file = found.get(schedule);
    if (!open.includes(schedule)) return schedule;
    if (file === undefined) return { ...schedule, purpose: schedule.purpose ?? 'unknown' };
    const isSame = schedule.purpose !== undefined && schedule.read?.blob === file.oid && file.oid !== null;
    const purpose = isSame ? schedule.purpose : readPurpose(file.text);
    return { ...schedule, purpose, read: { blob: file.oid, commit: headOid } };
  });
}

async function readFiles(client: GitHubClient, id: string, schedules: readonly ScheduledWorkflow[]) {
  const files = new Map<ScheduledWorkflow, { readonly oid: string | null; readonly text: string }>();
  if (schedules.length === 0) return files;
  const places = Object.fromEntries(schedules.map(({ path }, index) => [`at${index}`, `HEAD:${path}`]));
  const answer = await client.query(workflowsAt(schedules.length), { id, ...places });
  const parsed = answer.kind === 'overloaded' ? null : answerSchema.safeParse(answer.data);
  if (answer.kind === 'overloaded' || parsed?.success !== true || answer.errors.length > 0) return files;
  for (const [index, schedule] of schedules.entries()) {
    const file = parsed.data.node?.[`f${index}`];
    if (file !== undefined) files.set(schedule, { oid: file?.oid ?? null, text: file?.text ?? '' });
  }
  return files;
}

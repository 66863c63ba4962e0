// What we wrote into a repository's own status is no word of its owner: it must not come back as one.

import { keyOwnStatus, listDeclared } from '../../core/activity/repository-status.ts';
import type { Declaration } from '../../core/model.ts';
import type { ProjectRecord } from '../../ports/records.ts';
import type { Memory } from '../../ports/store.ts';
import type { FetchedActivity, Repositories } from '../fetch-activity.ts';

/** Whether a declaration says what we proposed last; `since`: when we did. */
export function statesOwnWord(said: Declaration, { decision }: Pick<ProjectRecord, 'decision'>): boolean {
  return decision.since !== null && listDeclared(said).includes(decision.status);
}

/** The repositories as rows may see them: without a declaration whose last change is our commit. */
export async function leaveOutOwnWords(
  repositories: Repositories,
  memory: Pick<Memory, 'readProjects'>,
): Promise<(name: string) => FetchedActivity | undefined> {
  const declared = [...repositories.values()].flatMap(({ record: { activity } }) => {
    return activity?.operations?.declared?.since == null ? [] : [activity];
  });
  const records = declared.length === 0 ? [] : await memory.readProjects(declared.map(keyOwnStatus));
  const known = new Map(records.map((record) => [record.key, record]));
  return (name) => {
    const fetched = repositories.get(name);
    const activity = fetched?.record.activity ?? null;
    const said = activity?.operations?.declared ?? null;
    const record = activity === null ? undefined : known.get(keyOwnStatus(activity));
    if (fetched === undefined || activity?.operations == null || said === null || record === undefined) return fetched;
    if (!statesOwnWord(said, record)) return fetched;
    const operations = { ...activity.operations, declared: { ...said, since: null } };
    return { ...fetched, record: { ...fetched.record, activity: { ...activity, operations } } };
  };
}

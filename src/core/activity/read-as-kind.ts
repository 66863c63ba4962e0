// What counts as work and as a sign of life depends on what a project is: to a book its chapters are work, and the pages
// of a library's documentation do not make the library run.

import type { Activity } from '../model.ts';

export const projectKinds = ['service', 'library', 'site', 'docs', 'notebook'] as const;
export type ProjectKind = (typeof projectKinds)[number];

/** Kinds whose text is the work. */
const written = new Set<ProjectKind>(['docs', 'site']);
/** Kinds whose pages are only about them. */
const described = new Set<ProjectKind>(['library', 'notebook', 'docs']);

/** null: the owner has not said what it is. */
export function readAsKind(activity: Activity, kind: ProjectKind | null): Activity {
  if (kind === null) return activity;
  const { operations } = activity;
  const deployments = operations?.deployments.filter(({ environment }) => environment !== 'github-pages') ?? [];
  return {
    ...activity,
    ...(written.has(kind) && {
      commits: activity.commits.map((commit) => (commit.kind === 'docs' ? { ...commit, kind: 'work' } : commit)),
    }),
    ...(described.has(kind) && operations !== null && { operations: { ...operations, deployments } }),
  };
}

// Webhook payloads in the official shape, as far as receivers read them.

import type { RepositoryEvent, RepositoryState } from './repository.ts';

export function wordPayload(
  state: RepositoryState,
  { action, body }: RepositoryEvent,
  sender: string,
  now: Date,
): Record<string, unknown> {
  return {
    ...(action !== null && { action }),
    sender: { login: sender, type: 'User', id: 1 },
    ...body,
    repository: {
      id: state.databaseId,
      node_id: state.nodeId,
      name: state.name,
      full_name: `${state.owner}/${state.name}`,
      private: state.visibility !== 'PUBLIC',
      visibility: state.visibility.toLowerCase(),
      archived: state.archivedAt !== null,
      fork: state.isFork,
      default_branch: state.defaultBranch,
      created_at: state.createdAt.toISOString(),
      updated_at: now.toISOString(),
      pushed_at: state.pushedAt?.toISOString() ?? null,
      owner: { login: state.owner, type: 'User' },
    },
  };
}

// The state of the simulated GitHub: its repositories, where old names lead, what was asked, and what is on its way.

import { AsyncLocalStorage } from 'node:async_hooks';
import type { SimulatedApp } from './app.ts';
import type { Attempt, PendingDelivery } from './deliver-webhooks.ts';
import {
  createRepository,
  type RepositoryEvent,
  type RepositoryInput,
  type RepositoryState,
  type SimulatedRepository,
} from './repository.ts';
import { wordPayload } from './word-payload.ts';

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  /** Name of the GraphQL operation; null for REST. */
  readonly operation: string | null;
  readonly status: number;
  /** What the request said who it was; null: nothing. */
  readonly credential: string | null;
}

export interface World {
  /** Who asks at this moment. */
  readonly viewer: string;
  /** Further tokens, and whose they are. */
  readonly tokens: Map<string, string>;
  actAs<Answer>(login: string, work: () => Promise<Answer>): Promise<Answer>;
  readonly now: () => Date;
  readonly requests: RecordedRequest[];
  /** Requests and fields that the simulation does not know; tests assert that this stays empty. */
  readonly unexpected: string[];
  readonly pending: PendingDelivery[];
  /** Every attempt to deliver a webhook, oldest first. */
  readonly attempts: Attempt[];
  pointsUsed: number;
  /** Branches that were moved to where they did not lead: nobody here should ever do that. */
  forcedPushes: number;
  /** When the token ends; null: never. */
  tokenExpiresAt: Date | null;
  /** Scopes of a classic token; null: a fine-grained one, which GitHub says nothing about. */
  tokenScopes: readonly string[] | null;
  /** null: there is no App. */
  app: SimulatedApp | null;
  /** GitHub refuses webhooks to addresses that it cannot reach; a test may want them all the same. */
  acceptsLocalHooks: boolean;
  /** `owner/name` of what accounts show on their front page. */
  readonly pinned: string[];
  addRepository(input: RepositoryInput): SimulatedRepository;
  /** Everything of this account that the token can see. */
  listOf(owner: string): SimulatedRepository[];
  /** What the token can see under this name; null when that is nothing. */
  find(owner: string, name: string, followRenames: boolean): SimulatedRepository | null;
  findById(nodeId: string): SimulatedRepository | null;
  findByDatabaseId(id: number): SimulatedRepository | null;
}

function readAt(value: unknown, ...path: readonly string[]): string | null {
  const found = path.reduce<unknown>((inner, name) => Reflect.get(Object(inner), name), value);
  return typeof found === 'string' ? found : null;
}

export function createWorld(viewer: string, now: () => Date): World {
  const acting = new AsyncLocalStorage<string>();
  const repositories: SimulatedRepository[] = [];
  const renamed = new Map<string, SimulatedRepository>();
  const pending: PendingDelivery[] = [];
  const key = (owner: string, name: string) => `${owner}/${name}`.toLowerCase();
  const isThere = ({ state }: SimulatedRepository) => !state.isDeleted && state.isVisible;

  function tell(state: RepositoryState, event: RepositoryEvent): void {
    const oldName = readAt(event.body, 'changes', 'repository', 'name', 'from');
    const oldOwner = readAt(event.body, 'changes', 'owner', 'from', 'user', 'login');
    const repository = repositories.find((candidate) => candidate.state === state);
    if ((oldName ?? oldOwner) !== null && repository !== undefined)
      renamed.set(key(oldOwner ?? state.owner, oldName ?? state.name), repository);
    for (const hook of state.hooks) {
      if (hook.events.includes('*') || hook.events.includes(event.event)) {
        pending.push({
          hook,
          repositoryId: state.databaseId,
          event: event.event,
          payload: wordPayload(state, event, acting.getStore() ?? viewer, now()),
        });
      }
    }
  }

  return {
    get viewer() {
      return acting.getStore() ?? viewer;
    },
    tokens: new Map(),
    actAs: (login, work) => acting.run(login, work),
    now,
    requests: [],
    unexpected: [],
    pending,
    attempts: [],
    app: null,
    pointsUsed: 0,
    forcedPushes: 0,
    tokenExpiresAt: null,
    tokenScopes: null,
    acceptsLocalHooks: false,
    pinned: [],
    listOf: (owner) =>
      repositories.filter(
        (candidate) => isThere(candidate) && candidate.state.owner.toLowerCase() === owner.toLowerCase(),
      ),
    addRepository(input) {
      const repository = createRepository(input, tell, () => acting.getStore() ?? viewer);
      repositories.push(repository);
      return repository;
    },
    find(owner, name, followRenames) {
      const wanted = key(owner, name);
      const found = repositories.find(
        (candidate) => isThere(candidate) && key(candidate.state.owner, candidate.state.name) === wanted,
      );
      if (found !== undefined) return found;
      const moved = followRenames ? renamed.get(wanted) : undefined;
      return moved !== undefined && isThere(moved) ? moved : null;
    },
    findById: (nodeId) =>
      repositories.find((candidate) => isThere(candidate) && candidate.state.nodeId === nodeId) ?? null,
    findByDatabaseId: (id) =>
      repositories.find((candidate) => isThere(candidate) && candidate.state.databaseId === id) ?? null,
  };
}

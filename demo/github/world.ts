// The state of the simulated GitHub: its repositories, where old names lead, what was asked, and what is on its way.

import { AsyncLocalStorage } from 'node:async_hooks';
import { reaches, type SimulatedApp, type SimulatedInstallation } from './app.ts';
import type { Attempt, PendingDelivery } from './deliver-webhooks.ts';
import type { Limits } from './limits.ts';
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
  /** `installation`: whose token it is; private repositories that it does not reach are not there for it. */
  actAs<Answer>(
    login: string,
    work: () => Promise<Answer>,
    installation?: SimulatedInstallation | null,
  ): Promise<Answer>;
  readonly now: () => Date;
  readonly requests: RecordedRequest[];
  /** Requests and fields that the simulation does not know; tests assert that this stays empty. */
  readonly unexpected: string[];
  readonly pending: PendingDelivery[];
  /** Every attempt to deliver a webhook, oldest first. */
  readonly attempts: Attempt[];
  pointsUsed: number;
  /** Enforced where there are any. */
  limits: Limits | null;
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
  const acting = new AsyncLocalStorage<{
    readonly login: string;
    readonly installation: SimulatedInstallation | null;
  }>();
  const repositories: SimulatedRepository[] = [];
  const renamed = new Map<string, SimulatedRepository>();
  const pending: PendingDelivery[] = [];
  const key = (owner: string, name: string) => `${owner}/${name}`.toLowerCase();
  const byName = new Map<string, SimulatedRepository>();
  const byId = new Map<string | number, SimulatedRepository>();
  const byOwner = new Map<string, Set<SimulatedRepository>>();
  const isThere = ({ state, fullName }: SimulatedRepository) => {
    if (state.isDeleted || !state.isVisible) return false;
    const installation = acting.getStore()?.installation ?? null;
    return installation === null || state.visibility === 'PUBLIC' || reaches(installation, fullName());
  };
  const isCalled = ({ state }: SimulatedRepository, name: string) => key(state.owner, state.name) === name;

  /** Whoever renames a repository need not say so here. */
  function findByName(name: string): SimulatedRepository | null {
    const known = byName.get(name);
    if (known !== undefined && isCalled(known, name) && !known.state.isDeleted) return known;
    const found = repositories.filter((candidate) => isCalled(candidate, name));
    const [first] = found.toSorted((one, other) => Number(one.state.isDeleted) - Number(other.state.isDeleted));
    if (first !== undefined) byName.set(name, first);
    return first ?? null;
  }

  /** Of an account by any login that it had. */
  function listByOwner(login: string): SimulatedRepository[] {
    const isOwn = ({ state }: SimulatedRepository) => state.owner.toLowerCase() === login;
    const known = [...(byOwner.get(login) ?? [])];
    if (known.length > 0 && known.every(isOwn)) return known;
    const found = repositories.filter(isOwn);
    byOwner.set(login, new Set(found));
    return found;
  }

  function tell(state: RepositoryState, event: RepositoryEvent): void {
    const oldName = readAt(event.body, 'changes', 'repository', 'name', 'from');
    const oldOwner = readAt(event.body, 'changes', 'owner', 'from', 'user', 'login');
    const repository = byId.get(state.databaseId);
    if ((oldName ?? oldOwner) !== null && repository !== undefined)
      renamed.set(key(oldOwner ?? state.owner, oldName ?? state.name), repository);
    for (const hook of state.hooks) {
      if (hook.events.includes('*') || hook.events.includes(event.event)) {
        pending.push({
          hook,
          repositoryId: state.databaseId,
          event: event.event,
          payload: wordPayload(state, event, senderOf(), now()),
        });
      }
    }
    const { app } = world;
    if (app?.hook === undefined) return;
    const name = `${state.owner}/${state.name}`;
    const installation = app.installations.find((one) => !one.isSuspended && reaches(one, name));
    if (installation === undefined) return;
    const payload = { ...wordPayload(state, event, senderOf(), now()), installation: { id: installation.id } };
    pending.push({ hook: { ...app.hook, events: ['*'] }, repositoryId: state.databaseId, event: event.event, payload });
  }

  const senderOf = () => acting.getStore()?.login ?? viewer;
  const world: World = {
    get viewer() {
      return senderOf();
    },
    tokens: new Map(),
    actAs: (login, work, installation = null) => acting.run({ login, installation }, work),
    now,
    requests: [],
    unexpected: [],
    pending,
    attempts: [],
    app: null,
    pointsUsed: 0,
    limits: null,
    forcedPushes: 0,
    tokenExpiresAt: null,
    tokenScopes: null,
    acceptsLocalHooks: false,
    pinned: [],
    listOf: (owner) => listByOwner(owner.toLowerCase()).filter(isThere),
    addRepository(input) {
      const repository = createRepository(input, tell, senderOf);
      repositories.push(repository);
      const { nodeId, databaseId, owner, name } = repository.state;
      if (!byName.has(key(owner, name))) byName.set(key(owner, name), repository);
      byId.set(nodeId, repository).set(databaseId, repository);
      byOwner.get(owner.toLowerCase())?.add(repository);
      return repository;
    },
    find(owner, name, followRenames) {
      const wanted = key(owner, name);
      const found = findByName(wanted);
      if (found !== null && isThere(found)) return found;
      const moved = followRenames ? renamed.get(wanted) : undefined;
      return moved !== undefined && isThere(moved) ? moved : null;
    },
    findById: (nodeId) => findThere(nodeId),
    findByDatabaseId: (id) => findThere(id),
  };
  function findThere(id: string | number): SimulatedRepository | null {
    const found = byId.get(id);
    return found !== undefined && isThere(found) ? found : null;
  }
  return world;
}

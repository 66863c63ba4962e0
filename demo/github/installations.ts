// What happens to an App's installations: each is told to the App's own webhook, in GitHub's shape. Accounts keep their
// number under every login.

import { describeAccount } from './answer-account.ts';
import type { SimulatedApp, SimulatedInstallation } from './app.ts';
import { nextId } from './repository.ts';
import type { World } from './world.ts';

/** What an App is granted that was made for this program. */
export const usualPermissions: Readonly<Record<string, string>> = {
  actions: 'read',
  contents: 'write',
  issues: 'write',
  metadata: 'read',
  pull_requests: 'write',
};

type InstallInput = Pick<SimulatedInstallation, 'account'> & Partial<SimulatedInstallation>;

/** The App is installed on an account; with the number of an earlier installation it is another one all the same. */
export function install(world: World, input: InstallInput): SimulatedInstallation {
  const installation: SimulatedInstallation = {
    id: nextId(),
    accountId: describeAccount(input.account).databaseId,
    repositories: null,
    permissions: usualPermissions,
    isSuspended: false,
    ...input,
  };
  appOf(world).installations.push(installation);
  tellInstallation(world, installation, 'created', { repositories: listInstalled(world, installation) });
  return installation;
}

export function uninstall(world: World, installation: SimulatedInstallation): void {
  const { installations } = appOf(world);
  installations.splice(installations.indexOf(installation), 1);
  tellInstallation(world, installation, 'deleted');
}

export function suspend(world: World, installation: SimulatedInstallation, isSuspended = true): void {
  installation.isSuspended = isSuspended;
  tellInstallation(world, installation, isSuspended ? 'suspend' : 'unsuspend');
}

export function acceptPermissions(
  world: World,
  installation: SimulatedInstallation,
  permissions: SimulatedInstallation['permissions'],
): void {
  installation.permissions = permissions;
  tellInstallation(world, installation, 'new_permissions_accepted');
}

/** Names without the account, of an installation that does not cover all repositories. */
export function changeRepositories(
  world: World,
  installation: SimulatedInstallation,
  { added = [], removed = [] }: { readonly added?: readonly string[]; readonly removed?: readonly string[] },
): void {
  const before = installation.repositories ?? [];
  const word = (name: string) => {
    const found = world.listOf(installation.account).find(({ state }) => state.name === name);
    return found === undefined ? [] : [wordInstalled(found)];
  };
  const gone = removed.flatMap(word);
  installation.repositories = [...before.filter((name) => !removed.includes(name)), ...added];
  tellApp(world, 'installation_repositories', added.length > 0 ? 'added' : 'removed', {
    installation: formatInstallation(world, installation),
    repository_selection: 'selected',
    repositories_added: added.flatMap(word),
    repositories_removed: gone,
    sender: wordSender(installation),
  });
}

/** The account has another login from now on, and its repositories with it. */
export function renameAccount(world: World, installation: SimulatedInstallation, login: string): void {
  const before = installation.account;
  for (const { state } of world.listOf(before)) state.owner = login;
  Object.assign(installation, { account: login });
  tellApp(world, 'installation_target', 'renamed', {
    account: { id: installation.accountId, login, type: 'User' },
    changes: { login: { from: before } },
    installation: { id: installation.id },
    target_type: 'User',
  });
}

export function revokeAuthorization(world: World, { account, accountId }: SimulatedInstallation): void {
  tellApp(world, 'github_app_authorization', 'revoked', { sender: { login: account, id: accountId, type: 'User' } });
}

/** Every repository that the installation covers. */
export function listCovered(world: World, { account, repositories }: SimulatedInstallation) {
  return world.listOf(account).filter(({ state }) => repositories === null || repositories.includes(state.name));
}

function listInstalled(world: World, installation: SimulatedInstallation) {
  return listCovered(world, installation).map(wordInstalled);
}

function wordInstalled({ state, fullName }: ReturnType<World['listOf']>[number]) {
  const { databaseId: id, nodeId, name, visibility } = state;
  return { id, node_id: nodeId, name, full_name: fullName(), private: visibility !== 'PUBLIC' };
}

export function formatInstallation(
  world: World,
  { id, account, accountId, permissions, repositories, isSuspended, updatedAt }: SimulatedInstallation,
) {
  const at = (updatedAt ?? world.now()).toISOString();
  return {
    id,
    account: { login: account, id: accountId ?? describeAccount(account).databaseId, type: 'User' },
    target_type: 'User',
    repository_selection: repositories === null ? 'all' : 'selected',
    permissions,
    events: ['push'],
    created_at: at,
    updated_at: at,
    suspended_at: isSuspended ? at : null,
  };
}

function tellInstallation(world: World, installation: SimulatedInstallation, action: string, more: object = {}): void {
  installation.updatedAt = world.now();
  const said = { installation: formatInstallation(world, installation), sender: wordSender(installation), ...more };
  tellApp(world, 'installation', action, said);
}

function wordSender({ account, accountId }: SimulatedInstallation) {
  return { login: account, id: accountId, type: 'User' };
}

function tellApp(world: World, event: string, action: string, payload: Record<string, unknown>): void {
  const { hook } = appOf(world);
  if (hook === undefined) return;
  world.pending.push({ hook: { ...hook, events: ['*'] }, repositoryId: null, event, payload: { action, ...payload } });
}

function appOf({ app }: World): SimulatedApp {
  if (app === null) throw new TypeError('there is no App');
  return app;
}

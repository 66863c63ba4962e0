// A GitHub with the App on so many accounts: each with a portfolio and repositories of its own, some of which list what is
// somebody else's, public or private, and a few of which are broken. The same for the same seed.

import { generateKeyPairSync } from 'node:crypto';
import { createApp, type SimulatedInstallation } from '../../demo/github/app.ts';
import { install, suspend, uninstall, usualPermissions } from '../../demo/github/installations.ts';
import { createLimits, type Limits } from '../../demo/github/limits.ts';
import type { SimulatedRepository } from '../../demo/github/repository.ts';
import { createSimulatedGitHub, type SimulatedGitHub } from '../../demo/github/simulated-github.ts';
import { createDice, type Dice } from '../../tests/support/dice.ts';

export interface WorldOptions {
  readonly owners: number;
  /** Of each owner, the portfolio apart. */
  readonly repos: number;
  readonly seed: number;
  /** Share of owners that are broken, in one of the ways. */
  readonly broken?: number;
  readonly now: () => Date;
}

export interface SimulatedOwner {
  readonly login: string;
  readonly installation: SimulatedInstallation;
  readonly home: SimulatedRepository;
  readonly projects: readonly SimulatedRepository[];
  /** No webhook tells of every row: the App is on the portfolio alone, or a row is somebody else's. */
  readonly isUncovered: boolean;
  /** The App is on the portfolio alone. */
  readonly isAlone: boolean;
  /** Lists a private repository of somebody else. */
  readonly isCurious: boolean;
  /** What is wrong with it; null: nothing. */
  readonly fault: Fault | null;
}

export interface OwnersWorld {
  readonly github: SimulatedGitHub & { limits: Limits };
  readonly app: { readonly id: string; readonly privateKey: string };
  readonly owners: readonly SimulatedOwner[];
  readonly dice: Dice;
}

const faults = [
  'suspended',
  'uninstalled',
  'suspended, and the webhook lost',
  'uninstalled, and the webhook lost',
  'a configuration that cannot be read',
  'no configuration',
  'no document',
  'nothing may be written',
] as const;
export type Fault = (typeof faults)[number];

const configuration = (login: string) =>
  `documents: [{ repo: ${login}/${login}, path: README.md, publish: commit }]\nlabels: { archived: "⚪ Archived" }\n`;
const dayMs = 86_400_000;

/** Installs the App everywhere; what is broken breaks with `breakOwner`. */
export function createOwnersWorld({ owners: count, repos, seed, broken = 0.01, now }: WorldOptions): OwnersWorld {
  const dice = createDice(seed);
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const github = createSimulatedGitHub({ now, token: 'unused', viewer: 'statusfolio[bot]' });
  const limits = createLimits(now);
  github.limits = limits;
  const loginOf = (index: number) => `owner${String(index).padStart(4, '0')}`;
  const isCurious = (index: number) => index % 50 === 7;
  const ago = (days: number) => new Date(now().getTime() - days * dayMs);
  const built = Array.from({ length: count }, (_, index) => {
    const login = loginOf(index);
    const add = (name: string) => github.addRepository({ owner: login, name, createdAt: ago(400), languages: ['Go'] });
    const projects = Array.from({ length: repos }, (_project, number) => {
      const project = add(`project-${number}`);
      const newest = dice.chance(0.3) ? dice.below(7) : 20 + dice.below(200);
      for (const days of [newest + 60, newest + 20, newest])
        project.commit({ at: ago(days), message: 'Add a step', files: { 'main.go': `${days}` } });
      return project;
    });
    const secret = add('secret');
    secret.commit({ at: ago(3), message: 'Only for its owner', files: { 'main.go': 'x' } });
    secret.state.visibility = 'PRIVATE';
    return { login, projects, home: add(login) };
  });
  github.pending.length = 0;
  const publicKeyPem = publicKey.toString();
  github.app = {
    ...createApp('4711', publicKeyPem),
    hook: { id: 1, url: 'http://unused.example', secret: 'x'.repeat(32) },
  };
  const owners = built.map(({ login, projects, home }, index): SimulatedOwner => {
    const listed = projects.map((project) => project.fullName());
    // A neighbour's, which the token of this installation may or may not see.
    if (index % 5 === 0) listed[0] = `${loginOf((index + 1) % count)}/project-0`;
    if (isCurious(index)) listed[1] = `${loginOf((index + 1) % count)}/secret`;
    const rows = listed.map(
      (name) => `| ${name.split('/')[1]} | 🟡 In Progress | [code](https://github.com/${name}) |`,
    );
    const readme = `# Work of ${login}\n\n| Project | Status | Repo |\n|---|---|---|\n${rows.join('\n')}\n`;
    const files = { 'README.md': readme, '.github/statusfolio.yml': configuration(login) };
    home.commit({ at: ago(10), message: 'Edit by hand', files });
    const isAlone = index % 10 === 3;
    const isUncovered = isAlone || index % 5 === 0 || isCurious(index);
    const installation = install(github, {
      account: login,
      accountId: 1_000_000 + index,
      repositories: isAlone ? [login] : null,
      permissions: { ...usualPermissions },
    });
    const isBroken = index < Math.round(count * broken);
    const fault = isBroken ? (faults[index % faults.length] ?? null) : null;
    return { login, installation, home, projects, isUncovered, isAlone, isCurious: isCurious(index), fault };
  });
  return { github: Object.assign(github, { limits }), app: { id: '4711', privateKey }, owners, dice };
}

/** From now on it is broken. */
export function breakOwner({ github }: OwnersWorld, { installation, home, fault }: SimulatedOwner): void {
  const at = github.now();
  const change = (files: Record<string, string | null>) => home.commit({ at, message: 'Edit by hand', files });
  const told = github.pending.length;
  if (fault?.startsWith('suspended') === true) suspend(github, installation);
  if (fault?.startsWith('uninstalled') === true) uninstall(github, installation);
  if (fault?.endsWith('lost') === true) github.pending.splice(told);
  if (fault === 'a configuration that cannot be read') change({ '.github/statusfolio.yml': 'documents: [' });
  if (fault === 'no configuration') change({ '.github/statusfolio.yml': null });
  if (fault === 'no document') change({ 'README.md': null });
  if (fault === 'nothing may be written')
    installation.permissions = { contents: 'read', issues: 'read', metadata: 'read' };
}

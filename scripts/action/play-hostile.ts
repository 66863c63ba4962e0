// The Action, unpacked somewhere, played through every kind of event in a hostile workspace: what it wrote, what the
// runner understood of its log, and which traps went off.

import { mkdirSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createSampleWorld } from '../../demo/github/sample-world.ts';
import { statusIssuePrefix } from '../../src/core/messages/issue-body.ts';
import { findCommands } from '../../tests/support/read-as-runner.ts';
import { type HostileWorkspace, makeHostileWorkspace } from './hostile-workspace.ts';
import { runAsRunner } from './run-as-runner.ts';

/** One event, and what the run did. */
export interface Played {
  readonly event: string;
  readonly code: number | null;
  readonly mayWrite: boolean;
  /** Commits to the document's branch and to the state branch. */
  readonly writes: number;
  readonly requests: number;
  /** Commands in the log that are not our own annotations. */
  readonly foreignCommands: readonly string[];
  readonly sprung: readonly string[];
  readonly log: string;
}

export interface PlayOptions {
  /** Where the release's tag was unpacked. */
  readonly actionFolder: string;
  /** An empty folder outside of any repository. */
  readonly folder: string;
  readonly packages: readonly string[];
  /** Default: all. */
  readonly only?: readonly string[];
}

const repository = { full_name: 'naaas94/me', fork: false, default_branch: 'main', owner: { login: 'naaas94' } };
const issue = (body: string, type: string) => ({
  number: 1,
  body,
  user: { login: 'somebody', type },
  author_association: 'NONE',
});
const person = { type: 'User' };

interface Step {
  readonly name: string;
  readonly event: string;
  readonly payload?: object;
  readonly mayWrite: boolean;
  readonly isOnPath?: boolean;
}

export const steps: readonly Step[] = [
  { name: 'schedule', event: 'schedule', mayWrite: true },
  { name: 'workflow_dispatch', event: 'workflow_dispatch', mayWrite: true },
  { name: 'push to the default branch', event: 'push', payload: { ref: 'refs/heads/main' }, mayWrite: true },
  { name: 'push to another branch', event: 'push', payload: { ref: 'refs/heads/topic' }, mayWrite: false },
  { name: 'push of a tag', event: 'push', payload: { ref: 'refs/tags/main' }, mayWrite: false },
  { name: 'pull_request', event: 'pull_request', mayWrite: false },
  { name: 'pull_request_target', event: 'pull_request_target', mayWrite: false },
  { name: 'merge_group', event: 'merge_group', mayWrite: false },
  { name: 'workflow_run', event: 'workflow_run', mayWrite: false },
  { name: 'release', event: 'release', mayWrite: false },
  { name: 'an event of tomorrow', event: 'something_new', mayWrite: false },
  {
    name: 'a comment on another issue',
    event: 'issue_comment',
    payload: { action: 'created', issue: issue('hello', 'User'), sender: person },
    mayWrite: false,
  },
  {
    name: "a stranger's issue with our mark",
    event: 'issues',
    payload: { action: 'edited', issue: issue(`${statusIssuePrefix} x`, 'User'), sender: person },
    mayWrite: false,
  },
  {
    name: 'a comment on the status issue',
    event: 'issue_comment',
    payload: { action: 'created', issue: issue(`${statusIssuePrefix} x`, 'Bot'), sender: person },
    mayWrite: true,
  },
  { name: 'schedule, programs of the workspace on the path', event: 'schedule', mayWrite: true, isOnPath: true },
  {
    name: 'pull_request, programs of the workspace on the path',
    event: 'pull_request',
    mayWrite: false,
    isOnPath: true,
  },
];

/** Plays the events one after the other, each on a GitHub of its own on which something is due. */
export async function playHostile({ actionFolder, folder, packages, only }: PlayOptions) {
  const registry = await listenAsRegistry();
  const now = new Date();
  const sample = createSampleWorld({ now: () => now, until: now });
  const marks = join(folder, 'marks');
  const workspace = await makeHostileWorkspace({
    folder: join(folder, 'workspace'),
    marks,
    packages,
    registryUrl: registry.url,
    document: Buffer.concat([sample.document, hostileRows]),
    configuration,
  });
  const played: Played[] = [];
  for (const step of steps) {
    if (only === undefined || only.includes(step.name)) played.push(await play(step, workspace, actionFolder, folder));
  }
  const asked = registry.asked();
  await registry.close();
  return { played: asked > 0 ? played.map(addRegistry) : played, workspace };
}

const addRegistry = (one: Played): Played => ({ ...one, sprung: [...one.sprung, 'registry'] });

const configuration = `documents:
  - { repo: naaas94/me, publish: commit }
  - { repo: naaas94/me, path: docs/README.md, publish: none }
labels: { archived: "⚪ Archived", paused: "🟡 Paused", maintained: "🟢 Maintained" }
privateDetails: [naaas94/agentic-reviewer]
probeHomepages: true
`;

const hostileRows = Buffer.from(`
| Project | Status | Link |
|---|---|---|
| ::add-mask::one | 🟢 Running | [Repo](https://github.com/naaas94/gone-one) |
| ##[add-mask]two | 🟡 In Progress | [Repo](https://github.com/naaas94/gone-two) |
`);

async function play(
  { name, event, payload = {}, mayWrite, isOnPath = false }: Step,
  workspace: HostileWorkspace,
  actionFolder: string,
  folder: string,
): Promise<Played> {
  const now = new Date();
  const world = createSampleWorld({ now: () => now, until: now, confirmedAt: new Date(now.getTime() - 3_600_000) });
  const document = Buffer.concat([world.document, hostileRows]);
  world.portfolio.commit({ at: now, message: 'x', files: { 'README.md': document, 'docs/README.md': document } });
  world.repository('embedding-mapper').archive(now);
  const before = world.portfolio.history().length;
  const { url, close } = await world.github.listen();
  let requests = 0;
  world.github.fail({
    when: () => {
      requests += 1;
      return false;
    },
    answer: 'reset',
  });
  const temporary = join(folder, 'runner');
  mkdirSync(temporary, { recursive: true });
  workspace.reset();
  try {
    const ran = await runAsRunner({
      actionFolder,
      workspace: workspace.folder,
      temporary: mkdtempSync(join(temporary, 'temp-')),
      apiUrl: url,
      token: world.github.token,
      repository: 'naaas94/me',
      event: { name: event, payload: { repository, ...payload } },
      addedToPath: isOnPath ? [workspace.programs] : [],
    });
    const log = `${ran.out}\n${ran.err}`;
    return {
      event: name,
      code: ran.code,
      mayWrite,
      writes: world.portfolio.history().length - before + world.portfolio.history('statusfolio-state').length,
      requests,
      foreignCommands: findCommands(log).flatMap((command) => (isOurs(command.name) ? [] : [command.name])),
      sprung: workspace.sprung(),
      log,
    };
  } finally {
    await close();
  }
}

function isOurs(command: string): boolean {
  return ['error', 'warning', 'notice'].includes(command);
}

/** A registry of packages that only counts who comes. */
async function listenAsRegistry() {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    asked: () => asked,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

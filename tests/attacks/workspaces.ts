// S2, F07 and relatives: the Action in a workspace that others wrote, and under events that must not write.

import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Attack, CouldNotBeTried, gotThrough, held, mustHold } from './support/attack.ts';
import { judgeMarker, writePayload } from './support/hostile-repositories.ts';
import type { Place } from './support/place.ts';
import { type ActionRun, findBundle, playAction } from './support/play-action.ts';
import { openWorld } from './support/world.ts';

const document =
  '| Project | Status | Code |\n|---|---|---|\n| Harbour | Archived | [c](https://github.com/ada/harbour) |\n| Lantern | Active | [c](https://github.com/ada/lantern) |\n';

/** A world in which a change of the document is due. */
async function openDue(place: Place) {
  const world = await openWorld(place, { document });
  for (const name of ['ada/harbour', 'ada/lantern']) world.addProject(name).archive(new Date());
  return world;
}

/** The Action as the runner fetches it: the files of the commit, and the bundle of a release where there is one. */
function exportAction(place: Place): string {
  const folder = place.makeFolder('action');
  try {
    const archive = execFileSync('git', ['-C', place.target, 'archive', 'HEAD'], { maxBuffer: 256 * 1024 * 1024 });
    execFileSync('tar', ['-x', '-C', folder], { input: archive });
  } catch {
    throw new CouldNotBeTried(`${place.target} is no checkout that git can export`);
  }
  return folder;
}

async function listenAsRegistry(place: Place): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  place.onEnd(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked };
}

/** Runs it offline: without the workspace's word npm would ask at a port where nobody listens. */
async function runExported(place: Place, workspace: string): Promise<ActionRun> {
  const world = await openDue(place);
  writeFileSync(join(place.folder, 'home/.npmrc'), 'registry=http://127.0.0.1:9/\nfetch-retries=0\naudit=false\n');
  const actionFolder = exportAction(place);
  return await playAction(place, world, { workspace, actionFolder, bundle: await findBundle(place) });
}

function writePackage(workspace: string, name: string, program: string): void {
  const folder = join(workspace, 'node_modules', name);
  mkdirSync(folder, { recursive: true });
  const text = { name, version: '0.1.0', main: 'index.js', bin: { [name]: 'index.js' }, type: 'commonjs' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(text));
  writeFileSync(
    join(folder, 'index.js'),
    `#!/usr/bin/env node\nrequire('child_process').execFileSync('${program}');\n`,
  );
  chmodSync(join(folder, 'index.js'), 0o755);
  const bins = join(workspace, 'node_modules/.bin');
  mkdirSync(bins, { recursive: true });
  writeFileSync(join(bins, name), `#!/bin/sh\nexec '${program}'\n`, { mode: 0o755 });
}

const kind = 'a tool started inside untrusted data';
const packages = ['better-sqlite3', 'yaml', 'zod', 'octokit', 'commander', 'node', 'git', 'npm'];

/** A workspace that is filled with what would start the program `program`, by which it is seen that `what` was run. */
function hostileWorkspace(name: string, what: string, fill: (workspace: string, program: string) => void): Attack {
  return {
    number: 'S2',
    kind,
    name,
    deadlineMs: 90_000,
    run: async (place) => {
      const payload = writePayload(place.folder);
      const workspace = place.makeFolder('workspace');
      fill(workspace, payload.program);
      await runExported(place, workspace);
      return judgeMarker(payload, what);
    },
  };
}

const workspaceAttacks: readonly Attack[] = [
  {
    number: 'S2',
    kind,
    name: "the workspace's .npmrc names another registry",
    deadlineMs: 90_000,
    run: async (place) => {
      const registry = await listenAsRegistry(place);
      const workspace = place.makeFolder('workspace');
      writeFileSync(join(workspace, '.npmrc'), `registry=${registry.url}\nfetch-retries=0\n`);
      const { code } = await runExported(place, workspace);
      const asked = registry.asked.find((path) => path.includes('statusfolio'));
      return asked === undefined
        ? held(`that registry was not asked; exit ${code}`)
        : gotThrough(`the program was asked of that registry: GET ${asked}`);
    },
  },
  hostileWorkspace(
    'the workspace has node_modules/statusfolio',
    "the workspace's statusfolio",
    (workspace, program) => {
      writePackage(workspace, 'statusfolio', program);
      writeFileSync(join(workspace, 'package.json'), JSON.stringify({ dependencies: { statusfolio: '0.1.0' } }));
    },
  ),
  hostileWorkspace(
    'the workspace has packages under the names that the program uses',
    'a package of the workspace',
    (workspace, program) => {
      for (const name of packages) writePackage(workspace, name, program);
    },
  ),
  hostileWorkspace(
    'the workspace is a monorepo with a package called statusfolio',
    "the workspace's statusfolio",
    (workspace, program) => {
      writePackage(workspace, 'statusfolio', program);
      const text = {
        name: 'statusfolio',
        version: '0.1.0',
        bin: './node_modules/statusfolio/index.js',
        workspaces: ['node_modules/statusfolio'],
      };
      writeFileSync(join(workspace, 'package.json'), JSON.stringify(text));
    },
  ),
  hostileWorkspace("the workspace's .npmrc preloads code (node-options)", 'preloaded code', (workspace, program) => {
    const preload = join(workspace, 'preload.cjs');
    writeFileSync(preload, `require('child_process').execFileSync('${program}');\n`);
    writeFileSync(join(workspace, '.npmrc'), `node-options=--require ${preload}\nscript-shell=${program}\n`);
    writeFileSync(join(workspace, '.env'), `NODE_OPTIONS=--require ${preload}\n`);
    writePackage(workspace, 'statusfolio', program);
  }),
  ...[
    '{"devEngines":{"packageManager":{"name":"yarn","onFail":"error"}}}',
    '{"engines":',
    '{"packageManager":"pnpm@1.0.0"}',
  ].map(
    (text): Attack => ({
      number: 'S2',
      kind,
      name: `the workspace's package.json stops the Action: ${text.slice(0, 24)}`,
      deadlineMs: 90_000,
      run: async (place) => {
        const workspace = place.makeFolder('workspace');
        writeFileSync(join(workspace, 'package.json'), text);
        const { code, log } = await runExported(place, workspace);
        mustHold(!existsSync(join(workspace, 'ran')), 'unexpected');
        // Whatever the Action cannot do for want of a network is another matter.
        return /EBADDEVENGINES|EJSONPARSE|devEngines|JSON\.parse/.test(log)
          ? gotThrough(`npm obeys it (exit ${code})`)
          : held(`nothing in the log says so (exit ${code})`);
      },
    }),
  ),
];

const lookOnly = [
  'merge_group',
  'pull_request',
  'pull_request_target',
  'pull_request_review',
  'check_suite',
  'issue_comment',
  'issues',
  'watch',
  'delete',
  'release',
  'an_event_of_tomorrow',
  '',
];

const stranger = {
  action: 'created',
  sender: { login: 'mallory', type: 'User' },
  issue: { number: 77, title: 'hello', body: 'hello', user: { login: 'mallory' } },
  comment: { body: 'hello', user: { login: 'mallory' } },
};

const writes = (event: string, what: string, more: { ref?: string; payload?: Record<string, unknown> }): Attack => ({
  number: 'F07',
  kind: 'an event that is not known writes',
  name: `${what} commits to the default branch`,
  run: async (place) => {
    const world = await openDue(place);
    const { code, log } = await playAction(place, world, { workspace: place.makeFolder('workspace'), event, ...more });
    if (world.commits() > 1) return gotThrough(`a commit was made, exit ${code}`);
    mustHold(code !== null && !/SyntaxError|ERR_MODULE/.test(log), log);
    return held(`nothing was committed, exit ${code}`);
  },
});

const eventAttacks: readonly Attack[] = [
  ...lookOnly.map((event) => writes(event, event === '' ? 'an event without a name' : event, { payload: stranger })),
  writes('push', 'push to another branch', { ref: 'refs/heads/topic', payload: { ref: 'refs/heads/topic' } }),
  writes('push', 'push of a tag', { ref: 'refs/tags/v1', payload: { ref: 'refs/tags/v1' } }),
];

/** Proves that the attacks above mean something: the same world, and an event that may write. */
const control: Attack = {
  number: 'F07',
  kind: 'an event that is not known writes',
  name: 'a fork that was never asked commits',
  run: async (place) => {
    const world = await openDue(place);
    const fork = { repository: { full_name: 'ada/me', fork: true, default_branch: 'main' } };
    const workspace = place.makeFolder('workspace');
    const { code } = await playAction(place, world, { workspace, event: 'schedule', payload: fork });
    if (world.commits() > 1) return gotThrough(`a commit was made, exit ${code}`);
    const allowed = await playAction(place, world, { workspace, event: 'schedule' });
    mustHold(world.commits() > 1, `the same without a fork writes nothing either: ${allowed.log}`);
    return held(`nothing was committed, exit ${code}`);
  },
};

const wrongInputs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'brackets that never end': { documents: '[[[[[[[[[[' },
  'an alias of itself': { rules: '&a [*a]' },
  'a list where a map is meant': { rules: '[1, 2]', projects: '{ a: b }' },
  'a tag of YAML': { projects: '!!js/function "x"', bots: '!!binary "zz"' },
  'a key that is a map': { projects: '? { a: b }\n: c' },
  'a nul': { documents: '"\\0"', rules: '"\\uD800"' },
};

const inputAttacks = Object.entries(wrongInputs).map(
  ([name, inputs]): Attack => ({
    number: 'H',
    kind: 'input from outside that ends in an exception',
    name: `an input of the Action that is ${name}`,
    run: async (place) => {
      const world = await openDue(place);
      const { log } = await playAction(place, world, { workspace: place.makeFolder('workspace'), inputs });
      const trace = /^.*(TypeError|RangeError|SyntaxError|ReferenceError|\n\s+at ).*$/m.exec(log);
      return trace === null ? held('it is reported in plain words') : gotThrough(trace[0]);
    },
  }),
);

export const workspaceAndEventAttacks: readonly Attack[] = [
  ...workspaceAttacks,
  ...eventAttacks,
  control,
  ...inputAttacks,
];

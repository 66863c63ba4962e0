// S3, S4, S7, S8, S18, F02 and relatives: what is not public, in everything that others can read. A private repository
// has canaries in its name, in what its evidence would say and in the day of its last work.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { SimulatedRepository } from '../../demo/github/repository.ts';
import { type Attack, gotThrough, held, mustHold, type Outcome } from './support/attack.ts';
import { everybody, onlyBadges } from './support/configuration.ts';
import type { Place } from './support/place.ts';
import { type ActionRun, playAction } from './support/play-action.ts';
import { openRaw, type Serving, serveTarget } from './support/serve-target.ts';
import { type AttackWorld, agoBy, openWorld, webhookSecret } from './support/world.ts';

const kind = 'what is not public, in a public text';
const row = (name: string, status: string, link: string) => `| ${name} | ${status} | ${link} |\n`;
const linkTo = (name: string) => `[c](https://github.com/ada/${name})`;
const document = `| Project | Status | Code |\n|---|---|---|\n${row('Lantern', 'Active', linkTo('lantern'))}${row('Vault', 'Active', linkTo('vault'))}${row('Anchor', 'Archived', linkTo('anchor'))}${row('Cellar', 'Active', '')}${row('Tides', 'In Progress', '')}${row('Pier', 'Paused', '')}`;
const configuration =
  'documents: [{ repo: ada/me, path: README.md, publish: commit }]\nprojects: [{ match: Cellar, repo: ada/canary-cellar }]\n';

/** The day of the last work in private; no other day of this world is the same. */
const lastWork = agoBy(211);
const evidence = ['canary', 'v77.31.4', lastWork.toISOString().slice(0, 10)];
const secretName = /canary-[a-z]+/;

function hide(repository: SimulatedRepository): void {
  const nightly = repository.addWorkflow('canaryflow', '.github/workflows/canary.yml', agoBy(400));
  for (let days = 330; days > 211; days -= 10) repository.run(nightly, agoBy(days));
  repository.release('v77.31.4', lastWork);
  repository.deploy('canary-prod', lastWork);
  repository.makePrivate(true);
}

async function openPrivate(place: Place, isVaultPrivate = true) {
  const world = await openWorld(place, { document, typedDaysAgo: 260 });
  world.addProject('ada/lantern', 3);
  world.addProject('ada/anchor', 300).archive(agoBy(290));
  const vault = world.addProject('ada/vault', 211);
  if (isVaultPrivate) hide(vault);
  hide(world.addProject('ada/canary-cellar', 211));
  return { world, vault };
}

/** The first of these texts that holds one of the canaries. */
function judgeTexts(texts: Readonly<Record<string, string>>, canaries: readonly (string | RegExp)[]): Outcome {
  for (const [sink, text] of Object.entries(texts)) {
    for (const canary of canaries) {
      const at = typeof canary === 'string' ? text.indexOf(canary) : text.search(canary);
      if (at >= 0) return gotThrough(`${sink}: ${text.slice(Math.max(0, at - 60), at + 60)}`);
    }
  }
  return held(`nothing of it in ${Object.keys(texts).join(', ')}`);
}

function listSinks({ portfolio }: AttackWorld, { log, summary, outputs, report }: ActionRun): Record<string, string> {
  const history = [...portfolio.state.branches.values()].flat();
  return {
    log,
    summary,
    outputs,
    report,
    'the document': Buffer.from(portfolio.read('README.md') ?? []).toString(),
    'state.json': Buffer.from(portfolio.head('statusfolio-state')?.files.get('state.json') ?? []).toString(),
    'commit messages': history.map(({ message }) => message).join('\n'),
    issues: portfolio.state.issues.map(({ title, body }) => `${title}\n${body}`).join('\n'),
    'pull requests': portfolio.state.pullRequests.map(({ title, body }) => `${title}\n${body}`).join('\n'),
  };
}

async function runAction(place: Place, world: AttackWorld, text = configuration, event?: string) {
  const workspace = place.makeFolder('workspace');
  writeFileSync(join(workspace, 'statusfolio.yml'), text);
  writeFileSync(join(workspace, 'README.md'), document);
  const run = await playAction(place, world, { workspace, ...(event !== undefined && { event }) });
  mustHold(run.log.includes('Lantern'), `the Action did not get as far: ${run.log.slice(0, 150)}`);
  return run;
}

/** Sinks of the Action, of which the review named these. */
const actionSinks = [
  ['S3', 'evidence of private repositories', ['log', 'summary', 'outputs', 'report']],
  ['S3', 'evidence of private repositories', ['the document', 'commit messages', 'issues', 'pull requests']],
  ['S8', 'names and evidence of private repositories', ['state.json']],
] as const;

const inAction = actionSinks.flatMap(([number, what, sinks]) =>
  ['schedule', 'pull_request'].map(
    (event): Attack => ({
      number,
      kind,
      name: `${what} in ${sinks.join(', ')} (${event})`,
      run: async (place) => {
        const { world } = await openPrivate(place);
        const all = listSinks(world, await runAction(place, world, configuration, event));
        const canaries = number === 'S8' ? evidence : [...evidence.slice(1), 'canaryflow', 'canary-prod'];
        return judgeTexts(Object.fromEntries(sinks.map((sink) => [sink, all[sink] ?? ''])), canaries);
      },
    }),
  ),
);

const renamed = [
  ['S4', 'the new name of a repository that became private', configuration],
  ['F02', 'the same with healLinks: false', `${configuration}healLinks: false\n`],
].map(
  ([number = '', what, text = '']): Attack => ({
    number,
    kind,
    name: `${what}`,
    run: async (place) => {
      const { world, vault } = await openPrivate(place, false);
      await runAction(place, world, text);
      vault.makePrivate(true);
      vault.rename('canary-vault');
      await runAction(place, world, text);
      const second = await runAction(place, world, text);
      return judgeTexts(listSinks(world, second), ['canary-vault']);
    },
  }),
);

const inTerminal: Attack = {
  number: 'S3',
  kind,
  name: 'evidence of private repositories in check --format github',
  run: async (place) => {
    const { world } = await openPrivate(place);
    writeFileSync(join(place.folder, 'statusfolio.yml'), configuration);
    const environment = { ...world.environment, GITHUB_ACTIONS: 'true' };
    const { out, err } = await place.run(['check', '--format', 'github'], { environment });
    return judgeTexts({ out, err }, [...evidence.slice(1), 'canaryflow']);
  },
};

/** Beside it documents that are private or were never readable, and a block that lists what the configuration names. */
const manyDocuments =
  'documents:\n  - { repo: ada/me, publish: commit }\n  - { repo: ada/canary-notes }\n  - { repo: ada/canary-gone }\n  - { repo: ada/blocks, publish: commit }\n' +
  'projects:\n  - { match: Cellar, repo: ada/canary-cellar }\n  - { match: canary-attic, repo: ada/canary-attic }\n';

async function servePrivate(place: Place, who: string, documents = configuration) {
  const { world } = await openPrivate(place);
  const notes = world.github.addRepository({ owner: 'ada', name: 'canary-notes', createdAt: agoBy(300) });
  notes.commit({
    at: agoBy(20),
    message: 'Notes',
    files: { 'README.md': document.replaceAll('Cellar', 'canary-shed') },
  });
  notes.makePrivate(true);
  hide(world.addProject('ada/canary-attic', 211));
  const block = '# Tools\n\n<!-- statusfolio:table -->\n<!-- /statusfolio -->\n';
  const blocks = world.github.addRepository({ owner: 'ada', name: 'blocks', createdAt: agoBy(300) });
  blocks.commit({ at: agoBy(20), message: 'Blocks', files: { 'README.md': block } });
  const serving = await serveTarget(place, world, {
    configuration: documents + who,
    environment: { STATUSFOLIO_ADMIN_TOKEN: 'the-admin-token-of-ada-0123456789' },
  });
  await serving.waitForSilence();
  return { world, serving };
}

const routes = [
  '/',
  '/?q=cellar',
  '/?sort=quiet',
  '/api/status.json',
  '/feed.atom',
  '/projects/ada/canary-cellar',
  '/projects/ada/cellar',
  '/projects/ada/vault',
  '/badges/ada/vault.svg',
  '/badges/ada/vault.json',
  '/badges/ada/cellar.svg',
  '/badges/ada/cellar.json',
  '/healthz',
  '/readyz',
  '/metrics',
  '/deliveries',
  '/setup',
  '/robots.txt',
  '/sitemap.xml',
];

async function readAll(serving: Serving): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const route of routes) {
    const { status, headers, body } = await serving.ask(route);
    // What somebody asked for may be said back to them.
    texts[route] = `${status} ${JSON.stringify(headers)} ${body}`.replaceAll(route, '');
  }
  return texts;
}

const onPages = [
  ['names that configuration alone knows, on public pages', [secretName]],
  ['names of private documents and of a generated block, on public pages', [secretName], manyDocuments],
  ['evidence of private repositories, on public pages', evidence.slice(1)],
].map(
  ([name, canaries, documents]): Attack => ({
    number: 'S7',
    kind,
    name: `${name}`,
    run: async (place) => {
      const { serving } = await servePrivate(place, everybody(place), documents as string | undefined);
      const texts = await readAll(serving);
      mustHold(texts['/']?.includes('Lantern') === true, 'the public page shows nothing at all');
      return judgeTexts(texts, canaries as readonly string[]);
    },
  }),
);

const badges: Attack = {
  number: 'S7',
  kind: 'the existence of what is not public',
  name: 'a badge of a private repository differs from that of none',
  run: async (place) => {
    const { serving } = await servePrivate(place, onlyBadges(place));
    for (const end of ['.svg', '.json']) {
      const none = await serving.ask(`/badges/ada/nothing-here${end}`);
      const secret = await serving.ask(`/badges/ada/canary-cellar${end}`);
      const isSame =
        none.status === secret.status &&
        none.body.replaceAll('nothing-here', 'x') === secret.body.replaceAll('canary-cellar', 'x');
      if (!isSame) return gotThrough(`${end}: ${secret.status} ${secret.body.slice(0, 150)}`);
    }
    return held('both are the same neutral badge');
  },
};

/** What a visitor can notice without reading any text: versions and marks of freshness. */
async function readMoves(place: Place, serving: Serving): Promise<Record<string, string>> {
  const front = await serving.ask('/');
  const json = await serving.ask('/api/status.json');
  const feed = await serving.ask('/feed.atom');
  const socket = await openRaw(place, serving.url, 'GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  let stream = '';
  socket.on('data', (chunk) => {
    stream += chunk;
  });
  await pause(1500);
  socket.destroy();
  return {
    'data-version': /data-version="([^"]*)"/.exec(front.body)?.[1] ?? '',
    'the ETag of /': String(front.headers['etag']),
    'the ETag of /api/status.json': String(json.headers['etag']),
    'the ETag of /feed.atom': String(feed.headers['etag']),
    'Last-Modified': [front, json, feed].map(({ headers }) => String(headers['last-modified'])).join(),
    '/events': /^data: (.*)$/m.exec(stream)?.[1] ?? '',
    'the feed': feed.body,
  };
}

const documents = 'documents: [{ repo: ada/me, publish: none }, { repo: ada/notes, publish: none }]\n';

const moves: Attack = {
  number: 'S18',
  kind: 'the time of what is not public',
  name: 'activity of a private document moves what visitors can see',
  run: async (place) => {
    const { world } = await openPrivate(place);
    const notes = world.github.addRepository({ owner: 'ada', name: 'notes', createdAt: agoBy(300) });
    const write = (status: string) =>
      notes.commit({
        at: new Date(),
        message: 'Notes',
        files: { 'README.md': `| Project | Status |\n|---|---|\n| Secret | ${status} |\n` },
      });
    write('Active');
    notes.makePrivate(true);
    const environment = { STATUSFOLIO_ADMIN_TOKEN: 'the-admin-token-of-ada-0123456789' };
    const serving = await serveTarget(place, world, { configuration: documents + everybody(place), environment });
    await serving.waitForSilence();
    const before = await readMoves(place, serving);
    mustHold(before['/events'] !== '', 'the stream says nothing');
    notes.addHook({ url: `${serving.url}/webhooks/github`, secret: webhookSecret, events: ['*'] });
    write('Paused');
    const [report] = await world.github.deliver();
    mustHold(report?.status === 202, `the delivery is answered ${report?.status}`);
    await serving.waitForSilence();
    const after = await readMoves(place, serving);
    const moved = Object.keys(before).filter((name) => before[name] !== after[name]);
    return moved.length > 0 ? gotThrough(`it moves ${moved.join(', ')}`) : held('nothing of it moves');
  },
};

export const disclosureAttacks: readonly Attack[] = [...inAction, ...renamed, inTerminal, ...onPages, badges, moves];

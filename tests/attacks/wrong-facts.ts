// F01, F03, F04, F09, F20 and relatives: histories on GitHub from which the wrong conclusion is near. Nothing of it may
// be published by itself.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Author, SimulatedRepository } from '../../demo/github/repository.ts';
import { type Attack, gotThrough, held, mustHold } from './support/attack.ts';
import type { Place } from './support/place.ts';
import { type AttackWorld, agoBy, openWorld, person, work } from './support/world.ts';

const row = (name: string, status: string) =>
  `| ${name} | ${status} | [c](https://github.com/ada/${name.toLowerCase()}) |\n`;
const tableOf = (status: string) =>
  `| Project | Status | Code |\n|---|---|---|\n${row('Lantern', status)}${row('Anchor', 'Archived')}${row('Harbour', 'Maintained')}${row('Tides', 'Paused')}| Pier | Running | |\n| Beacon | In Progress | |\n`;

interface Scene {
  readonly number: string;
  readonly kind: string;
  readonly name: string;
  /** What the owner typed for Lantern. */
  readonly status: string;
  readonly typedDaysAgo?: number;
  /** Default: work until two days ago. */
  readonly workDaysAgo?: number;
  play(lantern: SimulatedRepository, world: AttackWorld): void;
}

async function look(place: Place, { status, typedDaysAgo = 10, workDaysAgo = 2, play }: Scene) {
  const world = await openWorld(place, { document: tableOf(status), typedDaysAgo });
  world.addProject('ada/anchor', 50).archive(agoBy(40));
  for (const name of ['harbour', 'tides']) world.addProject(`ada/${name}`, 2);
  const lantern = world.addProject('ada/lantern', workDaysAgo);
  play(lantern, world);
  writeFileSync(
    join(place.folder, 'statusfolio.yml'),
    'documents: [{ repo: ada/me, path: README.md, publish: commit }]\n',
  );
  const finished = await place.run(['sync'], { environment: world.environment });
  mustHold(finished.code === 0 || finished.code === 1, `sync ended with ${finished.code}: ${finished.err}`);
  return { world, finished };
}

const isKept = (world: AttackWorld, status: string) => world.text().includes(`| Lantern | ${status} |`);

const toAttack = (scene: Scene): Attack => ({
  ...scene,
  run: async (place) => {
    const { world } = await look(place, scene);
    return isKept(world, scene.status)
      ? held('the word stands')
      : gotThrough(`it was published: ${world.portfolio.head()?.message.split('\n')[0]}`);
  },
});

/** Commits of a program to the document, one an hour. */
function robots(
  world: AttackWorld,
  count: number,
  author: Author,
  message = 'Update the widget',
  path = 'README.md',
): void {
  for (let index = count; index > 0; index -= 1) {
    const at = new Date(Date.now() - index * 3_600_000);
    const files = {
      [path]: `${world.text()}<!-- widget ${index} -->\n`.replace(
        /(<!-- widget \d+ -->\n)+/,
        `<!-- widget ${index} -->\n`,
      ),
    };
    world.portfolio.commit({ at, message, author, files });
  }
}

const widget: Author = {
  login: 'github-actions[bot]',
  name: 'github-actions[bot]',
  email: '41898282+github-actions[bot]@users.noreply.github.com',
};
const f01 = 'a window of history read as all there is';

/** After a release, and before the robots, the owner touched the document and left the word as it was. */
const windows: readonly Scene[] = [21, 60, 130].map((count) => ({
  number: 'F01',
  kind: f01,
  name: `${count} commits of a widget robot hide the owner's word about a release`,
  status: 'In Progress',
  play: (lantern, world) => {
    lantern.release('v1.0.0', agoBy(20));
    robots(world, count, widget);
  },
}));

const upkeep = [
  ['CodeQL', '.github/workflows/codeql.yml'],
  ['Mark stale issues', '.github/workflows/stale.yml'],
  ['OSSF Scorecard', '.github/workflows/scorecard.yml'],
  ['Renovate', '.github/workflows/renovate.yml'],
  ['Check links', '.github/workflows/links.yml'],
  ['Lock closed threads', '.github/workflows/lock.yml'],
  ['Sync labels', '.github/workflows/labels.yml'],
  ['pre-commit autoupdate', '.github/workflows/pre-commit.yml'],
].map(
  ([title = '', path = '']): Scene => ({
    number: 'F03',
    kind: "upkeep of the repository read as the project's life",
    name: `the schedule of "${title}" stops`,
    status: 'Running',
    typedDaysAgo: 40,
    workDaysAgo: 70,
    play: (lantern) => {
      const workflow = lantern.addWorkflow(title, path, agoBy(400));
      for (let days = 120; days > 30; days -= 7) lantern.run(workflow, agoBy(days));
      lantern.disableWorkflow(workflow, 'disabled_inactivity', agoBy(29));
    },
  }),
);

const failing: Scene = {
  number: 'F03',
  kind: "upkeep of the repository read as the project's life",
  name: 'the schedule of "CodeQL" fails',
  status: 'Running',
  typedDaysAgo: 60,
  workDaysAgo: 70,
  play: (lantern) => {
    const workflow = lantern.addWorkflow('CodeQL', '.github/workflows/codeql.yml', agoBy(400));
    for (let days = 90; days > 0; days -= 7) lantern.run(workflow, agoBy(days), days > 50 ? 'success' : 'failure');
  },
};

const healthy: readonly Scene[] = ['In Progress', 'Paused'].map((status) => ({
  number: 'F03',
  kind: "upkeep of the repository read as the project's life",
  name: `the schedule of "CodeQL" goes on beside "${status}"`,
  status,
  typedDaysAgo: 60,
  workDaysAgo: 70,
  play: (lantern) => {
    const workflow = lantern.addWorkflow('CodeQL', '.github/workflows/codeql.yml', agoBy(400));
    for (let days = 90; days > 0; days -= 7) lantern.run(workflow, agoBy(days));
  },
}));

const releases = [
  'nightly',
  'latest',
  'v2.0.0-rc.1',
  'v2.0.0-beta',
  '2.0.0b1',
  'v2.0.0a3',
  '2.0.0-SNAPSHOT',
  'v2.0.0-dev',
  'canary-20261101',
  'v2.0-preview',
  'continuous',
  'weekly-2026-44',
  'v2.0.0.rc1',
  'next',
  'v2.0.0-alpha',
].map(
  (tag): Scene => ({
    number: 'F04',
    kind: 'a flag trusted against the name',
    name: `the release "${tag}", not marked as a pre-release`,
    status: 'In Progress',
    typedDaysAgo: 40,
    play: (lantern) => lantern.release(tag, agoBy(5)),
  }),
);

const authors: Readonly<Record<string, { readonly author: Author; readonly message?: string }>> = {
  'a login that ends in -bot': {
    author: { login: 'readme-bot', name: 'readme-bot', email: 'readme-bot@users.noreply.github.com' },
  },
  'a name that ends in Bot': { author: { login: null, name: 'Readme Bot', email: 'bot@ada.example.net' } },
  'an address bot@bot.com': { author: { login: null, name: 'readme', email: 'readme@bot.com' } },
  'an address of example.com': { author: { login: null, name: 'Updater', email: 'updater@example.com' } },
  'GitHub Action <action@github.com>': { author: { login: null, name: 'GitHub Action', email: 'action@github.com' } },
  'the default message of a commit action': {
    author: { login: null, name: 'ada', email: 'ada@ada.example.net' },
    message: 'Commit from GitHub Actions (Update README)',
  },
  'another commit action': {
    author: { login: null, name: 'ada', email: 'ada@ada.example.net' },
    message: 'Apply automatic changes',
  },
  'github-actions without brackets': {
    author: { login: null, name: 'github-actions', email: 'github-actions@github.com' },
  },
  'renovate[bot]': {
    author: { login: 'renovate[bot]', name: 'renovate[bot]', email: '29139614+renovate[bot]@users.noreply.github.com' },
  },
};

/** A heartbeat of robots on the document must not count as the owner's: else the owner is never asked. */
const robotWords = Object.entries(authors).map(
  ([name, { author, message }]): Attack => ({
    number: 'F09',
    kind: 'a program counted as a person',
    name: `${name} confirms the rows`,
    run: async (place) => {
      const scene: Scene = {
        number: 'F09',
        kind: '',
        name,
        status: 'In Progress',
        typedDaysAgo: 130,
        workDaysAgo: 140,
        play: (_, world) => robots(world, 3, author, message),
      };
      const { world, finished } = await look(place, scene);
      const shown = await place.run(['check', '--json'], { environment: world.environment });
      const { documents } = JSON.parse(shown.out) as {
        documents: { projects: { name: string; action: string; reason: string; derived: { evidence: string } }[] }[];
      };
      const lantern = documents[0]?.projects.find((project) => project.name === 'Lantern');
      mustHold(lantern !== undefined, finished.out);
      return lantern.action === 'keep'
        ? gotThrough(`the owner is not asked: ${lantern.reason} ${lantern.derived.evidence}`)
        : held(`${lantern.action}: ${lantern.derived.evidence}`);
    },
  }),
);

const clocks = [
  ['1970', new Date(0)],
  ['1999', new Date('1999-12-31T23:59:59Z')],
  ['five years ahead', new Date(Date.now() + 5 * 365 * 86_400_000)],
  ['before everything else', agoBy(2000)],
] as const;

const heads = clocks.map(
  ([name, at]): Attack => ({
    number: 'F20',
    kind: 'an order in time assumed',
    name: `the newest commit of a repository is dated ${name}`,
    run: async (place) => {
      const play = (lantern: SimulatedRepository) => {
        work(lantern, at, person);
        lantern.state.pushedAt = agoBy(1);
      };
      const { world, finished } = await look(place, { number: 'F20', kind: '', name, status: 'In Progress', play });
      const isRead = !/not understood|unexpected|could not be read/i.test(finished.out + finished.err);
      if (!isRead)
        return gotThrough(
          `the repository cannot be read: ${/.*(not understood|unexpected|could not be read).*/i.exec(finished.out + finished.err)?.[0]}`,
        );
      return isKept(world, 'In Progress')
        ? held('it is read, and the word stands')
        : gotThrough('the word was replaced');
    },
  }),
);

export const wrongFactAttacks: readonly Attack[] = [
  ...[...windows, ...upkeep, failing, ...healthy, ...releases].map(toAttack),
  ...robotWords,
  ...heads,
];

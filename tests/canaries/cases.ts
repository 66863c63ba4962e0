// Worlds with a secret in them: repositories full of texts and days that nobody but their owner may read, in every way in
// which a repository can fail to be public. And one world in which the same is public, so that silence proves something.

import type { SimulatedRepository } from '../../demo/github/repository.ts';
import { openPipeline, type Pipeline, row, table, words } from '../support/open-pipeline.ts';

/** Every text that must not be found begins with this. */
const mark = 'kanari';
/** The day of everything that happened in the secret repositories lately. */
const secretDay = new Date('2026-01-17T10:00:00Z');

export interface CanaryCase {
  readonly name: string;
  /** Where it may be told as any public project is: everywhere, where the repository of the document is, nowhere. */
  readonly told: 'everywhere' | 'in the repository' | 'nowhere';
  /** Links that stand in a document that everybody can read. */
  readonly typed: readonly string[];
  /** Further documents, as `owner/name`, beside ada/me. */
  readonly homes: readonly string[];
  readonly configuration: string;
  /** The repositories and documents before anybody looks. */
  build(pipeline: Pipeline): void;
  /** What happens after the first check. */
  change(pipeline: Pipeline): void;
}

/** Typed into a document that everybody can read: there, and there alone, they may be found. */
const typedNames = ['ada/kanari-atlas', 'ada/kanari-borealis', 'ada/kanari-cetus', 'ada/kanari-draco'];
const names = ['kanari-atlas', 'kanari-borealis', 'kanari-cetus', 'kanari-draco'];
const titles = ['Atlas', 'Borealis', 'Cetus', 'Draco'];
const typedStatuses = ['🟡 In Progress', '🟡 In Progress', '🟡 In Progress', '🟢 Running'];

const linkedRows = titles.map(
  (title, index) => `| ${title} | ${typedStatuses[index]} | [code](https://github.com/${typedNames[index]}) |`,
);
const bareRows = titles.map((title, index) => `| ${title} | ${typedStatuses[index]} | TBD |`);
const plainRow = row('engine', '🟡 In Progress');
const summary = '\n<!-- statusfolio:table columns=name,description,status,repo -->\n<!-- /statusfolio -->\n';

/** Everything found in the texts that must not be there; `typed`: links that stand in the text for everybody to read. */
export function findCanaries(text: string, typed: readonly string[] = []): string[] {
  const rest = typed.reduce((left, name) => left.replaceAll(name, ''), text);
  return [...new Set([...(rest.match(/kanari[\w@./-]*/gi) ?? []), ...(rest.match(/2026-01-17/g) ?? [])])];
}

/** Fills a repository with what only its owner may know. */
function plant(repository: SimulatedRepository, index: number, daysAgo: (days: number) => Date): void {
  const { state } = repository;
  state.description = `${mark}description`;
  state.homepageUrl = `https://${mark}homepage.example`;
  state.topics.push(`${mark}topic`);
  const author = { login: 'ada', name: `${mark}author`, email: `${mark}@mail.example` };
  const write = (at: Date, text: string) =>
    repository.commit({ at, message: `${mark}message ${text}`, author, files: { [`${mark}file.go`]: text } });
  write(daysAgo(300), 'one');
  if (index === 1) return void write(daysAgo(120), 'two');
  // What it says of itself is another thing than the row says, and would be asked about.
  const badge = '![status](https://www.repostatus.org/badges/latest/unsupported.svg)';
  if (index === 2)
    repository.commit({ at: daysAgo(200), message: `${mark}docs`, author, files: { 'README.md': badge } });
  write(secretDay, 'three');
  if (index !== 3) return;
  const workflow = repository.addWorkflow(`${mark}workflow`, `.github/workflows/${mark}.yml`, daysAgo(200));
  for (let day = 30; day > 0; day -= 1) repository.run(workflow, daysAgo(day));
  repository.release(`v2.0.0-${mark}release`, secretDay, true);
}

function addSecrets(pipeline: Pipeline, isPrivate: boolean): SimulatedRepository[] {
  return names.map((name, index) => {
    const input = { owner: 'ada', name, createdAt: pipeline.daysAgo(350), languages: [`${mark}language`] };
    const repository = pipeline.world.addRepository({ ...input, defaultBranch: `${mark}branch` });
    plant(repository, index, pipeline.daysAgo);
    if (isPrivate) repository.makePrivate(true);
    return repository;
  });
}

const found = (pipeline: Pipeline) =>
  typedNames.flatMap((name) => pipeline.world.find('ada', name.split('/')[1] ?? '', true) ?? []);

/** One is archived, one runs, one stops; the second has been quiet all the time. */
function happen(pipeline: Pipeline): void {
  const [first, , third, fourth] = found(pipeline);
  first?.archive(secretDay);
  third?.deploy(`${mark}environment`, pipeline.now());
  const [workflow] = fourth?.state.workflows ?? [];
  if (workflow !== undefined) fourth?.disableWorkflow(workflow, 'disabled_inactivity', pipeline.now());
}

function privatise(pipeline: Pipeline): void {
  for (const repository of found(pipeline)) repository.makePrivate(true);
}

const settings = `${words.replace('labels: {', 'labels: { running: "🟢 Running",')}visibility: all\n`;
const linked = titles.map((title, index) => `  - { match: ${title}, repo: ${typedNames[index]} }\n`).join('');

interface Parts extends Partial<Omit<CanaryCase, 'name'>> {
  readonly rows?: readonly string[];
  /** From the start. */
  readonly isPrivate?: boolean;
}

function build(name: string, { rows = linkedRows, isPrivate = false, ...parts }: Parts): CanaryCase {
  return {
    name,
    told: 'nowhere',
    typed: typedNames,
    homes: [],
    configuration: settings,
    build(pipeline) {
      pipeline.addProject('engine');
      addSecrets(pipeline, isPrivate);
      pipeline.write(table(plainRow, ...rows), pipeline.daysAgo(100));
    },
    change: happen,
    ...parts,
  };
}

function addDiary(pipeline: Pipeline, rows: readonly string[], isVisible = true): void {
  const diary = pipeline.world.addRepository({ owner: 'ada', name: `${mark}diary`, createdAt: pipeline.daysAgo(400) });
  diary.commit({ at: pipeline.daysAgo(90), message: 'Edit by hand', files: { 'README.md': table(...rows) } });
  diary.makePrivate(isVisible);
}

const diaryRows = linkedRows.map((line) => line.replace(/^\| (\w+)/, `| ${mark}$1`));

export const cases: readonly CanaryCase[] = [
  build('public', { told: 'everywhere' }),
  build('private', { isPrivate: true }),
  build('private and unseen by the token', {
    change: (pipeline) => {
      for (const repository of found(pipeline)) repository.makePrivate(false);
    },
  }),
  build('privatised after a first look', {
    change: (pipeline) => {
      happen(pipeline);
      privatise(pipeline);
    },
  }),
  build('renamed while private', {
    change: (pipeline) => {
      const all = found(pipeline);
      happen(pipeline);
      privatise(pipeline);
      for (const [index, repository] of all.entries()) repository.rename(`${mark}new-name-${index}`);
    },
  }),
  build('transferred while private', {
    change: (pipeline) => {
      const all = found(pipeline);
      happen(pipeline);
      privatise(pipeline);
      for (const repository of all) repository.transfer(`${mark}owner`);
    },
  }),
  build('internal', {
    change: (pipeline) => {
      happen(pipeline);
      for (const { state } of found(pipeline)) state.visibility = 'INTERNAL';
    },
  }),
  build('one of several repositories of a row', {
    rows: [`| Pair | 🟡 In Progress | [a](https://github.com/ada/engine) · [b](https://github.com/${typedNames[2]}) |`],
    isPrivate: true,
  }),
  build('linked only in the configuration', {
    typed: [],
    rows: bareRows,
    isPrivate: true,
    configuration: `${settings}projects:\n${linked}`,
  }),
  build('listed only in the configuration', {
    typed: [],
    isPrivate: true,
    build(pipeline) {
      pipeline.addProject('engine');
      addSecrets(pipeline, true);
      pipeline.write(`${table(plainRow)}${summary}`, pipeline.daysAgo(100));
    },
    configuration: `${settings}projects:\n  - { match: engine, repo: ada/engine }\n${titles
      .map((title, index) => `  - { match: ${mark}${title}, repo: ${typedNames[index]}, description: ${mark}text }\n`)
      .join('')}`,
  }),
  build('in a private document', {
    homes: [`ada/${mark}diary`],
    typed: [],
    build(pipeline) {
      pipeline.addProject('engine');
      addSecrets(pipeline, true);
      pipeline.write(table(plainRow), pipeline.daysAgo(100));
      addDiary(pipeline, diaryRows);
    },
  }),
  build('in a private document that the token cannot see', {
    homes: [`ada/${mark}diary`],
    typed: [],
    build(pipeline) {
      pipeline.addProject('engine');
      addSecrets(pipeline, true);
      pipeline.write(table(plainRow), pipeline.daysAgo(100));
      addDiary(pipeline, diaryRows, false);
    },
  }),
  build('in several documents, one of them private', {
    homes: [`ada/${mark}diary`],
    build(pipeline) {
      pipeline.addProject('engine');
      addSecrets(pipeline, true);
      pipeline.write(table(plainRow, ...linkedRows), pipeline.daysAgo(100));
      addDiary(pipeline, diaryRows);
    },
  }),
  build('of a private portfolio', {
    told: 'in the repository',
    build(pipeline) {
      pipeline.addProject('engine');
      addSecrets(pipeline, true);
      pipeline.write(table(plainRow, ...linkedRows), pipeline.daysAgo(100));
      pipeline.me.state.visibility = 'PRIVATE';
    },
  }),
  build('public, and in a private document too', {
    typed: [],
    homes: [`ada/${mark}diary`],
    build(pipeline) {
      pipeline.addProject('engine');
      pipeline.write(table(plainRow), pipeline.daysAgo(100));
      addDiary(pipeline, [row('engine', '🟡 In Progress').replace('| engine', `| ${mark}engine`)]);
    },
    change: () => {},
  }),
];

/** A world of this case, before the first check. */
export function openCase(canary: CanaryCase, publish: 'commit' | 'pull-request'): Pipeline {
  const pipeline = openPipeline({
    publish,
    configuration: canary.configuration,
    target: { badges: true },
  });
  canary.build(pipeline);
  return pipeline;
}

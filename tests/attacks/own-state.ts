// S9 and relatives: state.json lies on a branch where others write, too. The Action runs once and makes it; it is
// tampered with; the Action runs again when a change is due.

import { openIssue } from '../../demo/github/issues.ts';
import { type Attack, gotThrough, held, mustHold, type Outcome } from './support/attack.ts';
import type { Place } from './support/place.ts';
import { type ActionRun, playAction } from './support/play-action.ts';
import { type AttackWorld, openWorld, person } from './support/world.ts';

const branch = 'statusfolio-state';

/** No row says archived: how this document would spell it, only the state says. */
const document =
  '| Project | Status | Code |\n|---|---|---|\n| Harbour | Active | [c](https://github.com/ada/harbour) |\n| Lantern | Active | [c](https://github.com/ada/lantern) |\n';

const withWord = document.replace('| Harbour | Active', '| Harbour | Archived');

type Json = { [key: string]: unknown };

interface Remembered {
  readonly world: AttackWorld;
  readonly text: string;
  overwrite(text: string | Uint8Array): void;
  /** Makes a change due, and runs once more. */
  runAgain(): Promise<ActionRun>;
}

async function remember(place: Place, text = withWord): Promise<Remembered> {
  const world = await openWorld(place, { document: text });
  world.addProject('ada/harbour').archive(new Date());
  const lantern = world.addProject('ada/lantern');
  const workspace = place.makeFolder('workspace');
  const first = await playAction(place, world, { workspace });
  const state = () => Buffer.from(world.portfolio.head(branch)?.files.get('state.json') ?? []).toString();
  mustHold(state() !== '', `the first run left no memory: ${first.log.slice(0, 150)}`);
  return {
    world,
    text: state(),
    overwrite: (content) => {
      world.portfolio.commit({
        at: new Date(),
        message: 'state',
        author: person,
        branch,
        files: { 'state.json': content },
      });
    },
    runAgain: async () => {
      lantern.archive(new Date());
      return await playAction(place, world, { workspace });
    },
  };
}

/** Every value at every depth, as it is and as JSON inside a text. */
function replaceWithin(value: unknown, replace: (value: unknown, key: string) => unknown, key = ''): unknown {
  const replaced = replace(value, key);
  if (replaced !== value) return replaced;
  if (typeof value === 'string' && /^[[{]/.test(value)) {
    return JSON.stringify(replaceWithin(JSON.parse(value), replace, key));
  }
  if (Array.isArray(value)) return value.map((item) => replaceWithin(item, replace, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, replaceWithin(inner, replace, name)]));
}

const words: Readonly<Record<string, string>> = {
  'a picture': '![Archived](https://canary.example/p.png)',
  'a link': '[Archived](https://canary.example/)',
  HTML: 'Archived <img src="https://canary.example/p.png">',
  'a broken row': 'Archived | canary.example |\n| forged',
  'a mention': 'Archived (@canary)',
  'a comment': 'Archived <!-- canary.example -->',
  'a long text': `Archived canary.example ${'very '.repeat(200)}`,
  'a text that is turned around': '\u202eArchived canary.example\u202c',
};

const vocabularies = Object.entries(words).map(
  ([name, word]): Attack => ({
    number: 'S9',
    kind: 'own files from places where others write',
    name: `the word for "archived" in the memory is ${name}`,
    run: async (place) => {
      const { world, text, overwrite, runAgain } = await remember(place, document);
      const poisoned = replaceWithin(JSON.parse(text), (value, key) =>
        key === 'vocabulary' && typeof value === 'object' ? { ...value, archived: word } : value,
      );
      overwrite(JSON.stringify(poisoned));
      const { code } = await runAgain();
      const texts = [world.text(), ...world.portfolio.history().map(({ message }) => message)];
      return texts.some((one) => one.includes('canary'))
        ? gotThrough(
            `it was committed: ${
              world
                .text()
                .split('\n')
                .find((line) => line.includes('canary')) ?? ''
            }`,
          )
        : held(`it was not committed; exit ${code}`);
    },
  }),
);

const mutations: Readonly<Record<string, (state: Json) => unknown>> = {
  'lists of null': (state) => mapLists(state, () => [null]),
  'lists of numbers': (state) => mapLists(state, () => [1, 2, 3]),
  'lists of lists': (state) => mapLists(state, () => [[[]]]),
  'empty objects in lists': (state) => mapLists(state, () => [{}]),
  'texts that are numbers': (state) =>
    replaceWithin(state, (value, key) => (key !== '' && typeof value === 'string' ? 7 : value)),
  'objects that are texts': (state) =>
    replaceWithin(state, (value, key) => (key === 'data' || key === 'identity' ? 'x' : value)),
  'instants that are none': (state) =>
    replaceWithin(state, (value, key) => (/(At|since|until)$/.test(key) ? 'yesterday' : value)),
  'statuses that are none': (state) => replaceWithin(state, (value, key) => (key === 'status' ? 'constructor' : value)),
  'words that are no texts': (state) =>
    replaceWithin(state, (value, key) => (key === 'vocabulary' ? { archived: { a: 1 } } : value)),
  'objects for the lists within': (state) => mapWithin(state, () => ({})),
  'texts for the lists within': (state) => mapWithin(state, () => 'canary'),
  'numbers too large for an instant': (state) =>
    replaceWithin(state, (value, key) => (/(At|since|until|at)$/.test(key) ? '+275760-09-13T00:00:00.001Z' : value)),
  'fields that are gone': (state) =>
    replaceWithin(state, (value, key) => (/^(decision|derived|declared|identity|ref)$/.test(key) ? undefined : value)),
  'null for every object within': (state) =>
    replaceWithin(state, (value, key) =>
      key !== '' && typeof value === 'object' && !Array.isArray(value) ? null : value,
    ),
  'a document of another owner': (state) =>
    replaceWithin(state, (value) => (typeof value === 'string' ? value.replaceAll('ada/me', 'eve/me') : value)),
};

function mapLists(state: Json, make: () => unknown[]): Json {
  return Object.fromEntries(Object.entries(state).map(([key, value]) => [key, Array.isArray(value) ? make() : value]));
}

/** The lists below those of the first level. */
function mapWithin(state: Json, make: () => unknown): unknown {
  return replaceWithin(state, (value, key) => (Array.isArray(value) && !(key in state) ? make() : value));
}

const wholes: Readonly<Record<string, (text: string) => string | Uint8Array>> = {
  'a text of another kind': () => 'hello',
  'bytes that are no text': () => Buffer.from([0, 255, 254, 0]),
  'a million brackets': () => '['.repeat(1_000_000),
  'a prototype': (text) => text.replace('{', '{"__proto__": {"isArchived": true}, "constructor": {"prototype": {}},'),
  'another version': (text) => text.replace(/"version": \d+/, '"version": 1e999'),
};

/** Whatever stands there: the run tells the truth, and publishes what is a fact. */
async function judgeRuns({ world, runAgain }: Remembered): Promise<Outcome> {
  const { code, log } = await runAgain();
  const trace =
    /^.*\b(TypeError|RangeError|SyntaxError|Please report|unexpected error|Cannot read properties).*$/im.exec(log);
  if (trace !== null) return gotThrough(`exit ${code}: ${trace[0]}`);
  const isPublished = /Lantern \| (\S+ )?Archived/.test(world.text());
  return isPublished
    ? held('the change was published all the same')
    : gotThrough(`exit ${code}: nothing is published any more: ${log.slice(0, 120)}`);
}

const broken = [
  ...Object.entries(mutations).map(
    ([name, mutate]) => [name, (text: string) => JSON.stringify(mutate(JSON.parse(text)))] as const,
  ),
  ...Object.entries(wholes),
].map(
  ([name, tamper]): Attack => ({
    number: 'S9',
    kind: 'own files from places where others write',
    name: `the memory holds ${name}`,
    run: async (place) => {
      const remembered = await remember(place);
      remembered.overwrite(tamper(remembered.text));
      return await judgeRuns(remembered);
    },
  }),
);

const issueNumber: Attack = {
  number: 'Q1',
  kind: 'own files from places where others write',
  name: 'the memory names another issue of the bot as the status issue',
  run: async (place) => {
    const { world, text, overwrite, runAgain } = await remember(place, document);
    const other = openIssue(world.portfolio, { title: 'Release notes', body: 'What is new', by: 'ada' });
    const state = JSON.parse(text) as { repositoryStates: Json[] };
    const asked = { key: 'k', projectKey: 'p', name: 'Lantern', status: 'paused' };
    const statusIssue = {
      number: other.number,
      url: 'https://github.com/ada/me/issues/1',
      state: 'open',
      body: '',
      asked: [asked],
      dismissed: [],
      readUntil: null,
      ignored: [],
      writtenAt: '2020-01-01T00:00:00Z',
    };
    const known = state.repositoryStates;
    const all = known.length > 0 ? known : [{ key: 'ada/me', branches: {}, areIssuesDisabled: false }];
    overwrite(JSON.stringify({ ...state, repositoryStates: all.map((one) => ({ ...one, statusIssue })) }));
    const { code } = await runAgain();
    const issue = world.portfolio.state.issues.find(({ number }) => number === other.number);
    return issue?.body === 'What is new' && issue.title === 'Release notes' && issue.state === 'open'
      ? held(`it stands as it was; exit ${code}`)
      : gotThrough(`it reads now: ${issue?.title}, ${issue?.state}`);
  },
};

export const ownStateAttacks: readonly Attack[] = [...vocabularies, ...broken, issueNumber];

// The state on a branch lies where others may write. Whatever stands in it, a run ends as runs end: with what could be
// read, a problem that says what could not, and a document in which nothing but status words ever changes.

import { describe, expect, it } from 'vitest';
import { statuses } from '../../src/core/status/statuses.ts';
import { isVocabularyWord } from '../../src/core/status/vocabulary.ts';
import { StatusfolioError } from '../../src/errors.ts';
import { openBranchStore } from '../../src/runtimes/node-github.ts';
import { openMemoryDatabase } from '../../src/store/memory-sqlite.ts';
import { exportState, importState } from '../../src/store/state-file.ts';
import { hostileStrings } from '../support/hostile-strings.ts';
import { openPipeline, type Pipeline, row, table } from '../support/open-pipeline.ts';
import { createRandom } from '../support/random.ts';

const branch = 'statusfolio-state';
const seed = Number(process.env['STATUSFOLIO_SEED'] ?? 9);

async function open({ world, now }: Pipeline) {
  return await openBranchStore({ token: 't', apiUrl: 'https://api.github.com', fetch: world.fetch, now }, 'ada/me');
}

async function run(pipeline: Pipeline) {
  const { store, problem, save } = await open(pipeline);
  try {
    const outcome = await pipeline.look(store);
    return { problem, outcome, saved: await save() };
  } finally {
    await store.close();
  }
}

const readState = ({ me }: Pipeline) => Buffer.from(me.head(branch)?.files.get('state.json') ?? []).toString('utf8');

/** A memory in which everything occurs: questions, an answer, changes, a pull request, several repositories. */
async function openRich() {
  const pipeline = openPipeline({ publish: 'pull-request' });
  const engine = pipeline.addProject('engine');
  for (const name of ['motor', 'wheel']) pipeline.addProject(name);
  pipeline.addProject('quiet', 120);
  const suite = '| suite | 🟡 In Progress | [a](https://github.com/ada/motor) · [b](https://github.com/ada/wheel) |';
  const text = table(row('engine', '🟡 In Progress'), row('quiet', '🟡 In Progress'), suite);
  pipeline.write(text, pipeline.daysAgo(100));
  await run(pipeline);
  pipeline.pass(1);
  engine.archive(pipeline.now());
  await run(pipeline);
  return { pipeline, text, state: readState(pipeline) };
}

const replacements: readonly unknown[] = [
  null,
  true,
  -1,
  1e300,
  '',
  'x',
  [],
  {},
  [null],
  { length: 1 },
  '0000-00-00T00:00:00Z',
  '9999-99-99T99:99:99Z',
  '![x](https://evil.example/x.png)',
  '🟢 Running | evil',
  'Running\n\n# evil',
  '\u202eRunning',
  '__proto__',
  '{',
  '[[',
  ...hostileStrings.slice(0, 25),
];

type Path = readonly (string | number)[];

function listPaths(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => listPaths(inner, [...path, key]))];
}

/** One change at a random place: another value, nothing at all, or the same entry twice. */
function mutate(text: string, random: () => number): { readonly text: string; readonly at: string } {
  const value: object = JSON.parse(text);
  const paths = listPaths(value).filter((path) => path.length > 0);
  const path = paths[Math.floor(random() * paths.length)] ?? [];
  const parent = path.slice(0, -1).reduce<unknown>((inner, key) => Reflect.get(Object(inner), key), value);
  const key = path.at(-1) ?? '';
  const kind = random();
  const given = replacements[Math.floor(random() * replacements.length)];
  if (kind < 0.15) Reflect.deleteProperty(Object(parent), key);
  else if (kind < 0.25 && Array.isArray(parent)) parent.push(parent[Number(key)]);
  else if (kind < 0.4 && typeof Reflect.get(Object(parent), key) === 'string') {
    // Texts that hold JSON are changed inside, too.
    Reflect.set(
      Object(parent),
      key,
      String(Reflect.get(Object(parent), key)).replace(/[0-9"a-z]/, () => String(given)),
    );
  } else Reflect.set(Object(parent), key, given);
  return { text: JSON.stringify(value), at: `${path.join('.')} (seed ${seed})` };
}

describe('a memory that somebody else has written', () => {
  it('never keeps the rest from being read, and says what it left out', async () => {
    const { state } = await openRich();
    const random = createRandom(seed);
    // Every round has owners of its own, whose rows nobody else sees: opening a database costs more than the round.
    const database = openMemoryDatabase();
    for (let round = 0; round < 400; round += 1) {
      const [owner, other] = [`owner-${round}`, `other-${round}`];
      let mutated = mutate(state, random);
      if (random() < 0.3) mutated = { ...mutate(mutated.text, random), at: mutated.at };
      const problem = await importState(database, owner, mutated.text);
      expect(problem === null || problem.code === 'STORE_UNSAFE', mutated.at).toBe(true);
      for (const hostile of ['evil', '<script', '\u202e']) expect(JSON.stringify(problem)).not.toContain(hostile);
      // What was read can be written and read again, without anything to leave out.
      const again = await exportState(database, owner, 'ada/me');
      expect(await importState(database, other, again), mutated.at).toBeNull();
    }
    await database.close();
  });

  it('ends no run with an error of ours, and changes no other byte of the document', async () => {
    const { pipeline, text, state } = await openRich();
    const random = createRandom(seed + 1);
    for (let round = 0; round < 60; round += 1) {
      const mutated = mutate(state, random);
      pipeline.me.commit({ at: pipeline.now(), message: 'x', files: { 'state.json': mutated.text }, branch });
      await run(pipeline).catch((error: unknown) => {
        if (!(error instanceof StatusfolioError)) throw new Error(`${mutated.at}: ${String(error)}`, { cause: error });
      });
      expect(pipeline.read(), mutated.at).toBe(text);
      const pendingChanges = pipeline.read('README.md', 'statusfolio/main');
      if (pendingChanges !== '')
        expect(pendingChanges.replace(/⚪ Archived|🟡 Paused/g, '🟡 In Progress'), mutated.at).toBe(text);
    }
  });

  it.each([
    ['a picture', '![x](https://evil.example/x.png)'],
    ['markup', '<b>Archived</b>'],
    ['another cell', '⚪ Archived | evil'],
    ['another line', '⚪ Archived\n# evil'],
    ['an address', 'Archived https://evil.example'],
    ['text that runs backwards', '\u202eArchived'],
    ['the word of another status', '🟢 Running'],
    ['nothing', ' '],
  ])('teaches no word that is %s', async (_, word) => {
    const { pipeline, text, state } = await openRich();
    const tampered = JSON.parse(state);
    const data = JSON.parse(tampered.documents[0].data);
    tampered.documents[0].data = JSON.stringify({ ...data, vocabulary: { ...data.vocabulary, archived: word } });
    const files = { 'state.json': JSON.stringify(tampered) };
    pipeline.me.commit({ at: pipeline.now(), message: 'x', files, branch });
    const { problem } = await run(pipeline);
    expect(problem?.message).toContain('documents[0].vocabulary.archived');
    expect(pipeline.read()).toBe(text);
    expect(pipeline.read('README.md', 'statusfolio/main')).not.toContain('evil');
    expect(readState(pipeline)).not.toContain('evil');
  });

  it('keeps every word that people type', () => {
    for (const word of ['🟢 Running', 'Active', '🟡 In Progress', '✅ Complete', 'in_progress', '⏸️ On Hold']) {
      const status = statuses.find((one) => isVocabularyWord(one, word));
      expect(status, word).toBeDefined();
    }
  });
});

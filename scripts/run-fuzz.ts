// Generated documents. Without a word: nonsense in every encoding, of which an edit changes only the planned bytes, and
// lands in the cell that the real renderers see; stops at the first document that breaks the promise. `documents`: such as
// people write, of which it is known what they say: figures by shape, and nothing is written that should not be. `data`: YAML,
// JSON and front matter, of which one value differs after an edit for whoever parses them. Prints its seed. Run with:
// npm run fuzz -- [documents|data] [--quick] [--seed NUMBER]
// npm run fuzz -- --learn DIR… (labelled documents, whose shapes are kept)

import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { checkGeneratedData } from '../tests/support/check-data.ts';
import { checkDocument } from '../tests/support/check-document.ts';
import { generateDocument, generateText } from '../tests/support/generate-document.ts';
import { checkCells, isInstalled, type Oracle, oracles } from '../tests/support/oracles.ts';
import { addOutcomes, formatTallies, fuzzDocuments, type Outcome as Tallied } from './fuzz/fuzz-documents.ts';
import { learnShapes } from './fuzz/learn-shapes.ts';

/** `first` and the seeds after it. */
interface Share {
  readonly suite: string;
  readonly first: number;
  readonly count: number;
}

interface Outcome {
  readonly documents: number;
  /** Rows edited, or cells compared. */
  readonly cells: number;
  readonly failure: string | null;
}

const paths = ['README.md', 'index.qmd', 'index.html'];

/** Renderers take longer to start than to read, so they get several documents at a time. */
const joined = 20;

function checkBytes({ first, count }: Share): Outcome {
  let cells = 0;
  for (let seed = first; seed < first + count; seed += 1) {
    const { bytes, encoding } = generateDocument(seed);
    const path = paths[seed % paths.length] ?? '';
    try {
      cells += checkDocument(bytes, path);
    } catch (error) {
      return { documents: seed - first, cells, failure: `seed ${seed} (${path}, ${encoding}): ${error}\n${bytes}` };
    }
  }
  return { documents: count, cells, failure: null };
}

function checkDataFiles({ first, count }: Share): Outcome {
  let cells = 0;
  for (let seed = first; seed < first + count; seed += 1) {
    try {
      cells += checkGeneratedData(seed);
    } catch (error) {
      return { documents: seed - first, cells, failure: String(error) };
    }
  }
  return { documents: count, cells, failure: null };
}

async function checkRendered({ suite, first, count }: Share): Promise<Outcome> {
  const oracle = oracles.find(({ name }) => name === suite);
  if (oracle === undefined) throw new Error(`there is no renderer ${suite}`);
  let cells = 0;
  for (let seed = first; seed < first + count; seed += joined) {
    const texts = Array.from({ length: joined }, (_, index) => generateText(seed + index, `d${index}p`));
    try {
      cells += await checkCells(texts.join('\n\n'), oracle);
    } catch (error) {
      const failure = (await findSmallest(texts, oracle)) ?? `seeds ${seed} to ${seed + joined - 1}: ${error}`;
      return { documents: seed - first, cells, failure };
    }
  }
  return { documents: count, cells, failure: null };
}

/** The message for the first document that fails alone; null where only all of them together fail. */
async function findSmallest(texts: readonly string[], oracle: Oracle): Promise<string | null> {
  for (const text of texts) {
    try {
      await checkCells(text, oracle);
    } catch (error) {
      return String(error);
    }
  }
  return null;
}

/** To as many threads as there are processors. */
function shareOut<T>(suite: string, first: number, total: number): Promise<T[]> {
  const threads = availableParallelism();
  const count = Math.ceil(total / threads / joined) * joined;
  return Promise.all(
    Array.from({ length: threads }, (_, index) => {
      const share: Share = { suite, first: first + index * count, count };
      return new Promise<T>((resolve, reject) => {
        const worker = new Worker(new URL(import.meta.url), { workerData: share });
        worker.once('message', resolve).once('error', reject);
      });
    }),
  );
}

async function runDocuments(first: number, total: number): Promise<boolean> {
  const startedAt = performance.now();
  const outcome = addOutcomes(await shareOut<Tallied>('documents', first, total));
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  console.log(formatTallies(outcome.tallies).join('\n'));
  const { documents, writable, forced, failures } = outcome;
  console.log(`documents: ${documents} from seed ${first}, ${seconds} s`);
  console.log(`rows that may be written: ${writable}; forced edits compared with what a reader sees: ${forced}`);
  console.log(`wrong: ${failures.length}`);
  for (const failure of failures.slice(0, 20)) console.error(failure);
  return failures.length === 0;
}

async function run(suite: string, first: number, total: number): Promise<boolean> {
  const startedAt = performance.now();
  const outcomes = await shareOut<Outcome>(suite, first, total);
  const sum = (read: (outcome: Outcome) => number) => outcomes.reduce((before, each) => before + read(each), 0);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const failures = outcomes.flatMap(({ failure }) => failure ?? []);
  const [documents, cells] = [sum((each) => each.documents), sum((each) => each.cells)];
  console.log(
    `${suite}: ${documents} documents from seed ${first}, ${cells} cells, ${failures.length} wrong, ${seconds} s`,
  );
  if (failures[0] !== undefined) console.error(failures[0]);
  return failures.length === 0;
}

if (isMainThread) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { quick: { type: 'boolean' }, seed: { type: 'string' }, learn: { type: 'boolean' } },
  });
  if (values.learn === true) {
    learnShapes(positionals);
    process.exit();
  }
  const seed = values.seed === undefined ? randomInt(2 ** 30) : Number(values.seed);
  const [bytes, rendered] = values.quick === true ? [100_000, 4_000] : [1_000_000, 100_000];
  console.log(`seed ${seed}`);
  if (positionals.includes('documents')) {
    process.exit((await runDocuments(seed, values.quick === true ? 4_000 : 100_000)) ? 0 : 1);
  }
  const data = values.quick === true ? 2_000 : 30_000;
  if (positionals.includes('data')) process.exit((await run('data', seed, data)) ? 0 : 1);
  let isRight = await run('bytes', 0, bytes / 2);
  isRight = (await run('bytes', seed, bytes / 2)) && isRight;
  isRight = (await run('data', seed, data)) && isRight;
  for (const oracle of oracles) {
    if (isInstalled(oracle)) isRight = (await run(oracle.name, seed, rendered)) && isRight;
    else console.log(`${oracle.name}: not installed, so not compared`);
  }
  process.exitCode = isRight ? 0 : 1;
} else {
  const share: Share = workerData;
  const check = {
    bytes: checkBytes,
    data: checkDataFiles,
    documents: ({ first, count }: Share) => fuzzDocuments(first, count),
  };
  parentPort?.postMessage(await (Reflect.get(check, share.suite) ?? checkRendered)(share));
}

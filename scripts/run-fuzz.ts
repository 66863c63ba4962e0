// Generated documents in every encoding: an edit changes only the planned bytes, and lands in the cell that the real
// renderers see. Prints its seed; stops at the first document that breaks the promise. Run with:
// npm run fuzz -- [--quick] [--seed NUMBER]

import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { checkDocument } from '../tests/support/check-document.ts';
import { generateDocument, generateText } from '../tests/support/generate-document.ts';
import { checkCells, isInstalled, type Oracle, oracles } from '../tests/support/oracles.ts';

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

async function run(suite: string, first: number, total: number): Promise<boolean> {
  const startedAt = performance.now();
  const threads = availableParallelism();
  const count = Math.ceil(total / threads / joined) * joined;
  const outcomes = await Promise.all(
    Array.from({ length: threads }, (_, index) => {
      const share: Share = { suite, first: first + index * count, count };
      return new Promise<Outcome>((resolve, reject) => {
        const worker = new Worker(new URL(import.meta.url), { workerData: share });
        worker.once('message', resolve).once('error', reject);
      });
    }),
  );
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
  const { values } = parseArgs({ options: { quick: { type: 'boolean' }, seed: { type: 'string' } } });
  const seed = values.seed === undefined ? randomInt(2 ** 30) : Number(values.seed);
  const [bytes, rendered] = values.quick === true ? [100_000, 4_000] : [1_000_000, 100_000];
  console.log(`seed ${seed}`);
  let isRight = await run('bytes', 0, bytes / 2);
  isRight = (await run('bytes', seed, bytes / 2)) && isRight;
  for (const oracle of oracles) {
    if (isInstalled(oracle)) isRight = (await run(oracle.name, seed, rendered)) && isRight;
    else console.log(`${oracle.name}: not installed, so not compared`);
  }
  process.exitCode = isRight ? 0 : 1;
} else {
  const share: Share = workerData;
  parentPort?.postMessage(share.suite === 'bytes' ? checkBytes(share) : await checkRendered(share));
}

// Preloaded (`node --import`) into the process whose way through the sources is asked for, and so into its threads: every
// function below src says when it is entered. What only runs while a module is loaded does not count.

import { readdirSync, readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';
import { type Node, parse } from 'acorn';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
  .map((name) => join('src', name))
  .sort();

/** How many files were entered, how many functions, then the place of each file in the order; all threads share it. */
const header = 2;
const key = 'statusfolio-entries';
const shared = (getEnvironmentData(key) ?? new SharedArrayBuffer((header + files.length) * 4)) as SharedArrayBuffer;
setEnvironmentData(key, shared);
const places = new Int32Array(shared);

/** Forgets what was entered so far. */
export function beginRecording(): void {
  places.fill(0);
}

/** The files in the order in which the first of their functions was entered. */
export function listEntered(): string[] {
  return files
    .map((path, index) => ({ path, place: Atomics.load(places, header + index) }))
    .filter(({ place }) => place > 0)
    .sort((a, b) => a.place - b.place)
    .map(({ path }) => path);
}

/** Modules are evaluated one after the other, and each in one go. */
let isLoading = 0;

Object.assign(globalThis, {
  __enter(file: number): void {
    if (isLoading > 0 || Atomics.load(places, header + file) !== 0) return;
    Atomics.store(places, header + file, Atomics.add(places, 0, 1) + 1);
  },
  __load(change: 1 | -1): void {
    isLoading += change;
  },
});

registerHooks({
  load(url, context, nextLoad) {
    const file = url.startsWith('file:') ? files.indexOf(relative(root, fileURLToPath(url))) : -1;
    if (file < 0) return nextLoad(url, context);
    const source = stripTypeScriptTypes(readFileSync(fileURLToPath(url), 'utf8'));
    return { format: 'module', source: reportEntries(source, file), shortCircuit: true };
  },
});

/** The source, in which every function first says that it was entered. */
function reportEntries(source: string, file: number): string {
  const inserts: { at: number; text: string }[] = [];
  const call = `globalThis.__enter(${file})`;
  const visit = (node: Node): void => {
    if ('body' in node && /^(?:Arrow)?Function/.test(node.type)) {
      const body = node.body as Node;
      if (body.type === 'BlockStatement') inserts.push({ at: body.start + 1, text: `${call};` });
      else inserts.push({ at: body.start, text: `(${call},` }, { at: body.end, text: ')' });
    }
    for (const value of Object.values(node)) {
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child);
    }
  };
  visit(parse(source, { ecmaVersion: 'latest', sourceType: 'module', preserveParens: true }));
  let text = source;
  for (const { at, text: insert } of inserts.sort((a, b) => b.at - a.at))
    text = text.slice(0, at) + insert + text.slice(at);
  return `globalThis.__load(1);${text}\nglobalThis.__load(-1);`;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

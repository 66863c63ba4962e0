// One status of a long table changed by us, by a remark round trip, by the positions of an mdast tree, and by a bare
// line scanner, which knows no block rules and is the limit of what is possible.

import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmTable } from 'micromark-extension-gfm-table';
import { remark } from 'remark';
import remarkGfm from 'remark-gfm';
import { applyEdits, planEdits } from '../src/core/document/edits.ts';
import { readDocument } from '../src/core/document/parse-document.ts';

/** Each of at least a thousand rows, after ten thousand: the same for documents of every size. */
const rounds = 9;
const sizes = [8, 100, 1000, 10_000];
const before = '🟢 Running';
const after = '🟡 Paused';

/** In the shape of the sample portfolio: six columns, one of them long. */
function makeDocument(rows: number): string {
  const line = (index: number) =>
    `| \`project-${index}\` | A service that reads *events*, scores them & writes a [report](https://example.org/${index}) every night, with a long description so that the row is as long as real ones | Pipeline | Python, Docker, \`SQL\` | ${before} | [Repo](https://github.com/ada/project-${index}) |`;
  const body = Array.from({ length: rows }, (_, index) => line(index)).join('\n');
  return `# Portfolio\n\nWhat I build, and how it fares.\n\n---\n\n## Projects\n\n| Project | Description | Type | Stack | Status | Repo |\n|--------|-------------|------|--------|--------|------|\n${body}\n\n---\n\n* Thank you\n* for reading\n`;
}

/** Changes the status of the row `project-INDEX`, or of none. */
type Engine = (bytes: Buffer, index: number | null) => Uint8Array;

/** Engines that work on text decode and encode, as they would have to with a file. */
const onText =
  (change: (text: string, index: number | null) => string): Engine =>
  (bytes, index) =>
    Buffer.from(change(bytes.toString(), index));

type Reader = Pick<typeof import('../src/core/document/parse-document.ts'), 'readDocument'> &
  Pick<typeof import('../src/core/document/edits.ts'), 'applyEdits' | 'planEdits'>;

const createEngine =
  (reader: Reader): Engine =>
  (bytes, index) => {
    const outcome = reader.readDocument(bytes, 'README.md');
    if (outcome.kind !== 'read') throw new Error(outcome.reason);
    const rows = outcome.reading.rows.filter(({ name }) => name === `project-${index}`);
    const changes = rows.map((row) => ({ row, text: after, mojibake: false }));
    return reader.applyEdits(bytes, reader.planEdits(bytes, changes));
  };

/** The reader of another checkout, wherever its functions stand there. */
async function loadReader(folder: string): Promise<Reader> {
  const files = globSync('src/core/document/**/*.ts', { cwd: folder });
  const modules = await Promise.all(files.map((file) => import(pathToFileURL(resolve(folder, file)).href)));
  return Object.assign({}, ...modules);
}

const processor = remark().use(remarkGfm);
const remarkRoundTrip = onText((text, index) => {
  const tree = processor.parse(text);
  for (const table of tree.children) {
    if (table.type !== 'table') continue;
    const row = index === null ? undefined : table.children[index + 1];
    const cell = row?.children[4]?.children[0];
    if (cell?.type === 'text') cell.value = after;
  }
  return processor.stringify(tree);
});

const mdastPositions = onText((text, index) => {
  const tree = fromMarkdown(text, { extensions: [gfmTable()], mdastExtensions: [gfmTableFromMarkdown()] });
  for (const table of tree.children) {
    if (table.type !== 'table' || index === null) continue;
    const place = table.children[index + 1]?.children[4]?.children[0]?.position;
    const [start, end] = [place?.start.offset, place?.end.offset];
    if (start !== undefined && end !== undefined) return text.slice(0, start) + after + text.slice(end);
  }
  return text;
});

const lineScanner = onText((text, index) => {
  const found = index === null ? -1 : text.indexOf(`| \`project-${index}\` |`);
  let isTable = false;
  let at = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', at)) {
    const line = text.slice(at, end);
    if (/^\|[\s:|-]+$/.test(line)) isTable = true;
    else if (!line.startsWith('|')) isTable = false;
    else if (isTable) {
      const cells = line.split('|');
      if (at === found) {
        cells[5] = ` ${after} `;
        return text.slice(0, at) + cells.join('|') + text.slice(end);
      }
    }
    at = end + 1;
  }
  return text;
});

const known: readonly (readonly [string, Engine])[] = [
  ['statusfolio', createEngine({ readDocument, planEdits, applyEdits })],
  ['remark-gfm round trip', remarkRoundTrip],
  ['mdast positions + splice', mdastPositions],
  ['bare line scanner', lineScanner],
];

/** `--against DIR`: beside the reader of another checkout alone. */
export async function benchDocuments([option, folder]: readonly string[] = []): Promise<void> {
  const isAgainst = option === '--against' && folder !== undefined;
  const engines = isAgainst
    ? [...known.slice(0, 1), ['that checkout', createEngine(await loadReader(folder))] as const]
    : known;
  const perByte: number[] = [];
  for (const size of sizes) {
    const bytes = Buffer.from(makeDocument(size));
    const index = size - 1;
    const times = engines.map((): number[] => []);
    for (const [, change] of engines) for (let warm = 0; warm < 10_000 / size; warm += 1) change(bytes, index);
    for (let round = 0; round < rounds; round += 1) {
      for (const [engine, [, change]] of engines.entries()) {
        const repeats = Math.ceil(1000 / size);
        const startedAt = process.cpuUsage();
        for (let repeat = 0; repeat < repeats; repeat += 1) change(bytes, index);
        const { user, system } = process.cpuUsage(startedAt);
        times[engine]?.push((user + system) / 1000 / repeats);
      }
    }
    const medians = times.map(median);
    const [ours = 0] = medians;
    perByte.push(ours / bytes.length);
    console.log(
      `\n${size} rows, ${Math.round(bytes.length / 1024)} KB: milliseconds of processor time (median of ${rounds}), times ours, lines changed for no reason`,
    );
    for (const [engine, [name, change]] of engines.entries()) {
      const time = medians[engine] ?? 0;
      console.log(
        `  ${name.padEnd(26)}${time.toFixed(3).padStart(10)}${(time / ours).toFixed(2).padStart(9)}${String(countLines(bytes, change(bytes, null))).padStart(8)}`,
      );
    }
  }
  const [, hundred = 0, , most = 0] = perByte;
  console.log(`\ntime per byte at ${sizes.at(-1)} rows is ${(most / hundred).toFixed(2)} of that at 100 rows`);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function countLines(before: Uint8Array, after: Uint8Array): number {
  const lines = Buffer.from(after).toString().split('\n');
  return Buffer.from(before)
    .toString()
    .split('\n')
    .filter((line, index) => line !== lines[index]).length;
}

// What the sources weigh: how many files, how long, how they are spread over the folders, and whether they need each other
// in circles. `npm run verify` prints it; the tests of the house rules read the same sources.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** Files and packages, types counted. */
  readonly imports: readonly string[];
}

/** More files than this in one folder are not found quickly. */
const crowded = 25;

/** Every source file below a folder. */
export function readSources(folder = 'src'): SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name): SourceFile => {
      const path = join(folder, name);
      const text = readFileSync(path, 'utf8');
      const imports = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^'\s]+)'\)?/g)].map(
        ([, specifier]) => specifier ?? '',
      );
      return { path, text, imports };
    });
}

/** Where an import of a file leads to. */
export function resolveImport(from: string, specifier: string): string {
  return join(dirname(from), specifier);
}

/** Files that need each other. Types count, too: such files cannot be read one after the other. */
export function findCircles(files: readonly SourceFile[]): string[] {
  const graph = new Map(files.map(({ path, text }) => [path, listStaticImports(path, text)]));
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      circles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
      return;
    }
    if (done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return circles;
}

function listStaticImports(path: string, text: string): string[] {
  return [...text.matchAll(/^(?:import|export)\s+[\s\S]*?from\s+'(\.[^']+)'/gm)].map(([, name]) =>
    resolveImport(path, name ?? ''),
  );
}

/**
 * Names that are exported for nobody, as `path name`. A value is for another file; where that is only a test, its own file
 * uses it too, or it is code that nothing needs. A type may also name what an exported declaration beside it takes or gives.
 * `others`: scripts, tests and the like, which may use a source file.
 */
export function findUnusedExports(files: readonly SourceFile[], others: readonly SourceFile[]): string[] {
  const users = new Map<string, SourceFile[]>();
  for (const file of [...files, ...others]) {
    for (const specifier of new Set(file.imports)) {
      const target = resolveImport(file.path, specifier);
      users.set(target, [...(users.get(target) ?? []), file]);
    }
  }
  return files.flatMap((file) => {
    const declarations = file.text.split(/^(?=[a-z])/m);
    return declarations.flatMap((declaration) => {
      const [, kind = '', name] = exported.exec(declaration) ?? [];
      if (name === undefined) return [];
      const mentions = new RegExp(`\\b${name}\\b`);
      const used = (users.get(file.path) ?? []).filter(({ text }) => mentions.test(text));
      const beside = declarations.filter((other) => other !== declaration && mentions.test(other));
      const isType = kind === 'interface' || kind === 'type';
      const isNeeded = isType
        ? used.length > 0 || beside.some((other) => other.startsWith('export'))
        : used.some(({ path }) => !path.startsWith('tests/')) || (used.length > 0 && beside.length > 0);
      return isNeeded ? [] : [`${file.path} ${name}`];
    });
  });
}

const exported = /^export (?:async )?(function\*?|const|let|class|interface|type) (\w+)/;

/** The figures, one a line. */
export function formatFigures(files: readonly SourceFile[]): string {
  const lengths = files
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .sort((a, b) => a.lines - b.lines);
  const longest = lengths.at(-1);
  const folders = new Map<string, number>();
  for (const { path } of files) folders.set(dirname(path), (folders.get(dirname(path)) ?? 0) + 1);
  const full = [...folders].filter(([, count]) => count > crowded).map(([folder, count]) => `${folder} (${count})`);
  const circles = findCircles(files);
  return [
    `source files: ${files.length}`,
    `lines: ${lengths.reduce((sum, { lines }) => sum + lines, 0)}`,
    `median: ${lengths[Math.floor(lengths.length / 2)]?.lines ?? 0}`,
    `longest: ${longest?.path} (${longest?.lines})`,
    `folders with more than ${crowded} files: ${full.join(', ') || 'none'}`,
    `circles: ${circles.length}`,
    ...circles.map((circle) => `  ${circle}`),
  ].join('\n');
}

if (import.meta.main) console.log(formatFigures(readSources()));

// `npm run texts [-- PART]`: every sentence in the sources that a person can come to read, by the place where it is read, so
// that somebody with fresh eyes can go through them once. Texts in data (`config/*.json`) and in `docs/` are not part of it.

import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { type Node, parse } from 'acorn';
import { readSources } from './print-figures.ts';

interface Text {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** The first that matches a path says where its texts are read. */
const places: readonly (readonly [string, RegExp])[] = [
  [
    'GitHub: commits, pull requests, issues; evidence everywhere',
    /^src\/core\/(messages|render|status|activity-columns)\//,
  ],
  ['Reader: why a row is left alone', /^src\/core\//],
  ['Terminal and Action', /^src\/cli\//],
  ['Pages and HTTP answers', /^src\/web\//],
  ['Configuration and environment', /^src\/config\//],
  ['Problems told by the pipeline, by GitHub, by the store', /^src\//],
];

/** SQL, GraphQL and style sheets hold many words and no sentence. */
const programs =
  /^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|WITH|BEGIN|PRAGMA|ALTER|DROP|query|mutation|fragment|\{\s*\w+\s*\()|\{[^}]*:[^}]*;/;

function isSentence(text: string): boolean {
  return (
    /\p{L}{2,}\s+\S*\p{L}/u.test(text.replaceAll('…', '')) &&
    !programs.test(text) &&
    !/^[a-z-]+(\s+[.#>]?[a-z-]+)*\s*\{/.test(text)
  );
}

/** Every literal of one file, with the values in a template shown as "…". */
export function listTexts(path: string, source: string): Text[] {
  const code = stripTypeScriptTypes(source);
  const texts: Text[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const one of node) visit(one);
      return;
    }
    if (typeof node !== 'object' || node === null || !('type' in node)) return;
    const { type } = node as Node;
    if (type === 'ImportDeclaration' || type === 'ImportExpression') return;
    const text = readLiteral(node as Node);
    if (text !== null && isSentence(text)) {
      texts.push({
        path,
        line: code.slice(0, (node as Node).start).split('\n').length,
        text: text.replaceAll(/\s+/g, ' ').trim(),
      });
    }
    for (const value of Object.values(node)) visit(value);
  };
  visit(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }));
  return texts;
}

function readLiteral(node: Node): string | null {
  if (node.type === 'Literal' && 'value' in node) return typeof node.value === 'string' ? node.value : null;
  if (node.type !== 'TemplateLiteral') return null;
  const { quasis } = node as Node & { readonly quasis: readonly { readonly value: { readonly cooked: string } }[] };
  return quasis.map(({ value }) => value.cooked).join('…');
}

if (import.meta.main) {
  const part = process.argv[2] ?? '';
  const texts = readSources().flatMap(({ path }) => listTexts(path, readFileSync(path, 'utf8')));
  const known = new Set<Text>();
  for (const [place, pattern] of places) {
    const own = texts.filter((one) => !known.has(one) && pattern.test(one.path));
    for (const one of own) known.add(one);
    const shown = own.filter(({ path }) => path.includes(part));
    if (shown.length === 0) continue;
    console.log(`\n# ${place} (${shown.length})`);
    let last = '';
    for (const { path, line, text } of shown) {
      if (path !== last) console.log(`\n${path}`);
      last = path;
      console.log(`  ${String(line).padStart(4)}  ${text}`);
    }
  }
  console.log(`\n${known.size} texts`);
}

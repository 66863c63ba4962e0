// `npm run texts [-- PART]`: every sentence in the sources that a person can come to read, by the place where it is read, so
// that somebody with fresh eyes can go through them once. Of HTML the text is printed and what a screen reader says; the page's
// script, the demo, the start of the program and the inputs of the Action are part of it, data (`config/*.json`) and `docs/` are not.

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
  ['The demo, the start of the program, the inputs of the Action', /^(demo|bin|action\.yml)/],
  ['Problems told by the pipeline, by GitHub, by the store', /^src\//],
];

/** SQL, GraphQL and style sheets hold many words and no sentence. */
const programs =
  /^\s*(\(?SELECT|CASE WHEN|EXISTS|INSERT|UPDATE|DELETE|CREATE|WITH|BEGIN|PRAGMA|ALTER|DROP|query|mutation|fragment|\{\s*\w+\s*\()|\{[^}]*:[^}]*;/;

/** Labels of one word, such as a button's: elsewhere a capital letter begins names of types and headers. */
const labelled = /^src\/(web\/(pages|views|routes|auth)|core\/messages|cli\/output)\//;

function isText(text: string, path: string): boolean {
  const isLabel = labelled.test(path) && /^…?\p{Lu}\p{Ll}{2,}…?[.:?]?$/u.test(text);
  return isLabel || (/\p{L}{2,}\s+\S*\p{L}/u.test(text.replaceAll('…', '')) && !programs.test(text));
}

/** What a visitor reads of HTML, or is told by a screen reader. */
function readMarkup(text: string): string {
  return text.replaceAll(/<\/?[a-z][a-z\d]*(?:\s[^<>]*)?>|<!doctype[^<>]*>/gi, (tag) =>
    [
      ' ',
      ...[...tag.matchAll(/\s(?:aria-label|alt|placeholder|title|content)="([^"]*)"/g)].map(([, said]) => `${said} `),
    ].join(''),
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
    const literal = readLiteral(node as Node);
    const line = code.slice(0, (node as Node).start).split('\n').length;
    const script = literal?.startsWith("'use strict'") ? literal : null;
    if (script !== null) {
      for (const one of listTexts(path, script)) texts.push({ ...one, line: line + one.line - 1 });
      return;
    }
    const text = readMarkup(literal ?? '')
      .replaceAll(/\s+/g, ' ')
      .trim();
    if (text !== 'use strict' && isText(text, path)) texts.push({ path, line, text });
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

function listInputs(path: string): Text[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      const text = /^\s*(?:description|deprecationMessage): (.+)$/.exec(line)?.[1];
      return text === undefined ? [] : [{ path, line: index + 1, text }];
    });
}

if (import.meta.main) {
  const part = process.argv[2] ?? '';
  const paths = [
    ...readSources().map(({ path }) => path),
    'bin/statusfolio.js',
    'demo/run-demo.ts',
    'demo/serve-sample.ts',
  ];
  const texts = [...paths.flatMap((path) => listTexts(path, readFileSync(path, 'utf8'))), ...listInputs('action.yml')];
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

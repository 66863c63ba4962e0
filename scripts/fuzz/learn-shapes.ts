// Learns from labelled documents how people write rows of projects, and keeps none of their words: names, addresses,
// statuses and all other text become placeholders, so that only order, marks and punctuation are left. Writes
// tests/support/documents/shapes.json, from which the generator draws. Run with: npm run fuzz -- --learn DIR…

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Labelled {
  readonly doc: string;
  readonly line: number;
  readonly name: string | null;
  readonly repo: string | null;
  readonly status: string;
}

type Counts = Map<string, number>;

const roles = ['name', 'status', 'repository', 'other'] as const;
type Role = (typeof roles)[number];

const shapesUrl = new URL('../../tests/support/documents/shapes.json', import.meta.url);

/** DIR holds documents/ and gold.jsonl or rows.jsonl. */
export function learnShapes(directories: readonly string[]): void {
  const columns: Counts = new Map();
  const delimiters: Counts = new Map();
  const items: Counts = new Map();
  const cells = Object.fromEntries(roles.map((role) => [role, new Map()])) as Record<Role, Counts>;
  for (const directory of directories) {
    for (const row of readLabels(directory)) {
      const path = join(directory, 'documents', row.doc);
      if (!existsSync(path)) continue;
      const lines = readFileSync(path, 'utf8').split(/\r?\n/);
      const line = lines[row.line - 1] ?? '';
      if (/^\s*\|/.test(line)) {
        const read = learnRow(line, row);
        if (read === null) continue;
        count(columns, read.map(({ role }) => role).join(' '));
        for (const { role, form } of read) count(cells[role], form);
        const delimiter = lines.slice(0, row.line).findLast((each) => /^[\s|:-]*-[\s|:-]*\|[\s|:-]*$/.test(each));
        count(delimiters, /:?-+:?/.exec(delimiter ?? '')?.[0].replace(/-+/, '---') ?? '---');
      } else if (/^\s*(?:[-*+]|\d+[.)])\s/.test(line)) {
        const form = mask(line.trim(), row);
        if (isWhole(form, 'name') && isWhole(form, 'status')) count(items, form);
      }
    }
  }
  const shapes = {
    columns: sort(columns),
    delimiters: sort(delimiters),
    cells: Object.fromEntries(roles.map((role) => [role, sort(cells[role])])),
    items: sort(items),
  };
  writeFileSync(shapesUrl, `${JSON.stringify(shapes, null, 2)}\n`);
  for (const [name, counts] of Object.entries({ columns, delimiters, items, ...cells }))
    console.log(`${name}: ${counts.size} shapes`);
}

function readLabels(directory: string): Labelled[] {
  const read = (name: string) => {
    const path = join(directory, name);
    return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
  };
  const gold = read('gold.jsonl').map((line) => JSON.parse(line));
  const rows = read('rows.jsonl').map((line) => JSON.parse(line));
  return [
    ...gold.map(({ doc, line, name, repo, raw }): Labelled => ({ doc, line, name, repo, status: raw })),
    ...rows.map(({ doc, line, project, repo, raw_status }): Labelled => {
      return { doc, line, name: project, repo, status: raw_status };
    }),
  ];
}

/** null where name and status do not each stand in one cell. */
function learnRow(line: string, row: Labelled): { readonly role: Role; readonly form: string }[] | null {
  const texts = line
    .trim()
    .replace(/^\|/, '')
    .replace(/\|$/, '')
    .split(/(?<!\\)\|/);
  const read = texts.map((text) => {
    const form = mask(text.trim(), row);
    const role = roles.find((each) => each !== 'other' && isWhole(form, each === 'repository' ? 'url' : each));
    return { role: role ?? ('other' as const), form };
  });
  const holds = (role: Role) => read.filter((each) => each.role === role).length === 1;
  const isClear = read.every(({ role, form }) => role !== 'other' || !/\{(?:name|status)\}/.test(form));
  return holds('name') && holds('status') && isClear ? read : null;
}

/** Once, and not within a word. */
function isWhole(form: string, role: string): boolean {
  return form.split(`{${role}}`).length === 2 && !new RegExp(`[\\w}]\\{${role}\\}|\\{${role}\\}[\\w{]`).test(form);
}

const emoji = /(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|\u{FE0F}|\u{200D})+/gu;
/** Longest first. */
const texts = /[\p{L}\p{N}][\p{L}\p{N}\p{M} ,.;:'’!?&/+#=%@$€·–—_-]*/gu;

const firstHeld = 0xf0000;

/** Only placeholders, marks and punctuation are left of a line. */
function mask(line: string, { name, repo, status }: Labelled): string {
  const held: string[] = [];
  // One private character for each, which is neither letter nor mark.
  const hold = (placeholder: string) => String.fromCodePoint(firstHeld + held.push(placeholder) - 1);
  let text = line;
  const replace = (pattern: string | RegExp, placeholder: string) => {
    text = text.replaceAll(pattern, () => hold(placeholder));
  };
  replace(/<!--.*?-->|&[#\w]+;/g, '');
  replace(/!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])|<img\b[^>]*>/g, '{picture}');
  if (repo?.includes('/') === true && !repo.startsWith('self:'))
    replace(new RegExp(`https?://github\\.com/${escapeForPattern(repo)}(?:\\.git)?/?(?![\\w./-])`, 'gi'), '{url}');
  replace(/(?<=\]\()#[^)]*(?=\))/g, '{anchor}');
  replace(/(?<=\]\()(?!https?:)[^)\u{F0000}-\u{FFFFD}]+(?=\))/gu, '{inside}');
  replace(/https?:\/\/[^\s)>"\u{F0000}-\u{FFFFD}]+/gu, '{link}');
  replace(/(?<=\])\[[^\]]+\]/g, '[{label}]');
  const seen = status.replaceAll(/[*_`]/g, '').replaceAll(emoji, '').trim();
  if (/\p{L}/u.test(seen)) replace(seen, '{status}');
  if (name !== null && name.trim() !== '') replace(name.trim(), '{name}');
  replace(/<\/?(?:br|sub|sup|b|i|em|strong|kbd|small|code|p|div|details|summary)\s*\/?>/gi, '{tag}');
  replace(/<[^>]*>/g, '');
  replace(emoji, '{emoji}');
  replace(texts, '{text}');
  return [...text]
    .map((character) => held[(character.codePointAt(0) ?? 0) - firstHeld] ?? character.replace(/[^\p{P}\p{S} ]/u, ''))
    .join('');
}

function escapeForPattern(text: string): string {
  return text.replaceAll(/[.+]/g, '\\$&');
}

function count(counts: Counts, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Commonest first; long ones are one person's own. */
function sort(counts: Counts): Record<string, number> {
  const short = [...counts].filter(([form]) => form.length <= 80);
  return Object.fromEntries(short.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}

// Generates data files that hold projects in the ways in which people write YAML, JSON and front matter by hand, with what
// has to be read of them. One number makes one file, so that a failure is repeated by its seed.

import { createDice, type Dice } from './dice.ts';

export interface ProjectTruth {
  readonly name: string;
  readonly repo: string | null;
  readonly text: string;
  /** Whether its status may be written: it is repeated nowhere. */
  readonly isEditable: boolean;
}

export interface GeneratedData {
  readonly path: string;
  readonly bytes: Buffer;
  readonly projects: readonly ProjectTruth[];
}

const names = [
  'Lamp',
  "Ada's lamp",
  'a: b',
  'x # y',
  '日本',
  'Éclair',
  '"q"',
  'C++',
  '- dash',
  '[box]',
  '🚀 Go',
  '7',
  '100%',
];
const words = [
  ...['active', 'In progress', 'in-progress', 'on_hold', '🟢 Running', 'Completed', 'WIP', '进行中', 'Завершён'],
  ...['archived', 'Planned', 'beta', 'Abandonné'],
];
const statusKeys = ['status', 'Status', 'stage', 'projectStatus', 'development_status', 'état'];
const notes = [
  'one line',
  'two: parts',
  '# no comment',
  "it's",
  'https://github.com/ada/elsewhere',
  'a\\b',
  '{x}',
  'ends:',
];

interface Draft extends ProjectTruth {
  readonly entries: (readonly [string, Value])[];
}
type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

function draftProject(dice: Dice, index: number, statusKey: string): Draft {
  const name = `${dice.pick(names)} ${index}`;
  const slug = `ada/p${index}`;
  const text = dice.pick(words);
  const url = `https://github.com/${slug}`;
  const repository: readonly [string, Value] = dice.pick<readonly [string, Value]>([
    ['repo', slug],
    ['repository', url],
    ['github', url],
    ['url', url],
    ['links', { demo: 'https://example.org/x', github: url }],
    ['links', [{ name: 'GitHub', url }]],
    ['repository', { type: 'git', url: `git+${url}.git` }],
    ['source_url', url],
  ]);
  const rest: (readonly [string, Value])[] = [
    ['tags', ['a', 'b c']],
    ['description', dice.pick(notes)],
    ['year', 2024],
    ['featured', dice.chance(0.5)],
    ['image', null],
  ];
  const entries: (readonly [string, Value])[] = [[dice.pick(['name', 'title']), name], repository, [statusKey, text]];
  for (const entry of rest) if (dice.chance(0.4)) entries.push(entry);
  for (let at = entries.length - 1; at > 0; at -= 1) {
    const other = dice.below(at + 1);
    [entries[at], entries[other]] = [entries[other] as never, entries[at] as never];
  }
  return { name, repo: slug, text, isEditable: true, entries };
}

// ---- YAML --------------------------------------------------------------------------------------------------------------

const plainSafe = /^(?!(?:yes|no|on|off|null|true|false|y|n)$)[\p{L}][\p{L}\p{N} _+/.-]*$/iu;

function writeYamlScalar(value: Value, dice: Dice): string {
  if (typeof value !== 'string') return value === null ? dice.pick(['', 'null', '~']) : String(value);
  const styles = ['double', 'single', ...(plainSafe.test(value) || /^https:/.test(value) ? ['plain', 'plain'] : [])];
  const style = dice.pick(styles);
  if (style === 'plain') return value;
  return style === 'double' ? JSON.stringify(value) : `'${value.replaceAll("'", "''")}'`;
}

function writeYamlFlow(value: Value, dice: Dice): string {
  const gap = dice.pick(['', ' ']);
  if (Array.isArray(value))
    return `[${gap}${value.map((one: Value) => writeYamlFlow(one, dice)).join(`,${gap} `)}${gap}]`;
  if (value === null || typeof value !== 'object') {
    const written = writeYamlScalar(value, dice);
    return written === '' ? 'null' : written;
  }
  const entries = Object.entries(value).map(([key, one]) => `${key}: ${writeYamlFlow(one as Value, dice)}`);
  return `{${gap}${entries.join(`,${gap === '' ? ' ' : gap}`)}${gap}}`;
}

function writeYamlEntry(key: string, value: Value, indent: string, dice: Dice): string[] {
  const comment = dice.chance(0.2) ? `${dice.pick([' ', '   '])}# ${dice.pick(['why', 'status: done', '"'])}` : '';
  if (value !== null && typeof value === 'object') {
    if (dice.chance(0.5)) return [`${indent}${key}: ${writeYamlFlow(value, dice)}${comment}`];
    const inner = `${indent}  `;
    const lines = Array.isArray(value)
      ? value.flatMap((one: Value) =>
          one !== null && typeof one === 'object'
            ? asItem(
                Object.entries(one).flatMap(([k, v]) => writeYamlEntry(k, v as Value, `${inner}  `, dice)),
                inner,
              )
            : [`${inner}- ${writeYamlScalar(one, dice)}`],
        )
      : Object.entries(value).flatMap(([k, v]) => writeYamlEntry(k, v as Value, inner, dice));
    return [`${indent}${key}:${comment}`, ...lines];
  }
  if (key === 'description' && typeof value === 'string' && dice.chance(0.4)) {
    return [`${indent}${key}: ${dice.pick(['|', '>-', '|+'])}`, `${indent}  ${value}`, `${indent}  more: of it`];
  }
  if (typeof value === 'string' && plainSafe.test(value) && dice.chance(0.06)) {
    return [`${indent}${key}: ${dice.pick(['|', '>-'])}${comment}`, `${indent}  ${value}`];
  }
  const written = writeYamlScalar(value, dice);
  const gap = dice.pick([' ', ' ', '  ']);
  return [`${indent}${key}:${written === '' ? '' : gap}${written}${comment}`];
}

/** The first line gets the dash. */
function asItem([first = '', ...rest]: readonly string[], indent: string): string[] {
  return [`${indent}- ${first.slice(indent.length + 2)}`, ...rest];
}

function writeYaml(projects: readonly Draft[], dice: Dice): string {
  const shape = dice.pick(['list', 'below', 'map', 'flow', 'documents', 'document']);
  const lead = dice.chance(0.3) ? '# Projects of Ada\n' : '';
  const block = ({ entries }: Draft, indent: string) =>
    entries.flatMap(([key, value]) => writeYamlEntry(key, value, indent, dice));
  const flow = ({ entries }: Draft) => writeYamlFlow(Object.fromEntries(entries), dice);
  const blank = () => (dice.chance(0.3) ? [''] : []);
  if (shape === 'list' || shape === 'below') {
    const indent = shape === 'list' ? '' : dice.pick(['', '  ', '    ']);
    const lines = projects.flatMap((project) => [
      ...(dice.chance(0.3) ? [`${indent}- ${flow(project)}`] : asItem(block(project, `${indent}  `), indent)),
      ...blank(),
    ]);
    return `${lead}${shape === 'list' ? '' : 'projects:\n'}${lines.join('\n')}\n`;
  }
  if (shape === 'map') {
    const lines = projects.flatMap((project, index) => [`  key-${index}:`, ...block(project, '    '), ...blank()]);
    return `${lead}projects:\n${lines.join('\n')}\n`;
  }
  if (shape === 'flow') return `${lead}projects: [\n  ${projects.map(flow).join(',\n  ')}\n]\n`;
  const some = shape === 'document' ? projects.slice(0, 1) : projects;
  return some.map((project) => `---\n${block(project, '').join('\n')}\n`).join('');
}

// ---- JSON --------------------------------------------------------------------------------------------------------------

function writeJson(projects: readonly Draft[], dice: Dice): string {
  const list = projects.map(({ entries }) => Object.fromEntries(entries));
  const value = dice.pick<unknown>([list, { projects: list }, { meta: { count: 1 }, items: list }]);
  const text = JSON.stringify(value, null, dice.pick([0, 2, 4, '\t']));
  const spaced = dice.chance(0.3) ? text.replaceAll('","', '", "').replaceAll('":"', '": "') : text;
  const escaped = dice.chance(0.3)
    ? spaced.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : spaced;
  return `${escaped}${dice.pick(['', '\n'])}`;
}

const endings: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text,
  (text) => text.replaceAll('\n', '\r\n'),
  (text) => text.replace(/\n$/, ''),
  (text) => `\ufeff${text}`,
  (text) => `\ufeff${text.replaceAll('\n', '\r\n')}`,
];

export function generateData(seed: number): GeneratedData {
  const dice = createDice(seed);
  const statusKey = dice.pick(statusKeys);
  const count = 1 + dice.below(4);
  const drafts = Array.from({ length: count }, (_, index) => draftProject(dice, index, statusKey));
  const kind = dice.pick(['yaml', 'yaml', 'json', 'front matter']);
  if (kind === 'json') {
    return { path: 'projects.json', bytes: Buffer.from(dice.pick(endings)(writeJson(drafts, dice))), projects: drafts };
  }
  if (kind === 'yaml') {
    const text = writeYaml(drafts, dice);
    const isSingle = text.startsWith('---') && text.indexOf('\n---') === -1;
    const projects = isSingle ? drafts.slice(0, 1) : drafts;
    return { path: 'projects.yml', bytes: Buffer.from(dice.pick(endings)(text)), projects };
  }
  const [first] = drafts as [Draft];
  const lines = first.entries.flatMap(([key, value]) => writeYamlEntry(key, value, '', dice));
  const text = `---\nlayout: project\n${lines.join('\n')}\n---\n\n# About it\n\nStatus of it: here and there.\n`;
  return { path: '_projects/one.md', bytes: Buffer.from(dice.pick(endings)(text)), projects: [first] };
}

// The owner's configuration (statusfolio.yml): its schema, and reading it with every problem at its line and column.
// Pure text in, value or problems out; finding and reading the file is the runtime's business.

import { LineCounter, type Node, parseDocument } from 'yaml';
import * as z from 'zod';
import { projectKinds } from '../core/activity/commit-kind.ts';
import { parseDirective } from '../core/activity-columns/parse-directive.ts';
import { toScanText } from '../core/document/markup/encoding.ts';
import { readStatusCell } from '../core/document/words/status-cell.ts';
import { formatStatus } from '../core/messages/evidence.ts';
import { badgeStyles } from '../core/render/badge.ts';
import { statuses } from '../core/status/statuses.ts';
import { rulesOverrideSchema } from '../core/status/thresholds.ts';
import { isStatusWord, maxStatusWordLength } from '../core/status/vocabulary.ts';
import { suggest } from '../core/suggest.ts';
import { commitSchema } from './commit-options.ts';
import { filePathSchema, repositoryPathSchema } from './document-paths.ts';
import { channelsSchema } from './notify-channels.ts';
import { type FormerKey, renameFormerKeys } from './renamed-keys.ts';
import { readSchedule } from './schedule.ts';

/** Mondays, 06:00 UTC. */
export const weekly = '0 6 * * 1';

const repoSchema = z
  .string()
  .regex(/^\w[\w.-]{0,99}\/(?!\.{1,2}$)[\w.-]{1,100}$/, 'must be owner/name, for example naaas94/PCC');
const daySchema = z.iso.date({ error: 'must be a day such as 2027-01-31' });
const statusSchema = z.enum(statuses).exclude(['unknown']);
const labelSchema = z
  .string()
  .min(1)
  .max(maxStatusWordLength)
  .refine(isStatusWord, {
    error: 'must be plain text without links, markup or line breaks, for example 🟢 Running',
    abort: true,
  })
  .refine(staysAsTyped, 'must be written as in a cell, for example 🟢 Running: no markup, and no remark after it');

/** Tried in a cell, of Markdown and of HTML: what cannot be read back would be refused at every publish. */
function staysAsTyped(label: string): boolean {
  if (/([*~])\S.*\1|(?<!\w)_\S.*_(?!\w)/.test(label)) return false;
  return readLabel(label).every((cell) => cell.skip === null && cell.typed.text === label);
}

function readLabel(label: string) {
  const bytes = new TextEncoder().encode(label);
  return (['markdown', 'html'] as const).map((markup) =>
    readStatusCell(bytes, { start: 0, text: toScanText(bytes) }, markup),
  );
}

/** Written for one status and read as another one, a label would be refused at every publish. */
const labelsSchema = z.partialRecord(statusSchema, labelSchema).superRefine((labels, context) => {
  const seen = new Map<string, string>();
  for (const [status, label] of Object.entries(labels)) {
    const key = label.normalize('NFKC').toLowerCase();
    const [other] = readLabel(label).filter(({ typed }) => !['unknown', status].includes(typed.status));
    const is = other === undefined ? seen.get(key) : formatStatus(other.typed.status);
    seen.set(key, status);
    if (is === undefined) continue;
    const message = `means ${is}; each status needs a label of its own`;
    context.addIssue({ code: 'custom', path: [status], message });
  }
});

/** The name of a key that no YAML parser takes for anything but a text. */
const keySchema = z
  .string()
  .regex(
    /^(?!(?:y|n|yes|no|on|off|true|false|null)$)[A-Za-z_][\w-]{0,59}$/i,
    'must be a plain name of a key, for example statusAsOf',
  );

/** For editors; what is really wrong with a schedule is said by reading it. */
const cronPattern = '^[\\d*/,-]{1,60}( [\\d*/,a-zA-Z-]{1,60}){4}$';

const scheduleSchema = z
  .string()
  .superRefine((text, context) => {
    const reading = readSchedule(text);
    if (reading.kind === 'invalid') context.addIssue({ code: 'custom', message: reading.problem });
  })
  .meta({ pattern: cronPattern });

/** The directive of the configuration as it stands in a document: there it begins with the word itself. */
export function toDirective(text: string): string {
  return /^activity(?![\w-])/.test(text) ? text : `activity ${text}`;
}

const directiveSchema = z.string().superRefine((text, context) => {
  const reading = parseDirective(toDirective(text.trim()));
  if (reading.kind === 'invalid') context.addIssue({ code: 'custom', message: reading.message });
});

/** Columns of activity: what they say, where the document does not say it itself, and how they are published. */
const activitySchema = z.strictObject({
  directive: directiveSchema.optional(),
  publish: z.enum(['commit', 'pull-request', 'none']).optional(),
  schedule: scheduleSchema.default(weekly),
});

const documentSchema = z.union([
  z.strictObject({
    repo: repoSchema,
    path: repositoryPathSchema.default('README.md'),
    branch: z.string().min(1).optional(),
    publish: z.enum(['commit', 'pull-request', 'none']).default('none'),
    /** Workflow to start after a commit, for sites whose pages GitHub would not rebuild. */
    afterPublish: z
      .string()
      .regex(/^[\w.-]{1,100}\.ya?ml$/, 'must be the file name of a workflow, for example publish.yml')
      .optional(),
    /** `file` writes badges/<slug>.svg in the same commit; `url` leaves them to the server. */
    badge: z.enum(['none', 'file', 'url']).default('none'),
    badgeStyle: z.enum(badgeStyles).default('flat'),
    /** In a data file, the key of the entry beside a status that says since when nothing confirms it. */
    asOfKey: keySchema.optional(),
    activity: activitySchema.optional(),
  }),
  z.strictObject({
    file: filePathSchema,
    publish: z.enum(['commit', 'none']).default('commit'),
    asOfKey: keySchema.optional(),
    activity: activitySchema.pick({ directive: true, schedule: true }).optional(),
  }),
]);

const projectSchema = z.strictObject({
  match: z.string().min(1),
  repo: repoSchema.optional(),
  /** What it is: to `docs` and `site` writing is work; the pages of what is no `service` or `site` do not make it run. */
  kind: z.enum(projectKinds).optional(),
  /** Its sign of life: the file of a workflow, an environment of deployments, or `none`. */
  heartbeat: z.string().min(1).max(200).optional(),
  /** Who is asked about it: the only accounts that a status issue mentions. */
  ask: z
    .string()
    .regex(/^@?[a-z\d](?:[a-z\d-]{0,38})(?:\/[\w.-]{1,100})?$/i, 'must be an account or a team, for example "@ada"')
    .optional(),
  /** What generated blocks say of it, and the group that a block may choose. */
  description: z.string().min(1).max(300).optional(),
  group: z.string().min(1).max(100).optional(),
  pin: z
    .strictObject({ status: statusSchema, until: daySchema.optional(), reason: z.string().max(200).optional() })
    .optional(),
});

export const portfolioSchema = z.strictObject({
  documents: z.array(documentSchema).max(50).default([]),
  /** When to check, UTC; webhooks come at once. */
  schedule: scheduleSchema.default('*/30 * * * *'),
  projects: z.array(projectSchema).max(1000).default([]),
  rules: rulesOverrideSchema.prefault({}),
  /** What follows a question about silence that nobody answers: nothing (`ask`), or a date behind the word (`date`). */
  onSilence: z.enum(['ask', 'date']).default('ask'),
  /** Another repository of the same account for the status issue. */
  inbox: repoSchema.nullable().default(null),
  /** Whether questions are asked in an issue. Left out: yes, except in public where the repository is a profile. */
  statusIssue: z.boolean().optional(),
  away: z
    .strictObject({ from: daySchema, until: daySchema })
    .refine(({ from, until }) => from <= until, { path: ['until'], error: 'must not be before "from"' })
    .optional(),
  labels: labelsSchema.default({}),
  bots: z.array(z.string().min(1)).max(200).default([]),
  /** What our commits look like. */
  commit: commitSchema.prefault({}),
  /** Whether links follow repositories that were renamed, in a commit of their own. */
  healLinks: z.boolean().default(true),
  /** Whether the homepages of running projects are asked if they answer. */
  probeHomepages: z.boolean().default(false),
  /** Repositories whose evidence may be shown although they are private. */
  privateDetails: z.array(repoSchema).max(1000).default([]),
  /** What the server shows without signing in. */
  visibility: z.enum(['none', 'badges', 'all']).default('none'),
  /** Who else is told of changes, questions and problems. */
  notify: channelsSchema,
});

/** The schema for editors, as JSON Schema. */
export function toPortfolioJsonSchema(): object {
  return { ...z.toJSONSchema(portfolioSchema, { io: 'input' }), title: 'Statusfolio configuration' };
}

export interface Portfolio extends Readonly<z.infer<typeof portfolioSchema>> {
  /** What stands in it under a former name, for the owner to read. */
  readonly renamed: readonly PortfolioProblem[];
}
export type PortfolioDocument = Portfolio['documents'][number];
export type PortfolioProject = Portfolio['projects'][number];

export interface PortfolioProblem {
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export type PortfolioReading =
  | { readonly kind: 'read'; readonly portfolio: Portfolio }
  | { readonly kind: 'invalid'; readonly problems: readonly PortfolioProblem[] };

/** Larger files are refused: a configuration of this size is a mistake or an attack. */
const maxTextLength = 64 * 1024;

const unreadable: readonly (readonly [RegExp, string])[] = [
  // UTF-16, read as UTF-8.
  [/^\uFFFD{2}|\0/, 'is encoded in UTF-16, or is not text: save it as UTF-8'],
  [/\uFFFD/, 'contains characters that are not UTF-8: save it as UTF-8'],
  // No configuration opens so many brackets at once, and the parser would take long over them.
  [/[[{]{50}/, 'is nested too deeply'],
];

/** Reads the YAML text of a configuration; an empty text is the default configuration. */
export function readPortfolio(text: string): PortfolioReading {
  if (text.length > maxTextLength) {
    return invalid({ line: 1, column: 1, message: `is larger than ${maxTextLength} characters` });
  }
  for (const [pattern, message] of unreadable) {
    const before = text.slice(0, pattern.exec(text)?.index ?? text.length + 1).split('\n');
    if (pattern.test(text)) return invalid({ line: before.length, column: (before.at(-1)?.length ?? 0) + 1, message });
  }
  const lines = new LineCounter();
  // The parser would print its warnings itself, past the terminal that clears texts of commands.
  const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  if (yaml.errors.length > 0) {
    return invalid(...yaml.errors.map((error) => ({ ...at(error.pos[0]), message: error.message })));
  }

  const { renamed, doubled } = renameFormerKeys(yaml);
  if (doubled.length > 0) {
    return invalid(
      ...doubled.map(({ former, name, start }) => ({
        ...at(start),
        message: `${former}: is the former name of "${name}", which is here too; remove it`,
      })),
    );
  }

  let value: unknown;
  try {
    value = yaml.toJS({ maxAliasCount: 20 }) ?? {};
  } catch {
    return invalid({ line: 1, column: 1, message: 'expands too many aliases' });
  }
  const parsed = portfolioSchema.safeParse(value);
  if (parsed.success) {
    const notices = renamed.map(({ former, name, value, start }) => ({
      ...at(start),
      message:
        value === undefined
          ? `"${former}" is called "${name}" now.`
          : `"${former}: ${value.former}" is called "${name}: ${value.name}" now.`,
    }));
    return { kind: 'read', portfolio: { ...parsed.data, renamed: notices } };
  }

  const problems = parsed.error.issues
    .flatMap((issue) => describe(issue, value))
    .map(({ path, message }) => {
      const node = findNode(yaml.contents, path);
      return { ...at(node?.range?.[0] ?? 0), message: nameAsTyped(message, path, renamed) };
    });
  return invalid(...problems);
}

/** The message about a key by the name that the owner typed, where that is a former one. */
function nameAsTyped(message: string, path: readonly PropertyKey[], renamed: readonly FormerKey[]): string {
  const found = renamed.find((one) => one.path.every((key, index) => path[index] === key));
  if (found === undefined) return message;
  const typed = path.map((key, index) => (index === found.path.length - 1 ? found.former : key));
  return message.replace(name(path), () => name(typed));
}

function invalid(...problems: PortfolioProblem[]): PortfolioReading {
  return { kind: 'invalid', problems };
}

interface Described {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** One zod issue as sentences about single keys; of a union only the variant that the owner meant is described. */
function describe(issue: z.core.$ZodIssue, value: unknown): Described[] {
  if (issue.code === 'invalid_union') {
    const meant = 'file' in Object(readAt(value, issue.path)) ? issue.errors.at(-1) : issue.errors[0];
    return (meant ?? []).flatMap((inner) => describe({ ...inner, path: [...issue.path, ...inner.path] }, value));
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      message: `${name([...issue.path, key])}: unknown option${didYouMean(key, value, issue.path)}`,
    }));
  }
  if (readAt(value, issue.path) === undefined)
    return [{ path: issue.path, message: `${name(issue.path)}: is missing` }];
  return [{ path: issue.path, message: `${name(issue.path)}: ${explain(issue, readAt(value, issue.path))}` }];
}

const kinds: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
};

/** In the owner's words: zod speaks of arrays and objects. */
function explain(issue: z.core.$ZodIssue, typed: unknown): string {
  if (issue.code === 'invalid_value') {
    const meant = suggest(String(typed), issue.values.map(String));
    return `must be ${issue.values.map(String).join(' or ')}${meant === null ? '' : `; did you mean ${meant}?`}`;
  }
  if (issue.code !== 'invalid_type') return issue.message.replace(/^(Invalid|Too \w+:) (input: |option: )?/, '');
  if (issue.expected === 'string' && (typeof typed === 'number' || typeof typed === 'boolean'))
    return `must be text: put it in quotes, "${String(typed)}"`;
  const kind = Array.isArray(typed) ? 'a list' : typed === null ? 'nothing' : (kinds[typeof typed] ?? typeof typed);
  return `must be ${kinds[issue.expected] ?? issue.expected}; this is ${kind}`;
}

/** The key that was meant, where it is not used yet; else where this very key belongs. */
function didYouMean(key: string, value: unknown, path: readonly PropertyKey[]): string {
  const places = listKeys();
  const here = path.filter((part) => typeof part === 'string').join('.');
  const meant = suggest(key, [...new Set(places.map((place) => place.key))]);
  const maps = [...new Set(places.filter((place) => place.key === meant && place.map !== here).map(({ map }) => map))];
  if (meant !== null && places.some((place) => place.key === meant && place.map === here)) {
    const isUsed = Object.hasOwn(Object(readAt(value, path)), meant);
    return isUsed ? '' : `; did you mean "${meant}"?`;
  }
  const [map] = maps;
  if (meant === null || map === undefined) return '';
  return map === '' ? `; "${meant}" belongs at the top` : `; "${meant}" belongs under "${map}"`;
}

/** Every key of the schema, and the map that it stands in ("" at the top), without the numbers of lists. */
function listKeys(): { readonly key: string; readonly map: string }[] {
  const found: { key: string; map: string }[] = [];
  const visit = (schema: unknown, map: string): void => {
    for (const [key, inner] of Object.entries(Object(Reflect.get(Object(schema), 'properties')))) {
      found.push({ key, map });
      visit(inner, map === '' ? key : `${map}.${key}`);
    }
    for (const key of [Reflect.get(Object(Reflect.get(Object(schema), 'propertyNames')), 'enum')].flat())
      if (typeof key === 'string') found.push({ key, map });
    for (const inner of [schema].flatMap((one) =>
      ['items', 'anyOf', 'oneOf'].flatMap((name) => Reflect.get(Object(one), name) ?? []),
    ))
      visit(inner, map);
  };
  visit(toPortfolioJsonSchema(), '');
  return found;
}

function name(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the configuration';
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`))
    .join('');
}

function readAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => Reflect.get(Object(inner), key), value);
}

/** The key's own node where the path names one, so that the column points at what the owner typed. */
function findNode(contents: unknown, path: readonly PropertyKey[]): Node | null {
  let node = contents as Node | null;
  for (const key of path) {
    const items: unknown = Reflect.get(Object(node), 'items');
    if (!Array.isArray(items)) return node;
    if (typeof key === 'number') {
      node = (items[key] as Node | undefined) ?? node;
      continue;
    }
    const pair = items.find((item: unknown) => String(Reflect.get(Object(item), 'key')) === String(key));
    if (pair === undefined) return node;
    const isLast = key === path.at(-1);
    const value = Reflect.get(Object(pair), 'value') as Node | null;
    node = isLast || value === null ? (Reflect.get(Object(pair), 'key') as Node) : value;
  }
  return node;
}

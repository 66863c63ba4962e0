// Edits the text of a configuration: one pin in, or one pin out; comments and everything else stay. Pure text.

import { isMap, isSeq, parseDocument, type YAMLMap } from 'yaml';
import type { Status } from '../core/status/statuses.ts';
import { type Portfolio, portfolioSchema, readPortfolio } from './portfolio.ts';
import { renamedKeys } from './renamed-keys.ts';

export interface PinRequest {
  readonly status: Status;
  /** Last day, inclusive, UTC; null: forever. */
  readonly until: string | null;
  readonly reason: string | null;
}

/** `names` are what an entry may call the project; the first one is written where there is no entry. */
export function pinInPortfolio(text: string, names: readonly string[], { status, until, reason }: PinRequest): string {
  const document = parseDocument(text, { logLevel: 'error' });
  const pin = { status, ...(until !== null && { until }), ...(reason !== null && { reason }) };
  const entry = findEntry(document.get('projects'), names);
  if (entry !== null) entry.set('pin', document.createNode(pin));
  else {
    const added = { match: names[0], pin };
    if (isSeq(document.get('projects'))) document.addIn(['projects'], document.createNode(added));
    else document.set('projects', document.createNode([added]));
  }
  return document.toString({ lineWidth: 0 });
}

/** null: nothing is pinned there. An entry that said nothing else goes, too. */
export function unpinInPortfolio(text: string, names: readonly string[]): string | null {
  const document = parseDocument(text, { logLevel: 'error' });
  const projects = document.get('projects');
  const entry = findEntry(projects, names);
  if (entry === null || !isSeq(projects) || !entry.has('pin')) return null;
  entry.delete('pin');
  if (entry.items.length === 1) projects.items.splice(projects.items.indexOf(entry), 1);
  if (projects.items.length === 0) document.delete('projects');
  return document.contents !== null && isMap(document.contents) && document.contents.items.length === 0
    ? ''
    : document.toString({ lineWidth: 0 });
}

/** Says until when the owner is away; what stood there before goes. */
export function setAway(text: string, from: string, until: string): string {
  const document = parseDocument(text, { logLevel: 'error' });
  document.set('away', document.createNode({ from, until }, { flow: true }));
  return document.toString({ lineWidth: 0 });
}

export function setVisibility(text: string, visibility: Portfolio['visibility']): string {
  const document = parseDocument(text, { logLevel: 'error' });
  document.set('visibility', visibility);
  return document.toString({ lineWidth: 0 });
}

function findEntry(projects: unknown, names: readonly string[]): YAMLMap | null {
  if (!isSeq(projects)) return null;
  const wanted = names.map((name) => name.toLowerCase());
  const found = projects.items.find((item) => isMap(item) && wanted.includes(String(item.get('match')).toLowerCase()));
  return isMap(found) ? found : null;
}

// The owner's configuration with single keys given from outside, as the Action's inputs do: each value is the YAML that
// would stand behind the key. Pure text in, text out; every problem names the input.

/** Keys of the configuration that an input may give: `schedule` is the workflow's own, and a server alone notifies. */
export const inputKeys = Object.keys(portfolioSchema.shape).filter((key) => key !== 'schedule' && key !== 'notify');

/** Former names of those inputs, which are still read. */
export const formerInputs = renamedKeys.filter(
  ({ place, name }) => place === 'top' && name !== 'visibility' && inputKeys.includes(name),
);

export type MergedPortfolio =
  | { readonly kind: 'merged'; readonly text: string }
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

/** `inputs` by key; an empty value counts as not given. */
export function mergeInputs(text: string, inputs: Readonly<Record<string, string | undefined>>): MergedPortfolio {
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'error' });
  const problems = document.errors.map(({ message }) => message);
  if (document.contents !== null && !isMap(document.contents)) problems.push('the configuration is not a map of keys');
  if (problems.length > 0) return { kind: 'invalid', problems };
  for (const key of inputKeys) {
    const text = inputs[key]?.trim() ?? '';
    if (text === '') continue;
    const alone = parseDocument(text, { prettyErrors: false, logLevel: 'error' });
    const [error] = alone.errors;
    if (error !== undefined) {
      problems.push(`${key}: ${error.message}`);
      continue;
    }
    const value = readValue(alone);
    if (value === null) {
      problems.push(`${key}: an alias in it expands to too much`);
      continue;
    }
    const { given } = value;
    const read = readPortfolio(yamlOf(key, given));
    if (read.kind === 'invalid') problems.push(...read.problems.map(({ message }) => message));
    else {
      // An input outranks what the file says under the former name, too.
      const formers = renamedKeys.filter(({ place, name }) => place === 'top' && name === key);
      if (isMap(document.contents)) for (const { former } of formers) document.delete(former);
      document.set(key, given);
    }
  }
  return problems.length > 0 ? { kind: 'invalid', problems } : { kind: 'merged', text: String(document) };
}

/** null: aliases of aliases, or one of something that is not there. */
function readValue(alone: ReturnType<typeof parseDocument>): { readonly given: unknown } | null {
  try {
    return { given: alone.toJS({ maxAliasCount: 20 }) };
  } catch {
    return null;
  }
}

function yamlOf(key: string, value: unknown): string {
  const document = parseDocument('{}');
  document.set(key, value);
  return String(document);
}

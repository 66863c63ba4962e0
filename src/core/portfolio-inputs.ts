// The owner's configuration with single keys given from outside, as the Action's inputs do: each value is the YAML that
// would stand behind the key. Pure text in, text out; every problem names the input.

import { isMap, parseDocument } from 'yaml';
import { portfolioSchema, readPortfolio } from './portfolio.ts';

/** Keys of the configuration that an input may give; `schedule` is the workflow's own. */
export const inputKeys = Object.keys(portfolioSchema.shape).filter((key) => key !== 'schedule' && key !== 'public');

export type MergedPortfolio =
  | { readonly kind: 'merged'; readonly text: string }
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

/** `inputs` by key; an empty value counts as not given. */
export function mergeInputs(text: string, inputs: Readonly<Record<string, string | undefined>>): MergedPortfolio {
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'error' });
  const problems = document.errors.map(({ message }) => message);
  if (document.contents !== null && !isMap(document.contents)) problems.push('the configuration is no list of keys');
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
      problems.push(`${key}: an alias in it stands for more than can be read`);
      continue;
    }
    const { given } = value;
    const read = readPortfolio(yamlOf(key, given));
    if (read.kind === 'invalid') problems.push(...read.problems.map(({ message }) => message));
    else document.set(key, given);
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

// The owner's configuration with single keys given from outside, as the Action's inputs do: each value is the YAML that
// would stand behind the key. Pure text in, text out; every problem names the input.

import { parseDocument } from 'yaml';
import { portfolioSchema, readPortfolio } from './portfolio.ts';

/** Keys of the configuration that an input may give; `schedule` is the workflow's own. */
export const inputKeys = Object.keys(portfolioSchema.shape).filter((key) => key !== 'schedule' && key !== 'public');

export type MergedPortfolio =
  | { readonly kind: 'merged'; readonly text: string }
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

/** `inputs` by key; an empty value counts as not given. */
export function mergeInputs(text: string, inputs: Readonly<Record<string, string | undefined>>): MergedPortfolio {
  const document = parseDocument(text, { logLevel: 'error' });
  const problems: string[] = [];
  for (const key of inputKeys) {
    const value = inputs[key]?.trim() ?? '';
    if (value === '') continue;
    const alone = parseDocument(value, { prettyErrors: false, logLevel: 'error' });
    const [error] = alone.errors;
    if (error !== undefined) {
      problems.push(`${key}: ${error.message}`);
      continue;
    }
    const given: unknown = alone.toJS({ maxAliasCount: 20 });
    const read = readPortfolio(yamlOf(key, given));
    if (read.kind === 'invalid') problems.push(...read.problems.map(({ message }) => message));
    else document.set(key, given);
  }
  return problems.length > 0 ? { kind: 'invalid', problems } : { kind: 'merged', text: String(document) };
}

function yamlOf(key: string, value: unknown): string {
  const document = parseDocument('{}');
  document.set(key, value);
  return String(document);
}

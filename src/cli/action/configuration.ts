// What the Action is to do: the configuration in the checked-out repository, with the inputs in front of it. Every
// problem knows its line, for an annotation there.

import { readdir, readFile, realpath } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { inputKeys, mergeInputs } from '../../config/edit-portfolio.ts';
import { type Portfolio, readPortfolio } from '../../config/portfolio.ts';
import { configurationPaths, describeMisnamed, describeTwo, findMisnamed } from '../published-configuration.ts';
import type { ActionInputs } from './inputs.ts';

interface FoundConfiguration {
  /** Below the workspace. */
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

export interface ConfigurationProblem {
  readonly message: string;
  /** null: it stands in an input. */
  readonly place: { readonly file: string; readonly line: number; readonly column: number } | null;
}

export type ActionConfiguration =
  | { readonly kind: 'read'; readonly portfolio: Portfolio; readonly path: string | null }
  | { readonly kind: 'invalid'; readonly problems: readonly ConfigurationProblem[] };

export async function readActionConfiguration(
  inputs: ActionInputs,
  repository: string,
  workspace: string,
): Promise<ActionConfiguration> {
  const found = await findConfiguration(inputs.config, workspace);
  if (found === 'missing') return invalid([`${inputs.config}: there is no such file in the checked-out repository`]);
  if (found !== null && typeof found === 'object' && 'fault' in found) return invalid([found.fault]);
  if (found === 'outside') return invalid(['the configuration points outside the repository through a symbolic link']);
  // Alone first: only so do lines and columns stand where the owner sees them.
  const alone = readPortfolio(found?.text ?? '');
  if (alone.kind === 'invalid') {
    const file = found?.name ?? '';
    return {
      kind: 'invalid',
      problems: alone.problems.map(({ line, column, message }) => ({ message, place: { file, line, column } })),
    };
  }
  const values = Object.fromEntries(inputKeys.map((key) => [key, inputs.text(key)]));
  const documents = formatDocuments(inputs, found !== null, repository);
  const merged = mergeInputs(found?.text ?? '', { ...values, documents });
  if (merged.kind === 'invalid') return invalid(merged.problems.map((problem) => `input ${problem}`));
  const reading = readPortfolio(merged.text);
  if (reading.kind === 'invalid') return invalid(reading.problems.map(({ message }) => `inputs: ${message}`));
  // Former names in the file have their places there; the merged text holds those of the inputs alone.
  const renamed = [...alone.portfolio.renamed];
  return { kind: 'read', portfolio: { ...reading.portfolio, renamed }, path: found?.path ?? null };
}

function invalid(messages: readonly string[]): ActionConfiguration {
  return { kind: 'invalid', problems: messages.map((message) => ({ message, place: null })) };
}

async function findConfiguration(
  named: string,
  workspace: string,
): Promise<FoundConfiguration | { readonly fault: string } | 'missing' | 'outside' | null> {
  const all = [];
  for (const name of named === '' ? configurationPaths : [named]) {
    const path = resolve(workspace, name);
    const real = await realpath(path).catch(() => null);
    if (real === null) continue;
    if (!isInside(await realpath(workspace), real)) return 'outside';
    const text = await readFile(real, 'utf8').catch(() => null);
    if (text !== null) all.push({ name: relative(workspace, path).split(sep).join('/'), path, text });
  }
  const [first, second] = all;
  if (first !== undefined && second !== undefined) return { fault: describeTwo(first.name, second.name) };
  if (first !== undefined || named !== '') return first ?? 'missing';
  const list = (folder: string) => readdir(resolve(workspace, folder)).catch(() => []);
  const wrong = findMisnamed(await list('.'), await list('.github'));
  return wrong === null ? null : { fault: describeMisnamed(wrong) };
}

/** A pull request may bring a link: to a file of the runner, or to git's own, which holds a token. */
function isInside(root: string, path: string): boolean {
  const inside = relative(root, path);
  const parts = inside.toLowerCase().split(sep);
  return !parts.includes('..') && !parts.includes('.git') && join(root, inside) === path;
}

/**
 * `documents` as YAML of the configuration, from paths in this repository, one per line. Without any, and without a
 * configuration, the README: whoever gave the workflow the permission to write has agreed to that.
 */
function formatDocuments(inputs: ActionInputs, hasConfiguration: boolean, repository: string): string {
  const value = inputs.text('documents');
  if (/^\s*(-|\[)/.test(value)) return value;
  const paths = value
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  if (paths.length === 0 && hasConfiguration) return '';
  // What is written into the working tree is what would have been committed.
  const publish = inputs.publish === 'working-tree' ? 'commit' : inputs.publish || 'commit';
  const entries = (paths.length === 0 ? ['README.md'] : paths).map((path) => ({ repo: repository, path, publish }));
  return JSON.stringify(entries);
}

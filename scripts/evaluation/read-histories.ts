// Reads a folder of labelled histories: what owners typed about repositories, and what the repositories did meanwhile.
// Everything but the facts may be absent; a line without facts is left out, a line that is not JSON is named.

import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { toInstant } from '../../src/core/dates.ts';
import type { Status } from '../../src/core/status/statuses.ts';

/** The facts about one repository, as of `snapshot_taken`. */
export interface Facts {
  readonly repo: string;
  readonly head: string;
  readonly first_commit: string;
  readonly snapshot_taken: string;
  readonly tags: readonly { readonly name: string; readonly date: string }[];
  readonly head_tree: { readonly code_files: number; readonly notebooks: number };
  readonly commits: readonly {
    readonly sha: string;
    readonly c: string;
    readonly bot: boolean;
    readonly merge: boolean;
    readonly kind: string;
  }[];
}

/** A status that an owner typed, and how long it stood. */
export interface Unit {
  readonly kind: 'row' | 'self-declared';
  readonly doc: string;
  readonly owner: string;
  readonly facts: Facts;
  /** `unknown`: no life cycle, such as a version or a joke; Statusfolio leaves it alone. */
  readonly typed: Status;
  readonly typedAt: string;
  /** Later commits to the document that left it as it was. */
  readonly confirmations: readonly string[];
  readonly until: string;
}

/** An owner replacing one status by another. */
export interface Transition {
  readonly doc: string;
  readonly owner: string;
  readonly facts: Facts;
  readonly from: Status;
  readonly to: Status;
  readonly heldFrom: string;
  readonly changedAt: string;
}

/** One row of one version of the sample owner's document. */
export interface VersionRow {
  readonly version: string;
  readonly at: string;
  readonly project: string;
  readonly repo: string | null;
  readonly raw: string;
  readonly typed: Status;
}

export interface Histories {
  readonly facts: readonly Facts[];
  readonly units: readonly Unit[];
  readonly transitions: readonly Transition[];
  readonly versions: readonly VersionRow[];
}

interface RowLine {
  readonly doc: string;
  readonly doc_repo?: string;
  readonly repo: string;
  readonly label: string;
  readonly label_first_date: string;
  readonly doc_commit_date: string;
  readonly valid_until: string | null;
}

interface SelfDeclaredLine {
  readonly repo: string;
  readonly path: string;
  readonly label: string;
  readonly first_commit_date: string;
  readonly last_commit_date: string;
  readonly replaced_on: string | null;
}

interface TransitionLine {
  readonly doc?: string;
  readonly repo: string;
  readonly frm: string;
  readonly to: string;
  readonly held_from: string;
  readonly changed_on: string;
}

interface VersionLine {
  readonly path: string;
  readonly commit: string;
  readonly date: string;
  readonly project: string;
  readonly raw_status: string;
  readonly label: string;
  readonly repo_url: string | null;
}

/** The reader's labels in our words. */
const statuses: Readonly<Record<string, Status>> = {
  in_progress: 'in_progress',
  experimental: 'in_progress',
  maintained_or_active: 'maintained',
  running_or_live: 'running',
  complete: 'complete',
  planned: 'planned',
  paused_or_stalled: 'paused',
  archived_or_deprecated: 'archived',
};

const toStatus = (label: string): Status => statuses[label] ?? 'unknown';

export function readHistories(directory: string): Histories {
  const facts = listNames(join(directory, 'activity'))
    .filter((name) => name.endsWith('.json'))
    .map((name): Facts => JSON.parse(readFileSync(join(directory, 'activity', name), 'utf8')));
  const byName = new Map(facts.map((found) => [found.repo.toLowerCase(), found]));
  const factsOf = (repo: string) => byName.get(repo.toLowerCase());
  const lines = <Line>(name: string) => readLines<Line>(join(directory, name));
  return {
    facts,
    units: [
      ...lines<RowLine>('rows.jsonl').flatMap((line) => readRow(line, factsOf(line.repo))),
      ...lines<SelfDeclaredLine>('self-declared.jsonl').flatMap((line) => readSelfDeclared(line, factsOf(line.repo))),
    ],
    transitions: lines<TransitionLine>('transitions.jsonl').flatMap((line) => readTransition(line, factsOf(line.repo))),
    versions: readVersions(lines<VersionLine>('sample-owner-labels.jsonl')),
  };
}

function readRow(line: RowLine, facts: Facts | undefined): Unit[] {
  if (facts === undefined) return [];
  const { doc, label, label_first_date, doc_commit_date, valid_until } = line;
  return [
    {
      kind: 'row',
      doc,
      owner: ownerOf(line.doc_repo ?? doc),
      facts,
      typed: toStatus(label),
      typedAt: toInstant(label_first_date),
      confirmations: [toInstant(doc_commit_date)],
      until: toInstant(valid_until ?? facts.snapshot_taken),
    },
  ];
}

function readSelfDeclared(line: SelfDeclaredLine, facts: Facts | undefined): Unit[] {
  if (facts === undefined) return [];
  return [
    {
      kind: 'self-declared',
      doc: `${line.repo.replace('/', '__')}__${line.path.replaceAll('/', '__')}`,
      owner: ownerOf(line.repo),
      facts,
      typed: toStatus(line.label),
      typedAt: toInstant(line.first_commit_date),
      confirmations: [toInstant(line.last_commit_date)],
      until: toInstant(line.replaced_on ?? facts.snapshot_taken),
    },
  ];
}

function readTransition(line: TransitionLine, facts: Facts | undefined): Transition[] {
  if (facts === undefined) return [];
  const doc = line.doc ?? `${line.repo.replace('/', '__')}__README.md`;
  return [
    {
      doc,
      owner: ownerOf(doc),
      facts,
      from: toStatus(line.frm),
      to: toStatus(line.to),
      heldFrom: toInstant(line.held_from),
      changedAt: toInstant(line.changed_on),
    },
  ];
}

/** The versions of the document that has most of them, oldest first. */
function readVersions(lines: readonly VersionLine[]): VersionRow[] {
  const byPath = [...Map.groupBy(lines, ({ path }) => path).values()];
  const [most = []] = byPath.sort((a, b) => countVersions(b) - countVersions(a));
  return most
    .map((line) => ({
      version: line.commit,
      at: toInstant(line.date),
      project: line.project,
      repo: /github\.com\/([^/\s]+\/[^/\s#?]+)/.exec(line.repo_url ?? '')?.[1] ?? null,
      raw: line.raw_status,
      typed: toStatus(line.label),
    }))
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function countVersions(lines: readonly VersionLine[]): number {
  return new Set(lines.map(({ commit }) => commit)).size;
}

function ownerOf(name: string): string {
  return (name.split(/\/|__/)[0] ?? name).toLowerCase();
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function readLines<Line>(path: string): Line[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
  return text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [readLine<Line>(line, path, index + 1)]));
}

function readLine<Line>(line: string, path: string, number: number): Line {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new Error(`${basename(path)}:${number} is not JSON.`, { cause });
  }
}

function isMissing(error: unknown): boolean {
  return Reflect.get(Object(error), 'code') === 'ENOENT';
}

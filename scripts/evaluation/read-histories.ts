// Reads a folder of labelled histories: what owners typed about repositories, and what the repositories did meanwhile.
// Everything but the facts may be absent; a line without facts is left out, a line that is not JSON is named.

import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { dayMs, earliest, elapsedMs, latest, toInstant } from '../../src/core/dates.ts';
import type { Status } from '../../src/core/status/statuses.ts';
import { readStatusWord } from '../../src/core/status/vocabulary.ts';
import { mergeRepeated, type Span, takeOneStream } from './merge-spans.ts';

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

/** A word that an owner typed about a repository in one place, from then until it was replaced or taken away. */
export interface Word {
  readonly doc: string;
  readonly owner: string;
  readonly facts: Facts;
  /** What the owner meant, by the label of the data's reader. */
  readonly typed: Status;
  /** What the product reads in the owner's own word; the label where it does not know the word. */
  readonly read: Status;
  readonly typedAt: string;
  /** Later commits by people to the document that left the word as it was, oldest first. */
  readonly touches: readonly string[];
  /** When it was replaced or taken away; else when the facts end. */
  readonly until: string;
  /** What the owner replaced it with; null where it stands, or its row went away. */
  readonly to: Status | null;
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
  /** Words of a life cycle only: what else stands in status columns is left alone. */
  readonly words: readonly Word[];
  readonly versions: readonly VersionRow[];
}

interface RowLine {
  readonly doc: string;
  readonly doc_repo?: string;
  readonly repo: string;
  readonly raw_status?: string;
  readonly label: string;
  readonly label_first_date: string;
  readonly doc_commit_date: string;
  readonly valid_until: string | null;
  readonly confirmations?: readonly string[];
}

interface SelfDeclaredLine {
  readonly repo: string;
  readonly path: string;
  readonly kind?: string;
  readonly raw_status?: string;
  readonly label: string;
  readonly first_commit_date: string;
  readonly last_commit_date: string;
  readonly replaced_on: string | null;
  readonly confirmations?: readonly string[];
}

interface TransitionLine {
  readonly doc?: string;
  readonly repo: string;
  readonly frm: string;
  readonly to: string;
  readonly held_from: string;
  readonly changed_on: string;
  /** Days since the last commit of a person, as the repository stood at that moment. */
  readonly d_human_at_change?: number;
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
  experimental: 'experimental',
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
  const ends = lines<TransitionLine>('transitions.jsonl');
  const spans = [
    ...lines<RowLine>('rows.jsonl').map(readRow),
    ...takeOneStream(lines<SelfDeclaredLine>('self-declared.jsonl').map(readSelfDeclared)),
  ];
  return {
    facts,
    words: mergeRepeated(spans).flatMap((span) => toWord(span, factsOf(span.repo), ends)),
    versions: readVersions(lines<VersionLine>('sample-owner-labels.jsonl')),
  };
}

function readRow(line: RowLine): Span {
  const { doc, doc_repo, repo, label, label_first_date, doc_commit_date, valid_until, confirmations } = line;
  return {
    place: doc,
    doc,
    owner: ownerOf(doc_repo ?? doc),
    repo,
    kind: 'row',
    typed: toStatus(label),
    raw: line.raw_status ?? '',
    typedAt: toInstant(label_first_date),
    until: valid_until === null ? null : toInstant(valid_until),
    // Where the data names the newest commit only, it is the only one that can be counted.
    confirmations: [...(confirmations ?? []), doc_commit_date].map(toInstant),
  };
}

function readSelfDeclared(line: SelfDeclaredLine): Span {
  const { repo, path, kind, label, first_commit_date, last_commit_date, replaced_on, confirmations } = line;
  return {
    place: 'itself',
    doc: `${repo.replace('/', '__')}__${path.replaceAll('/', '__')}`,
    owner: ownerOf(repo),
    repo,
    kind: kind ?? 'line',
    typed: toStatus(label),
    raw: line.raw_status ?? '',
    typedAt: toInstant(first_commit_date),
    until: replaced_on === null ? null : toInstant(replaced_on),
    confirmations: [...(confirmations ?? []), last_commit_date].map(toInstant),
  };
}

function toWord(span: Span, facts: Facts | undefined, ends: readonly TransitionLine[]): Word[] {
  const { doc, owner, typed, typedAt } = span;
  if (facts === undefined || typed === 'unknown') return [];
  const end = ends.find((line) => isEndOf(line, span));
  const changedAt = end === undefined ? null : toInstant(end.changed_on);
  const isKnown = end !== undefined && isAsSeen(end, facts);
  const until = isKnown ? end.changed_on : (earliest(changedAt ?? span.until, facts.snapshot_taken) ?? typedAt);
  const touches = [...new Set(span.confirmations)]
    .filter((at) => elapsedMs(typedAt, at) > 0 && elapsedMs(at, until) > 0)
    .sort((a, b) => Date.parse(a) - Date.parse(b));
  const to = end === undefined || changedAt === null || elapsedMs(changedAt, until) < 0 ? null : toStatus(end.to);
  const known = readStatusWord(span.raw);
  const read = known === 'unknown' ? typed : known;
  const meant = to === 'unknown' ? null : to;
  return [{ doc, owner, facts, typed, read, typedAt, touches, until: toInstant(until), to: meant }];
}

/** Whether the facts still held when the word was changed: checked later, or the line saw the same last commit. */
function isAsSeen({ changed_on, d_human_at_change }: TransitionLine, { commits, snapshot_taken }: Facts): boolean {
  if (elapsedMs(changed_on, snapshot_taken) >= 0) return true;
  const last = latest(...commits.filter(({ bot }) => !bot).map(({ c }) => c));
  if (last === null || d_human_at_change === undefined) return false;
  return Math.abs(elapsedMs(last, changed_on) / dayMs - d_human_at_change) < 2;
}

function isEndOf(line: TransitionLine, { place, doc, repo, typed, until }: Span): boolean {
  const isHere = place === 'itself' ? line.doc === undefined || line.doc !== doc : line.doc === doc;
  if (!isHere || line.repo !== repo || toStatus(line.frm) !== typed || until === null) return false;
  return Math.abs(elapsedMs(line.changed_on, until)) < dayMs;
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

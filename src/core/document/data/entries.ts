// The entries of a map, with those that it takes over by a merge key, and what kinds of entries projects have
// (config/data-keys.json).

import { isAlias, isMap, isNode, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml';
import keyData from '../../../../config/data-keys.json' with { type: 'json' };
import type { ParsedData } from './parse-data.ts';

export interface DataEntry {
  readonly pair: Pair;
  readonly keyNode: Scalar;
  /** As typed. */
  readonly key: string;
  /** As keys are compared: `repo_url`, `repoUrl` and `Repo URL` are one. */
  readonly kind: string;
  /** null: nothing stands there. An alias is followed. */
  readonly value: Node | null;
  /** Whether it stands in the map itself, not in one that this one merges. */
  readonly isOwn: boolean;
  /** Whether the value, or an object that it stands in, is repeated elsewhere. */
  readonly isShared: boolean;
}

/** A chain of merges longer than this is no list of projects. */
const maxMerges = 10;
/** More merged entries than a file has of its own: somebody multiplies them. */
const maxMerged = 100_000;

/** Reads the entries of one file's maps, and counts what merging costs. */
export class EntryReader {
  readonly #data: ParsedData;
  #merged = 0;

  constructor(data: ParsedData) {
    this.#data = data;
  }

  /** The map's own entries first; of those that it merges, the ones it does not have itself. */
  list(map: YAMLMap, depth = 0): DataEntry[] {
    const own: DataEntry[] = [];
    const merged: DataEntry[] = [];
    const isShared = this.#data.shared.has(map) || depth > 0;
    for (const pair of map.items) {
      const { key } = pair;
      if (!isScalar(key)) continue;
      const typed = String(key.value);
      if (typed === '<<' && this.#data.dialect === 'yaml' && key.type === 'PLAIN') {
        merged.push(...this.#listMerged(pair.value, depth));
        continue;
      }
      const value = this.follow(pair.value);
      const isRepeated = isAlias(pair.value) || (value !== null && this.#data.shared.has(value));
      const kind = normaliseKey(typed);
      own.push({ pair, keyNode: key, key: typed, kind, value, isOwn: depth === 0, isShared: isShared || isRepeated });
    }
    if (merged.length === 0) return own;
    const known = new Set(own.map(({ key }) => key));
    return [...own, ...merged.filter(({ key }) => !known.has(key))];
  }

  #listMerged(value: unknown, depth: number): DataEntry[] {
    if (depth >= maxMerges) return [];
    const source = this.follow(value);
    const maps = isSeq(source) ? source.items.map((item) => this.follow(item)) : [source];
    const entries = new Map<string, DataEntry>();
    for (const map of maps) {
      if (!isMap(map) || this.#merged > maxMerged) continue;
      const found = this.list(map, depth + 1);
      this.#merged += found.length;
      for (const entry of found) if (!entries.has(entry.key)) entries.set(entry.key, entry);
    }
    return [...entries.values()];
  }

  /** What an alias stands for; null for nothing. */
  follow(value: unknown): Node | null {
    if (isAlias(value)) return this.#data.targets.get(value) ?? null;
    return isNode(value) ? value : null;
  }
}

/** The text of a scalar that is a text, without blanks around it; null for numbers, dates, truth values and all else. */
export function readString(node: Node | null): string | null {
  return isScalar(node) && typeof node.value === 'string' ? node.value.trim() : null;
}

/** Lower case, without the marks between words. */
export function normaliseKey(key: string): string {
  return key
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[\s_.-]+/g, '');
}

const listKinds = (names: readonly string[]): ReadonlyMap<string, number> =>
  new Map(names.map((name, index) => [normaliseKey(name), index]));

/** Keys to their place in the list: of several, the first one counts. */
export const statusKinds = listKinds(keyData.status);
export const nameKinds = listKinds(keyData.name);
export const idKinds = listKinds(keyData.key);
export const statusTextKinds = listKinds(keyData.statusText);
export const repositoryKinds = {
  /** May hold a bare name. */
  bare: listKinds(keyData.repository.bare),
  /** May hold `owner/name`. */
  named: listKinds([...keyData.repository.bare, ...keyData.repository.named]),
  /** What an address under it leads to is the project's code. */
  addressed: listKinds([...keyData.repository.bare, ...keyData.repository.named, ...keyData.repository.addressed]),
  /** May lead anywhere. */
  linked: listKinds(keyData.repository.linked),
};

/** The entries of some kinds, in the order of the list of kinds. */
export function pickEntries(entries: readonly DataEntry[], kinds: ReadonlyMap<string, number>): DataEntry[] {
  const placeOf = ({ kind }: DataEntry) => kinds.get(kind) ?? -1;
  return entries.filter((entry) => placeOf(entry) !== -1).sort((a, b) => placeOf(a) - placeOf(b));
}

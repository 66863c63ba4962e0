// Finds the objects of a data file that may be projects: each has an entry for its status. Objects of one list, or of one
// map of objects, are one group: they use the same key.

import { isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from 'yaml';
import { readStatusWord } from '../../status/vocabulary.ts';
import {
  type DataEntry,
  EntryReader,
  normaliseKey,
  pickEntries,
  readString,
  statusKinds,
  statusTextKinds,
} from './entries.ts';
import type { ParsedData } from './parse-data.ts';

export interface DataObject {
  readonly map: YAMLMap;
  /** The key that the object stands under; null: it is an item of a list, or the whole document. */
  readonly hint: string | null;
  /** The key of its list or map of objects; null at the top. */
  readonly section: string | null;
  readonly entries: readonly DataEntry[];
  readonly status: DataStatus;
  /** Whether it stands inside another object with a status or a repository, so that it may be a part of that. */
  readonly isInside: boolean;
  /** Whether an alias repeats it, or an object around it. */
  readonly isShared: boolean;
}

export interface DataStatus {
  /** Of the object, whose value is the scalar or holds it: `status: {label: Active}`. */
  readonly entry: DataEntry;
  readonly scalar: Scalar;
  /** Whether an alias repeats what holds the scalar. */
  readonly isShared: boolean;
}

export type DataGroup = readonly DataObject[];

/** More objects than any list of projects has. */
const maxObjects = 20_000;

interface Place {
  readonly hint: string | null;
  readonly section: string | null;
  readonly isInside: boolean;
  readonly isShared: boolean;
}

interface Candidate extends Omit<DataObject, 'status'> {
  readonly statuses: readonly DataStatus[];
}

/** `isProject`: what stands inside such an object is a part of it. */
export function findObjects(
  data: ParsedData,
  isProject: (entries: readonly DataEntry[], reader: EntryReader) => boolean,
): { readonly groups: DataGroup[]; readonly reader: EntryReader } {
  const reader = new EntryReader(data);
  const groups: Candidate[][] = [];
  let count = 0;

  const visitMap = (map: YAMLMap, place: Place, group: Candidate[]): void => {
    count += 1;
    if (count > maxObjects) return;
    const isShared = place.isShared || data.shared.has(map);
    const entries = reader.list(map);
    const statuses = pickEntries(entries, statusKinds).flatMap((entry) => readStatus(entry, reader) ?? []);
    if (statuses.length > 0) group.push({ map, ...place, isShared, entries, statuses });
    // The file itself may name the repository that it lies in.
    const isTop = place.hint === null && place.section === null;
    const isInside = place.isInside || statuses.length > 0 || (!isTop && isProject(entries, reader));
    const own: Candidate[] = [];
    groups.push(own);
    for (const { pair, key, value, isOwn } of entries) {
      // What an alias or a merge repeats is read where it stands.
      if (value === null || value !== pair.value || !isOwn) continue;
      const isStatus = statusKinds.has(normaliseKey(key));
      if (isMap(value)) {
        if (!isStatus) visitMap(value, { hint: key, section: place.hint ?? place.section, isInside, isShared }, own);
      } else visitList(value, { hint: null, section: key, isInside, isShared });
    }
  };
  const visitList = (node: Node, place: Place): void => {
    if (!isSeq(node)) return;
    const group: Candidate[] = [];
    groups.push(group);
    const isShared = place.isShared || data.shared.has(node);
    for (const item of node.items) {
      if (isMap(item)) visitMap(item, { ...place, hint: null, isShared }, group);
      else if (isSeq(item)) visitList(item, { ...place, isShared });
    }
  };
  for (const root of data.roots) {
    const place = { hint: null, section: null, isInside: false, isShared: false };
    const alone: Candidate[] = [];
    groups.push(alone);
    if (isMap(root)) visitMap(root, place, alone);
    else visitList(root, place);
  }
  return { groups: groups.filter(({ length }) => length > 0).map(chooseStatuses), reader };
}

/** `status: Active`, `status: [Active]`, `status: {label: Active, color: green}`; null for numbers and all else. */
function readStatus(entry: DataEntry, reader: EntryReader): DataStatus | null {
  const { value } = entry;
  const { isShared } = entry;
  if (isText(value)) return { entry, scalar: value, isShared };
  if (isSeq(value)) {
    const [only, another] = value.items;
    return isText(only) && another === undefined ? { entry, scalar: only, isShared } : null;
  }
  if (!isMap(value)) return null;
  for (const inner of pickEntries(reader.list(value), statusTextKinds)) {
    const { value: scalar } = inner;
    if (isText(scalar)) return { entry, scalar, isShared: isShared || inner.isShared };
  }
  return null;
}

/** A text, or nothing at all. */
function isText(node: unknown): node is Scalar {
  return isScalar(node) && (typeof node.value === 'string' || node.value === null);
}

/** Of several keys the one counts whose values are most often words for a status; of equals, the first of the list. */
function chooseStatuses(candidates: readonly Candidate[]): DataGroup {
  const scores = new Map<string, number>();
  for (const { statuses } of candidates) {
    for (const { entry, scalar } of statuses) {
      const isKnown = readStatusWord(readString(scalar) ?? '') !== 'unknown';
      scores.set(entry.kind, (scores.get(entry.kind) ?? 0) + (isKnown ? 1 : 0));
    }
  }
  const scoreOf = ({ entry }: DataStatus) => scores.get(entry.kind) ?? 0;
  return candidates.flatMap(({ statuses, ...candidate }) => {
    const [status] = [...statuses].sort((a, b) => scoreOf(b) - scoreOf(a));
    return status === undefined ? [] : [{ ...candidate, status }];
  });
}

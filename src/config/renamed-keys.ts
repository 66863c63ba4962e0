// Keys of the configuration that had another name once. They are read as what they are called now, named to the owner,
// and can be rewritten in the text; the former name beside the new one is a mistake. Pure text.

import { type Document, isAlias, isMap, isScalar, isSeq, parseDocument, type YAMLMap } from 'yaml';

interface RenamedKey {
  /** Where the key stands: beside the first keys, or in each entry of `documents`. */
  readonly place: 'top' | 'documents';
  readonly former: string;
  readonly name: string;
  /** Former values and what they are called now, where they changed, too. */
  readonly values?: Readonly<Record<string, string>>;
}

export const renamedKeys: readonly RenamedKey[] = [
  { place: 'top', former: 'words', name: 'labels' },
  { place: 'top', former: 'public', name: 'visibility' },
  { place: 'top', former: 'silence', name: 'onSilence', values: { publish: 'date' } },
  { place: 'documents', former: 'after_publish', name: 'afterPublish' },
];

/** A former name in a text. */
export interface FormerKey {
  readonly former: string;
  readonly name: string;
  /** Where it stands now, with its new name: `documents`, 0, `afterPublish`. */
  readonly path: readonly (string | number)[];
  /** The key as it is typed, quotes included; offsets in the text. */
  readonly start: number;
  readonly end: number;
  /** Where its value has another name now: both, and the value as it is typed. */
  readonly value?: { readonly former: string; readonly name: string; readonly start: number; readonly end: number };
}

export interface Renaming {
  readonly renamed: readonly FormerKey[];
  /** Those whose new name stands beside them; they are not renamed. */
  readonly doubled: readonly FormerKey[];
}

/** Gives the former keys of a parsed configuration their new names; ranges stay those of the text. */
export function renameFormerKeys(document: Document): Renaming {
  const renamed: FormerKey[] = [];
  const doubled: FormerKey[] = [];
  for (const { map, path } of listMaps(document)) {
    const place = path.length === 0 ? 'top' : 'documents';
    for (const { former, name, values } of renamedKeys.filter((key) => key.place === place)) {
      const pair = map.items.find(({ key }) => isScalar(key) && key.value === former);
      const key = pair?.key;
      if (pair === undefined || !isScalar(key)) continue;
      const [start = 0, end = 0] = key.range ?? [];
      const value = map.has(name) ? undefined : renameValue(pair.value, values);
      const found = { former, name, path: [...path, name], start, end, ...(value !== undefined && { value }) };
      if (map.has(name)) {
        doubled.push(found);
        continue;
      }
      key.value = name;
      renamed.push(found);
    }
  }
  return { renamed, doubled };
}

function renameValue(node: unknown, values: RenamedKey['values']): FormerKey['value'] {
  if (!isScalar(node) || typeof node.value !== 'string') return undefined;
  const former = node.value;
  const name = values?.[former];
  if (name === undefined) return undefined;
  const [start = 0, end = 0] = node.range ?? [];
  node.value = name;
  return { former, name, start, end };
}

function listMaps(document: Document): { map: YAMLMap; path: (string | number)[] }[] {
  const follow = (node: unknown) => (isAlias(node) ? node.resolve(document) : node);
  const top = document.contents;
  if (!isMap(top)) return [];
  const list = follow(top.get('documents', true));
  const entries = isSeq(list) ? list.items.map(follow) : [];
  return [
    { map: top, path: [] },
    ...entries.flatMap((entry, index) => (isMap(entry) ? [{ map: entry, path: ['documents', index] }] : [])),
  ];
}

/** The text of a valid configuration with today's names for its keys; every other character stays. */
export function rewriteFormerKeys(text: string): string {
  const { renamed } = renameFormerKeys(parseDocument(text, { prettyErrors: false, logLevel: 'error' }));
  return renamed
    .flatMap(({ value, ...key }) => (value === undefined ? [key] : [key, value]))
    .sort((one, other) => other.start - one.start)
    .reduce((rest, { start, end, name }) => {
      const quote = /^["']/.exec(rest.slice(start))?.[0] ?? '';
      return `${rest.slice(0, start)}${quote}${name}${quote}${rest.slice(end)}`;
    }, text);
}

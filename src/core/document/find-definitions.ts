// Finds the link definitions of a document, `[label]: address`, by which a cell such as `[Repo][engine]` links.

import type { Line } from './find-blocks.ts';

/** Labels in lower case with blanks folded, as Markdown compares them, to addresses. The first definition counts. */
export type Definitions = ReadonlyMap<string, string>;

export function findDefinitions(lines: readonly Line[]): Definitions {
  const definitions = new Map<string, string>();
  for (const { text, kind } of lines) {
    const match = kind !== 'text' ? null : definition.exec(text);
    const [, label = '', address = ''] = match ?? [];
    if (match !== null && !definitions.has(foldLabel(label))) definitions.set(foldLabel(label), address);
  }
  return definitions;
}

const definition = /^ {0,3}\[([^[\]]{1,200})\]:[ \t]*<?([^\s<>]+)/;

export function isDefinition(text: string): boolean {
  return definition.test(text);
}

/** Whether `[label]` is a link. */
export function isDefined(label: string, definitions: Definitions): boolean {
  return label.length <= 200 && definitions.has(foldLabel(label));
}

/** The addresses that a cell reaches through `[text][label]`, `[label][]` and `[label]`, in order. */
export function resolveReferences(text: string, definitions: Definitions): string[] {
  if (definitions.size === 0) return [];
  return [...text.matchAll(/\[([^[\]]{1,200})\]/g)].flatMap(
    ([, label = '']) => definitions.get(foldLabel(label)) ?? [],
  );
}

function foldLabel(label: string): string {
  return label.trim().toLowerCase().split(/\s+/).join(' ');
}

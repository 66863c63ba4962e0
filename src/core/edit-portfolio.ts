// Edits the text of a configuration: one pin in, or one pin out; comments and everything else stay. Pure text.

import { isMap, isSeq, parseDocument, type YAMLMap } from 'yaml';
import type { Status } from './model.ts';

export interface PinWish {
  readonly status: Status;
  /** Last day, inclusive, UTC; null: for ever. */
  readonly until: string | null;
  readonly reason: string | null;
}

/** `names` are what an entry may call the project; the first one is written where there is no entry. */
export function pinInPortfolio(text: string, names: readonly string[], { status, until, reason }: PinWish): string {
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

function findEntry(projects: unknown, names: readonly string[]): YAMLMap | null {
  if (!isSeq(projects)) return null;
  const wanted = names.map((name) => name.toLowerCase());
  const found = projects.items.find((item) => isMap(item) && wanted.includes(String(item.get('match')).toLowerCase()));
  return isMap(found) ? found : null;
}

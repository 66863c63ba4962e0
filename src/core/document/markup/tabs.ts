// Tabs and notes of MkDocs: `=== "Active"`, `!!! note`, `??? tip "More"`, with what stands in them indented by four. The
// site shows tables and lists there; GitHub shows code, or goes on with the paragraph.

import { findLinesAt, type Line } from './blocks.ts';

export interface Tab {
  /** Those inside it without their indent; its title stands above them as a heading. */
  readonly lines: readonly Line[];
  /** 1-based, the marker's; both included. */
  readonly first: number;
  readonly last: number;
}

const marker = /^[ \t]{0,3}(?:===[+!]?|!!!|\?\?\?\+?) (?:[\w-][\w -]*)?(?:"([^"]*)")?$/;

/** Tabs inside tabs are not looked into. */
export function takeOutTabs(
  scan: string,
  lines: readonly Line[],
): { readonly rest: readonly Line[]; readonly tabs: readonly Tab[] } {
  if (!['===', '!!!', '???'].some((mark) => scan.includes(mark))) return { rest: lines, tabs: [] };
  const rest = [...lines];
  const tabs: Tab[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const opening = lines[at];
    if (opening === undefined || !isMarker(opening)) continue;
    let end = at + 1;
    while (isInside(scan, lines[end])) end += 1;
    const inner = lines.slice(at + 1, end);
    if (inner.every(({ text }) => text.trim() === '')) continue;
    const spans = inner.map((line) => ({ start: Math.min(indentEnd(scan, line), line.end), end: line.end }));
    tabs.push({
      lines: [readTitle(opening), ...findLinesAt(scan, spans, opening.number)],
      first: opening.number,
      last: inner.at(-1)?.number ?? opening.number,
    });
    for (let index = at; index < end; index += 1) rest[index] = blank(lines[index] ?? opening);
    at = end - 1;
  }
  return { rest, tabs };
}

function isMarker({ kind, text, container }: Line): boolean {
  return kind === 'text' && container === 0 && marker.test(text.trimEnd());
}

/** Indented by four, or empty. */
function isInside(scan: string, line: Line | undefined): boolean {
  if (line === undefined) return false;
  const raw = scan.slice(lineStart(scan, line), line.end);
  return raw.trim() === '' || /^(?: {4}|\t)/.test(raw);
}

/** Of the whole line, with what its containers took. */
function lineStart(scan: string, { start }: Line): number {
  let at = start;
  while (at > 0 && scan[at - 1] !== '\n' && scan[at - 1] !== '\r') at -= 1;
  return at;
}

function indentEnd(scan: string, line: Line): number {
  const start = lineStart(scan, line);
  return start + (/^(?: {4}|\t)/.exec(scan.slice(start, line.end))?.[0].length ?? 0);
}

function readTitle(line: Line): Line {
  const title = marker.exec(line.text.trimEnd())?.[1] ?? '';
  const start = line.start + Math.max(0, line.text.indexOf('"') + 1);
  return { ...line, start, end: start + title.length, text: title, kind: 'heading' };
}

function blank(line: Line): Line {
  return { ...line, kind: 'blank', text: ' '.repeat(line.text.length), isItem: false };
}

// Finds the headings of a document and the lines that stand under each, up to the next heading of any level.

import { stripEnd } from '../../text.ts';
import type { Line } from './blocks.ts';
import { findLastBefore, type Piece } from './lines.ts';

export interface Section {
  /** The heading without its marks; null for what stands before the first one. */
  readonly heading: Piece | null;
  /** Offset of the heading, 0 for the part before the first one. */
  readonly start: number;
  /** 1-based line of the heading, 0 for the part before the first one. */
  readonly number: number;
  /** 1 to 6; 0 for the part before the first heading. */
  readonly level: number;
  readonly lines: readonly Line[];
}

export function findSections(lines: readonly Line[]): Section[] {
  const sections: Section[] = [];
  let open: Line[] = [];
  sections.push({ heading: null, start: 0, number: 0, level: 0, lines: open });
  let next = 0;
  for (const line of lines) {
    next += 1;
    if (line.kind === 'heading') {
      open = [];
      const level = readLevel(line, lines[next]);
      sections.push({ heading: readHeading(line), start: line.start, number: line.number, level, lines: open });
    } else open.push(line);
  }
  return sections;
}

/** For each section those around it by their levels, the nearest first. */
export function nestSections<Own extends Section>(sections: readonly Own[]): (readonly Own[])[] {
  let open: readonly Own[] = [];
  return sections.map((section) => {
    const around = open.filter(({ level }) => level < section.level);
    open = [section, ...around];
    return around;
  });
}

const blanks = ' \t';

/** The last section that starts at or before `offset`. */
export function findSection<Own extends Section>(sections: readonly Own[], offset: number): Own | undefined {
  return findLastBefore(sections, offset, ({ start }) => start);
}

/** By its marks, else by the line under it. */
function readLevel({ text }: Line, next: Line | undefined): number {
  const marks = /^[ \t]*(#{1,6})(?:[ \t]|$)/.exec(text)?.[1];
  if (marks !== undefined) return marks.length;
  return next?.text.trimStart().startsWith('=') === true ? 1 : 2;
}

function readHeading({ start, text }: Line): Piece {
  const marks = /^[ \t]*(?:#{1,6}[ \t]+)?/.exec(text)?.[0] ?? '';
  const title = stripEnd(text.slice(marks.length), blanks);
  const unclosed = stripEnd(title, '#');
  const isClosed = unclosed !== stripEnd(unclosed, blanks);
  return { start: start + marks.length, text: isClosed ? stripEnd(unclosed, blanks) : title };
}

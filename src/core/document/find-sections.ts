// Finds the headings of a document and the lines that stand under each, up to the next heading of any level.

import type { Line } from './find-blocks.ts';
import type { Piece } from './trim-span.ts';

export interface Section {
  /** The heading without its marks; null for what stands before the first one. */
  readonly heading: Piece | null;
  /** Offset of the heading, 0 for the part before the first one. */
  readonly start: number;
  readonly lines: readonly Line[];
}

export function findSections(lines: readonly Line[]): Section[] {
  const sections: Section[] = [];
  let open: Line[] = [];
  sections.push({ heading: null, start: 0, lines: open });
  for (const line of lines) {
    if (line.kind === 'heading') {
      open = [];
      sections.push({ heading: readHeading(line), start: line.start, lines: open });
    } else open.push(line);
  }
  return sections;
}

/** The last section that starts at or before `offset`. */
export function findSection(sections: readonly Section[], offset: number): Section | undefined {
  return sections.findLast(({ start }) => start <= offset);
}

function readHeading({ start, text }: Line): Piece {
  const [, marks = '', title = ''] = /^([ \t]*(?:#{1,6}[ \t]+)?)(.*?)(?:[ \t]+#+)?[ \t]*$/.exec(text) ?? [];
  return { start: start + marks.length, text: title };
}

// Finds projects whose status is a coloured circle in their own heading, with a link to the repository below it:
// `### 🟢 Quill`. A circle alone means too many things to be written, so these rows are only read.

import type { Row } from '../../model.ts';
import { readStatusWord } from '../../status/vocabulary.ts';
import { findRepositoryLinks } from '../markup/links.ts';
import { readSectionStatus } from '../words/section-words.ts';
import { findDirective } from '../words/status-cell.ts';
import type { StatusSection } from './heading-rows.ts';
import { findLinks, type ListContext } from './list-items.ts';

const inGlyph = 'Its status is a circle in its heading, which is left to you.';

/** At either end of the heading, with a blank between; other glyphs decorate headings as often as not. */
const circle = /^([🔴🟠🟡🟢🔵🟣🟤⚫⚪])\s+(\S.*)$|^(.*\S)\s+([🔴🟠🟡🟢🔵🟣🟤⚫⚪])$/u;

/** `isTaken`: whether a row with a status of its own was found between two lines, both included. */
export function findGlyphHeadings(
  sections: readonly StatusSection[],
  context: ListContext,
  isTaken: (first: number, last: number) => boolean,
): Row[] {
  return sections.flatMap(({ section, title, around }): Row[] => {
    const { heading, lines, number } = section;
    const found = heading === null ? null : circle.exec(title);
    if (heading === null || found === null) return [];
    const [, leading, behind, before, trailing] = found;
    const [text = '', name = ''] = leading === undefined ? [trailing, before] : [leading, behind];
    const status = readStatusWord(text);
    // `## 🟢 Active` speaks of what stands under it.
    if (status === 'unknown' || !/\p{L}/u.test(name) || readSectionStatus(name) !== null) return [];
    if (isTaken(number, lines.at(-1)?.number ?? number)) return [];
    const own = findRepositoryLinks(heading.text, context.site);
    const links = (own.length > 0 ? own : findLinks(lines, context)).filter(({ isCode, isPart }) => isCode && !isPart);
    const [link] = links;
    const repos = new Set(links.map(({ repo }) => repo.toLowerCase()));
    if (link === undefined || repos.size > 1) return [];
    return [
      {
        name,
        line: number,
        section: around.at(-1) || null,
        table: null,
        repo: link.repo,
        folder: link.folder,
        statusSpan: null,
        statusMarkup: 'markdown',
        typed: { text, status },
        mojibake: false,
        directive: findDirective(lines),
        skip: inGlyph,
      },
    ];
  });
}

// Finds projects in sentences, behind words that say what becomes of them: "I'm currently working on [Quill](…)", "In
// progress: [Ink](…)"; or before a word in brackets: "its code was [Quill](…) (archived)". These rows are only read.

import type { Row } from '../../model.ts';
import { addressStart } from '../../site.ts';
import { needsHeading, readStatusWord } from '../../status/vocabulary.ts';
import type { Line } from '../markup/blocks.ts';
import { decodeText, encodeScan } from '../markup/encoding.ts';
import { readText } from '../markup/inline.ts';
import type { Piece } from '../markup/lines.ts';
import { findRepositoryLinks } from '../markup/links.ts';
import { type Label, readInline } from '../markup/read-inline.ts';
import type { ListContext } from '../rows/list-items.ts';
import { type EntrySection, leaveOutCheckbox } from '../rows/read-entry.ts';
import { readSectionStatus } from './section-words.ts';

const inFront = 'Its status comes before its name: changing it means moving the project, which is left to you.';

const inSentence = 'Its status is part of a sentence, which is left to you.';
/** In bytes: an address and a word. */
const maxBehind = 400;
/** More are a list that nobody reads in one line. */
const maxLinks = 10;

export function findLeadingStatuses(
  { heading, title, lines, entries }: EntrySection,
  context: ListContext,
  isTaken: (first: number, last: number) => boolean,
): Row[] {
  // Most sections link nothing in a sentence.
  if (!lines.some((line) => linksRepository(line, context.site))) return [];
  return entries.flatMap((entry) =>
    entry.flatMap((line): Row[] => {
      if (isTaken(line.number, line.number) || !linksRepository(line, context.site)) return [];
      const lead = leaveOutCheckbox(line);
      const { labels } = readInline(lead.text, context.definitions);
      const inOrder = [...labels].sort((a, b) => a.start - b.start).slice(0, maxLinks);
      const from = inOrder[0]?.start ?? 0;
      // A bracket, emphasis and a colon stand between the words and the link.
      const said = decodeText(encodeScan(lead.text.slice(0, from)))
        .replace(/[[*_~`:<]|<a\s[^<>]*>/g, ' ')
        .trim();
      const status = said === '' ? null : readSectionStatus(said);
      const section = heading === null ? null : title;
      return inOrder.flatMap((label): Row[] => {
        const [link] = findRepositoryLinks(label.target, context.site);
        if (link === undefined || !link.isCode || link.isPart) return [];
        const stated =
          status === null || status.about === 'anything' || status.about === 'parts'
            ? readBehind(lead, label)
            : { typed: { text: said, status: status.status }, skip: inFront };
        if (stated === null) return [];
        const text = lead.text.slice(label.start, label.end);
        return [
          {
            name: readText(context.bytes, { start: lead.start + label.start, text }) || link.repo,
            line: line.number,
            section,
            table: null,
            repo: link.repo,
            folder: link.folder,
            statusSpan: null,
            statusMarkup: 'markdown',
            mojibake: false,
            directive: null,
            ...stated,
          },
        ];
      });
    }),
  );
}

function linksRepository({ kind, text }: Line, site: string): boolean {
  return kind === 'text' && text.toLowerCase().includes(addressStart(site));
}

/** `[Quill](…) (archived)`, with nothing but the word in the brackets; null: there is none. */
function readBehind(lead: Piece, label: Label): Pick<Row, 'typed' | 'skip'> | null {
  const target = lead.text.indexOf(label.target, label.end);
  const behind = lead.text.slice(target === -1 ? label.end : target + label.target.length, label.end + maxBehind);
  const said = decodeText(encodeScan(/^[\])*_]{0,3} \(([^()[\]<>]{2,60})\)/.exec(behind)?.[1] ?? ''));
  const status = said === '' || needsHeading(said) ? 'unknown' : readStatusWord(said);
  return status === 'unknown' ? null : { typed: { text: said, status }, skip: inSentence };
}

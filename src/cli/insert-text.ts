// Inserts lines of Markdown into a document below a heading, or at its end, with the document's own line endings. All
// other bytes stay where they are.

import { toScanText } from '../core/document/bytes.ts';
import { findLines } from '../core/document/find-blocks.ts';
import { StatusfolioError } from '../errors.ts';

export function insertLines(
  bytes: Uint8Array,
  heading: string | null,
  lines: readonly string[],
  label: string,
): Uint8Array {
  const scan = toScanText(bytes);
  const newline = scan.includes('\r\n') ? '\r\n' : '\n';
  const at = heading === null ? bytes.length : findEndOfHeading(scan, heading, label);
  const before = scan.slice(0, at);
  const isOpen = before !== '' && !before.endsWith('\n');
  const isFollowed = at < bytes.length;
  const lead = before === '' ? '' : `${isOpen ? newline : ''}${newline}`;
  const trail = isFollowed && !/^\r?\n/.test(scan.slice(at)) ? newline : '';
  const text = `${lead}${lines.join(newline)}${newline}${trail}`;
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(text, 'utf8'), bytes.subarray(at)]);
}

/** Throws USAGE naming the headings there are. */
function findEndOfHeading(scan: string, heading: string, label: string): number {
  const plain = (text: string) =>
    Buffer.from(text, 'latin1')
      .toString('utf8')
      .replace(/^#+\s*|\s*#+\s*$/g, '')
      .replace(/[*_`]/g, '')
      .trim();
  const headings = findLines(scan).filter(({ kind }) => kind === 'heading');
  const found = headings.find(({ text }) => plain(text).toLowerCase() === heading.toLowerCase());
  if (found !== undefined) {
    const end = scan.indexOf('\n', found.end);
    const next = end === -1 ? scan.length : end + 1;
    if (found.text.startsWith('#')) return next;
    // Underlined: the line below belongs to it.
    const below = scan.indexOf('\n', next);
    return below === -1 ? scan.length : below + 1;
  }
  const names = headings.map(({ text }) => `"${plain(text)}"`).join(', ');
  throw new StatusfolioError('USAGE', `${label} has no heading "${heading}".`, {
    where: '--after',
    hint: names === '' ? 'It has no headings at all; leave --after out to append.' : `Its headings are: ${names}.`,
  });
}

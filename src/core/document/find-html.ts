// Finds the raw HTML of a Markdown document that may hold tables or cards: each run of it from its first line to where
// its last element closes, with the Markdown between.

import type { Dialect } from '../model.ts';
import type { Line } from './find-blocks.ts';

export interface HtmlRun {
  readonly start: number;
  /** As long as the run in the document, so that offsets hold; tags in the Markdown between are blotted out. */
  readonly text: string;
}

const opensHolder = /<(table|div|section|article|ul|ol)[\s>]/gi;
const closesHolder = /<\/(table|div|section|article|ul|ol)[\s>]/gi;

export function findHtmlRuns(scan: string, lines: readonly Line[], dialect: Dialect): HtmlRun[] {
  const runs: HtmlRun[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    if (lines[index]?.kind !== 'html' || lines[index]?.container !== 0) continue;
    // For Pandoc a tag in the middle of a paragraph may stand in its code.
    if (dialect === 'pandoc' && (lines[index - 1]?.kind ?? 'blank') !== 'blank') continue;
    const first = index;
    let end = index;
    let open = 0;
    let isHolder = false;
    for (let line = lines[index]; line !== undefined && goesOn(line, open); line = lines[index]) {
      if (line.kind === 'html') {
        const opened = line.text.match(opensHolder)?.length ?? 0;
        isHolder ||= opened > 0;
        open = Math.max(0, open + opened - (line.text.match(closesHolder)?.length ?? 0));
        end = index + 1;
        // For Pandoc what follows the last end tag may be code.
        if (dialect === 'pandoc' && isHolder && open === 0) break;
      }
      index += 1;
    }
    index = end - 1;
    const run = lines.slice(first, end);
    // For Pandoc what is indented by a tab may be code, code between backticks may reach over tags and lines, and what
    // follows a stray end tag may be its paragraph.
    const isOdd = ({ text }: Line, at: number) => text.startsWith(at === 0 ? '</' : '\t') || text.includes('`');
    const isDoubtful = dialect === 'pandoc' && run.some(isOdd);
    if (isHolder && !isDoubtful) runs.push(cutRun(scan, run));
  }
  return runs;
}

/** Code is never part of a run: what looks like a tag in it is none. */
function goesOn({ kind, container }: Line, open: number): boolean {
  if (kind === 'html' || kind === 'blank' || kind === 'comment') return container === 0 || kind === 'blank';
  return open > 0 && container === 0 && (kind === 'text' || kind === 'heading' || kind === 'rule');
}

function cutRun(scan: string, lines: readonly Line[]): HtmlRun {
  const start = lines[0]?.start ?? 0;
  const parts: string[] = [];
  let at = start;
  for (const line of lines) {
    parts.push(scan.slice(at, line.start));
    parts.push(line.kind === 'html' || line.kind === 'comment' ? line.text : line.text.replaceAll('<', '\u0001'));
    at = line.end;
  }
  return { start, text: parts.join('') };
}

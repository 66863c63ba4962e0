// What a generated block says of a project that nobody has given a status: when work was last seen, `last work 2025-10`,
// in the language of the document (config/date-words.json); and the heading of the column that dates an owner's word.

import data from '../../../../config/date-words.json' with { type: 'json' };
import type { GeneratedBlock, Language, Row } from '../../model.ts';
import { type Piece, trimPiece } from '../markup/lines.ts';

const forms: Readonly<
  Record<Language, { readonly lastWork: string; readonly noWork: string; readonly lastWorkHeading: string }>
> = data.languages;
const place = '{month}';
const headings = new Set(Object.values(forms).map(({ lastWorkHeading }) => lastWorkHeading));

const escapeForm = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const texts = [...new Set(Object.values(forms).flatMap(({ lastWork, noWork }) => [lastWork, noWork]))]
  .map((form) => escapeForm(form).replace(escapeForm(place), '(?:19|20)\\d\\d-(?:0[1-9]|1[0-2])'))
  .join('|');
const whole = new RegExp(`^(?:${texts})$`, 'u');
/** Between what divides the parts of a row, an item or a card. */
const part = new RegExp(`(?:^|[|>—–:] ?|\\()(${texts})(?= ?(?:[|<—–]|$)|\\))`, 'mu');

/** `month` as in `2025-10`; null: no work was ever seen. */
export function formatLastWork(month: string | null, language: Language): string {
  const { lastWork, noWork } = forms[language];
  return month === null ? noWork : lastWork.replace(place, month);
}

/** Whether a text says that and nothing else, in whichever language. */
export function isLastWork(text: string): boolean {
  return whole.test(text);
}

/** The first place in a row, an item or a card, as a person reads it, that says it; null: it says something else. */
export function findLastWork(text: string): string | null {
  return part.exec(text)?.[1] ?? null;
}

export function formatLastWorkHeading(language: Language): string {
  return forms[language].lastWorkHeading;
}

export function isLastWorkHeading(text: string): boolean {
  return headings.has(text);
}

/** What a cell of that column holds. */
export function readMonth(cell: Piece | undefined): Pick<Row, 'lastWork'> {
  const { start, text } = cell === undefined ? { start: 0, text: '' } : trimPiece(cell);
  if (!/^(?:19|20)\d\d-(?:0[1-9]|1[0-2])$/.test(text)) return {};
  return { lastWork: { span: { start, end: start + text.length }, month: text } };
}

/** `(last work 2025-10)`: the date of a row that stands in its column, as everything else shows it. */
export function formatColumnDate(month: string, language: Language): string {
  return `(${formatLastWork(month, language)})`;
}

/** Whether a date is said by a column, and not behind the word. */
export function isColumnDate(text: string): boolean {
  return isLastWork(text.slice(1, -1));
}

/** Whether a generated table may have that column. */
function mayHaveLastWork({ kind, options, problem }: GeneratedBlock): boolean {
  return problem === null && kind === 'table' && options.get('columns')?.split(',').includes('lastwork') !== false;
}

/** The rows with what the column says of them; outside of generated tables it is somebody else's. */
export function readLastWorkColumn(
  rows: readonly Row[],
  blocks: readonly GeneratedBlock[],
  language: Language,
): readonly Row[] {
  if (blocks.length === 0 && !rows.some(({ lastWork }) => lastWork !== undefined)) return rows;
  return rows.map(({ lastWork, ...row }) => {
    const block = blocks.find(
      ({ problem, line, lastLine }) => problem === null && line < row.line && row.line < lastLine,
    );
    if (block === undefined || row.dateSlot === undefined) return row;
    const dateSlot = mayHaveLastWork(block) ? { ...row.dateSlot, language, inColumn: true as const } : row.dateSlot;
    if (lastWork === undefined || row.asOf !== undefined) return { ...row, dateSlot };
    const text = formatColumnDate(lastWork.month, language);
    return { ...row, dateSlot, asOf: { ...lastWork, text, kind: 'as-of' as const, inColumn: true as const } };
  });
}

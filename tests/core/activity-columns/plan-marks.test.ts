// The byte suite of columns of activity, and the renderers: for a reader exactly the marks are other ones.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { planMarks } from '../../../src/core/activity-columns/decide-mark.ts';
import { applyEdits } from '../../../src/core/document/edits.ts';
import { readDocument } from '../../../src/core/document/parse-document.ts';
import { generateText } from '../../support/generate-document.ts';
import { isInstalled, type Oracle, oracles, render } from '../../support/oracles.ts';

const folder = 'tests/fixtures/activity-columns';
const fixtures = readdirSync(folder).map((name) => readFileSync(`${folder}/${name}`).toString());

/** Documents of every shape that the fuzz has, with a directive over them that makes their statuses activity. */
const generated = (index: number, dialect: string) =>
  `<!-- statusfolio: activity column=Status Done <60d Live <70d Archived <80d Paused <90d Running <100d "🟢 Running" <110d "🟡 In Progress" <120d "🔴 Planned" <130d 🟢 <140d ✅ <150d Active else -->\n\n${generateText(index, `${dialect}${index}p`)}`;

function mark(text: string, path: string, word: string | null = null) {
  const bytes = Buffer.from(text);
  const outcome = readDocument(bytes, path);
  if (outcome.kind !== 'read') throw new Error(outcome.reason);
  const entries = (outcome.activity?.columns ?? []).flatMap((column) => column.entries);
  const free = entries.filter(({ skip, typed }) => skip === null && typed.kind !== 'other');
  const changes = free.map((entry, index) => ({ entry, text: word ?? `Tok${index}en` }));
  const edits = planMarks(bytes, changes);
  return { bytes, changes, edits, written: Buffer.from(applyEdits(bytes, edits)), rows: outcome.reading.rows };
}

/** What the renderer makes of the edited document, with each token taken back, is what it made of the document. */
async function checkRendering(text: string, oracle: Oracle): Promise<number> {
  const { bytes, changes, written } = mark(text, oracle.path);
  if (changes.length === 0) return 0;
  const html = squeeze(await render(oracle, text));
  let shown = await render(oracle, written.toString());
  for (const { entry, text: token } of changes) {
    const before = bytes.subarray(entry.span.start, entry.span.end).toString().trim();
    if (shown.split(token).length !== 2) throw new Error(`${oracle.name} shows ${token} not once in\n${written}`);
    shown = shown.replace(token + (entry.before === '' ? entry.after : ''), () => before);
  }
  if (squeeze(shown) !== html)
    throw new Error(`${oracle.name} sees more than marks change in\n${written}\n${html}\n${shown}`);
  return changes.length;
}

/** Without the blanks that a renderer sets around text between tags. */
const squeeze = (html: string) => html.replaceAll(/\s+/g, ' ').replaceAll(/ (?=<)|(?<=>) /g, '');

describe('an edit of a column of activity', () => {
  it.each(oracles.filter(isInstalled))('changes for a reader of $path exactly the marks', async (oracle) => {
    let marks = 0;
    for (const text of fixtures) marks += await checkRendering(text, oracle);
    expect(marks).toBeGreaterThan(25);
    // One run of the renderer for many documents; each begins with a directive of its own.
    let cells = 0;
    for (let batch = 0; batch < 6; batch += 1) {
      const texts = Array.from({ length: 20 }, (_, index) => generated(batch * 20 + index, 'd'));
      for (const text of batch === 0 ? texts : [texts.join('\n\n')]) cells += await checkRendering(text, oracle);
    }
    expect(cells).toBeGreaterThan(10);
  });

  it('changes nothing outside its spans, is read back, and is not made twice', () => {
    for (const text of [...fixtures, ...Array.from({ length: 60 }, (_, index) => generated(index, 'b'))]) {
      const word = / <(?:60|90|180|365)d/.test(text)
        ? (/ (\S+|"[^"]+") <\d+d/.exec(text)?.[1] ?? '').replaceAll('"', '')
        : '2025-07';
      const { bytes, edits, changes, written, rows } = mark(text, 'README.md', word);
      let shift = 0;
      let read = 0;
      const kept: Buffer[] = [];
      for (const { span, bytes: inserted } of edits) {
        kept.push(bytes.subarray(read, span.start));
        const start = span.start + shift;
        expect(Buffer.compare(written.subarray(read + shift, start), bytes.subarray(read, span.start))).toBe(0);
        shift += inserted.length - (span.end - span.start);
        read = span.end;
      }
      expect(Buffer.compare(written.subarray(read + shift), bytes.subarray(read))).toBe(0);
      const outcome = readDocument(written, 'README.md');
      if (outcome.kind !== 'read') throw new Error(outcome.reason);
      expect(outcome.reading.rows.map(({ name, typed }) => [name, typed])).toEqual(
        rows.map(({ name, typed }) => [name, typed]),
      );
      const again = mark(written.toString(), 'README.md', word);
      expect(again.changes.map(({ entry }) => [entry.name, entry.typed.text])).toEqual(
        changes.map(({ entry }) => [entry.name, word]),
      );
      expect(Buffer.compare(again.written, written)).toBe(0);
    }
  });
});

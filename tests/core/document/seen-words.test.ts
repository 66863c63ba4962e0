// A property: a word is learnt or changed only where a reader of the rendered page sees it as the status of this project.
// Documents are put together from pieces whose meaning is known; cmark-gfm and a browser's parser say what is seen.

import fc from 'fast-check';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { describe, expect, it } from 'vitest';
import { applyEdits, planEdits } from '../../../src/core/document/edits.ts';
import { readDocument } from '../../../src/core/document/parse-document.ts';
import type { DocumentReading } from '../../../src/core/model.ts';
import { isInstalled, oracles, render } from '../../support/oracles.ts';

/** Words of no life cycle of ours stand nowhere else in a document than where a piece puts them. */
const words = [
  'Active',
  'WIP',
  'Live',
  'Done',
  'Archived',
  'Planned',
  'Paused',
  'Stable',
  'Development',
  'Beta',
  'Zeta',
];
const word = fc.constantFrom(...words);
const glyph = fc.constantFrom('', '🟢 ', '🚧 ', '✅ ');
const mark = fc.constantFrom('', '**', '*', '`');
const name = fc.constantFrom('Quill', 'Ink', 'Nib', 'Paper');

/** What says nothing about a project, whatever its words are. */
const noise = fc
  .tuple(word, glyph, mark)
  .chain(([text, sign, around]) =>
    fc.constantFrom(
      `[${around}${sign}${text}${around}](https://a.example/)`,
      `[${sign}${text}](https://a.example/ "${text}")`,
      `![Status: ${text} – as it is](a.svg)`,
      `[![${text}](a.svg)](b)`,
      `<a href="https://a.example/">${sign}${text}</a>`,
      `<img alt="${text}" src="a.svg">`,
      `<!-- ${text} (${text}) -->`,
      `https://a.example/(${text})`,
      `[x](#${text.toLowerCase()})`,
      `[x](https://a.example/${text}_(${text}))`,
    ),
  );

interface Part {
  readonly text: string;
  /** The statuses that a reader sees in it. */
  readonly statuses: readonly string[];
}

const link = name.map((one) => `[${one}](https://github.com/ada/${one.toLowerCase()})`);
const row: fc.Arbitrary<Part> = fc
  .tuple(link, glyph, word, mark, noise)
  .map(([project, sign, text, around, other]) => ({
    text: `| ${project} | ${around}${sign}${text}${around} | ${other.replaceAll('|', '')} |`,
    statuses: [text],
  }));
const table: fc.Arbitrary<Part> = fc.array(row, { minLength: 1, maxLength: 3 }).map((rows) => ({
  text: `| Project | Status | Elsewhere |\n|---|---|---|\n${rows.map(({ text }) => text).join('\n')}`,
  statuses: rows.flatMap(({ statuses }) => statuses),
}));
const item: fc.Arbitrary<Part> = fc.oneof(
  fc.tuple(link, noise, noise).map(([project, one, other]) => ({
    text: `- ${project} writes ${one}\n  ${other}`,
    statuses: [],
  })),
  fc.tuple(link, glyph, word, noise).map(([project, sign, text, other]) => ({
    text: `- ${project} — ${sign}${text} — writes ${other}`,
    statuses: [text],
  })),
);
const contents: fc.Arbitrary<Part> = fc
  .array(word, { minLength: 1, maxLength: 3 })
  .map((all) => ({ text: all.map((text) => `- [${text}](#${text.toLowerCase()})`).join('\n'), statuses: [] }));
const features: fc.Arbitrary<Part> = fc.array(fc.tuple(word, noise), { minLength: 1, maxLength: 3 }).map((all) => ({
  text: `| Feature | Status | See |\n|---|---|---|\n${all.map(([text, other]) => `| Undo | ${text} | ${other} |`).join('\n')}`,
  statuses: [],
}));
const issues: fc.Arbitrary<Part> = word.map((text) => ({
  text: `- **Undo** — 🚧 ${text} — https://github.com/ada/quill/issues/3`,
  statuses: [],
}));
const prose: fc.Arbitrary<Part> = noise.map((text) => ({ text: `Of pens: ${text}\nand ${text}.`, statuses: [] }));
const document = fc
  .array(fc.oneof(table, item, contents, features, issues, prose), { minLength: 1, maxLength: 5 })
  .map((parts) => ({
    text: `${parts.map(({ text }) => text).join('\n\n')}\n`,
    statuses: parts.flatMap(({ statuses }) => statuses),
  }));

function read(bytes: Uint8Array): DocumentReading {
  const outcome = readDocument(bytes, 'README.md');
  if (outcome.kind !== 'read') throw new Error(outcome.reason);
  return outcome.reading;
}

const bare = (text: string) => text.replace(/^[^\p{L}]+/u, '');

/** What may be written, and the document with all of it written. */
function change(text: string) {
  const bytes = Buffer.from(text);
  const reading = read(bytes);
  const rows = reading.rows.filter(({ skip, typed }) => skip === null && typed.status !== 'unknown');
  const changes = rows.map((each) => ({ row: each, text: 'Zzz', mojibake: false }));
  return { reading, rows, after: Buffer.from(applyEdits(bytes, planEdits(bytes, changes))).toString() };
}

const known = (text: string) => text !== 'Zeta';

describe('words', () => {
  it('are changed and learnt only where they are the status of a project', () => {
    fc.assert(
      fc.property(document, ({ text, statuses }) => {
        const { reading, rows } = change(text);
        const changed = rows.map(({ typed }) => bare(typed.text)).sort();
        const seen = statuses.filter(known).sort();
        // A word that is read rather too seldom harms nobody; one too many does.
        expect(seen).toEqual(expect.arrayContaining(changed));
        expect(changed.length).toBeLessThanOrEqual(seen.length);
        for (const learnt of Object.values(reading.vocabulary)) expect(seen).toContain(bare(learnt));
      }),
      { numRuns: 500 },
    );
  });

  it.skipIf(!isInstalled({ name: 'cmark-gfm' }))(
    'change for a reader of the page in that very place, outside links and pictures that are no status',
    async () => {
      const [oracle] = oracles;
      if (oracle === undefined) throw new Error('there is no renderer');
      await fc.assert(
        fc.asyncProperty(document, async ({ text }) => {
          const { rows, after } = change(text);
          const page = parse(await render(oracle, after));
          const places = findTexts(page).filter((place) => place.text.includes('Zzz'));
          expect(places).toHaveLength(rows.length);
          for (const place of places) expect(place.inside).not.toContain('a');
          const [before, now] = [await render(oracle, text), await render(oracle, after)].map((html) =>
            findTexts(parse(html)).map((place) => place.text),
          );
          expect(now?.length).toBe(before?.length);
        }),
        { numRuns: 40 },
      );
    },
  );
});

interface Place {
  readonly text: string;
  /** The tags around it. */
  readonly inside: readonly string[];
}

/** All that a reader of the page sees as text. */
function findTexts(node: DefaultTreeAdapterTypes.Node, inside: readonly string[] = []): Place[] {
  if (node.nodeName === '#text') return [{ text: Reflect.get(node, 'value'), inside }];
  const children = 'childNodes' in node ? node.childNodes : [];
  return children.flatMap((child) => findTexts(child, [...inside, node.nodeName]));
}

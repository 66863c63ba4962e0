// Generates documents with one project table among things that look like tables and are not, for comparing the reader
// with real renderers. Every row has a name of its own, so that it can be found again in the rendered page.

import fc from 'fast-check';

export interface GeneratedDocument {
  readonly text: string;
  /** The names of the rows that stand in the table as we wrote it. */
  readonly names: readonly string[];
}

const words = fc.constantFrom(
  'alpha',
  'beta',
  'a `code` b',
  '`x\\|y`',
  '`a|b`',
  'one\\|two',
  'back\\\\slash',
  'end\\\\\\|',
  '**bold**',
  '[text](https://example.org/a_b)',
  '<b>tag</b>',
  '<!-- note -->',
  '🟢 emoji',
  'é',
  '',
  ' ',
  '&amp;',
  '~~gone~~',
  'x \\\\| y',
  '`',
  '``two ` ticks``',
  '\\`',
);
const statusCells = fc.constantFrom(
  '🟢 Running',
  'Running',
  '**Planned**',
  '`WIP`',
  '🟡 In Progress',
  ' Complete ',
  '_Paused_',
  'Archived',
  '',
  'custom word',
  'Running | extra',
  'Run\\|ning',
);
const eol = fc.constantFrom('\n', '\r\n');
const prefixes = fc.constantFrom(
  '',
  'A line of prose.\n\n',
  '# Title\n\n',
  '```\n| a | Status |\n|---|---|\n| fake | Running |\n```\n\n',
  '<!--\n| a | Status |\n|---|---|\n| fake | Running |\n-->\n\n',
  '    | a | Status |\n    |---|---|\n    | fake | Running |\n\n',
  '<div>\n| a | Status |\n|---|---|\n| fake | Running |\n</div>\n\n',
  '<details>\n<summary>More</summary>\n\n',
  'Glued prose\n',
  '---\ntitle: x\n---\n\n',
  '- item\n\n',
  '> quote\n\n',
  '~~~ text\n``` \n~~~\n\n',
);
const suffixes = fc.constantFrom(
  '',
  '\n',
  '\n\nAfter.\n',
  '\nA text line right after.\n',
  '\n# Heading\n',
  '\n> quote\n',
  '\n- item\n',
  '\n```\ncode\n```\n',
  '\n---\n',
  '\n<div>x</div>\n',
);

export const documents: fc.Arbitrary<GeneratedDocument> = fc
  .record({
    prefix: prefixes,
    suffix: suffixes,
    eol,
    columns: fc
      .shuffledSubarray(['Project', 'About', 'Status', 'Repo'], { minLength: 3 })
      .filter((names) => names.includes('Project') && names.includes('Status')),
    outer: fc.boolean(),
    delimiter: fc.constantFrom('---', ':-', '-:', ':---:', '-'),
    indent: fc.constantFrom('', ' ', '   '),
    extra: fc.integer({ min: -2, max: 1 }),
    rows: fc.array(fc.record({ about: words, status: statusCells, missing: fc.integer({ min: 0, max: 9 }) }), {
      minLength: 1,
      maxLength: 5,
    }),
  })
  .map(({ prefix, suffix, eol: end, columns, outer, delimiter, indent, extra, rows }) => {
    const line = (cells: readonly string[]) => indent + (outer ? `| ${cells.join(' | ')} |` : cells.join(' | '));
    const names = rows.map((_, index) => `proj${index}x`);
    const body = rows.map(({ about, status, missing }, index) => {
      const cells = columns.map(
        (column) =>
          ({
            Project: names[index] ?? '',
            About: about,
            Status: status,
            Repo: `[r](https://github.com/ada/r${index})`,
          })[column] ?? '',
      );
      return line(missing === 0 ? cells.slice(0, -1) : missing === 1 ? [...cells, 'more'] : cells);
    });
    // Now and then the delimiter row has another number of cells than the header: then it is no table.
    const width = columns.length + (extra === 1 ? 1 : 0);
    const text =
      prefix + [line(columns), line(Array.from({ length: width }, () => delimiter)), ...body].join('\n') + suffix;
    return { text: text.replaceAll('\n', end), names };
  });

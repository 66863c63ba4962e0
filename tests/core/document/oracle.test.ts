// The reader against the real renderers: where we would write into a cell, cmark-gfm (GitHub) or pandoc (Quarto) must
// see that very cell.

import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/core/document/apply-edits.ts';
import { planEdits } from '../../../src/core/document/plan-edits.ts';
import { readDocument } from '../../../src/core/document/read-document.ts';
import { documents, type GeneratedDocument } from '../../support/generate-tables.ts';

function isInstalled(renderer: string): boolean {
  try {
    execFileSync(renderer, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Writes a word of its own into the status cell of every row that we would edit. */
function probe({ text }: GeneratedDocument, path: string): { marked: string; tokens: string[] } {
  const bytes = Buffer.from(text);
  const outcome = readDocument(bytes, path);
  if (outcome.kind !== 'read') throw new Error(outcome.reason);
  const editable = outcome.reading.rows.filter(
    ({ skip, statusSpan, table }) => skip === null && statusSpan !== null && table !== null,
  );
  const tokens = editable.map((_, index) => `Tok${index}en`);
  const changes = editable.map((row, index) => ({ row, text: tokens[index] ?? '', mojibake: false }));
  return { marked: Buffer.from(applyEdits(bytes, planEdits(bytes, changes))).toString(), tokens };
}

/** The tables of a page as texts: rows of cells, header first. */
function readTables(html: string): string[][][] {
  return [...html.matchAll(/<table[^>]*>[\s\S]*?<\/table>/g)].map(([table]) =>
    [...table.matchAll(/<tr[^>]*>[\s\S]*?<\/tr>/g)].map(([row]) =>
      [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell]) => cell ?? ''),
    ),
  );
}

function expectRightCells(html: string, tokens: readonly string[], document: string): void {
  const cells = readTables(html).flatMap(([header = [], ...rows]) => {
    const column = header.findIndex((cell) => cell.trim() === 'Status');
    return rows.map((row) => ({ row: row.join(' '), status: row[column] ?? '' }));
  });
  for (const token of tokens) {
    const holding = cells.filter(({ row }) => row.includes(token));
    expect(holding, `${token} in\n${document}`).toHaveLength(1);
    expect(holding[0]?.status, document).toContain(token);
  }
}

const renderers = [
  { name: 'cmark-gfm', path: 'README.md', runs: 400, flags: ['-e', 'table', '-e', 'strikethrough', '--unsafe'] },
  { name: 'pandoc', path: 'index.qmd', runs: 60, flags: ['-f', 'markdown', '-t', 'html', '--wrap=none'] },
] as const;

describe.each(renderers)('an edit of $path', ({ name, path, runs, flags }) => {
  // Skipped only where the renderer is not installed; .ci/run installs it.
  it.skipIf(!isInstalled(name))(`lands in the cell that ${name} sees`, { timeout: 60_000 }, () => {
    let edited = 0;
    fc.assert(
      fc.property(documents, (document) => {
        const { marked, tokens } = probe(document, path);
        edited += tokens.length;
        const html = execFileSync(name, flags, { input: marked, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] });
        expectRightCells(html, tokens, marked);
      }),
      { numRuns: runs },
    );
    // Skipping everything would be right too, and useless.
    expect(edited).toBeGreaterThan(runs / 6);
  });
});

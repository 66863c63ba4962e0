import { describe, expect, it } from 'vitest';
import { findLines } from '../../../../src/core/document/markup/blocks.ts';
import { toScanText } from '../../../../src/core/document/markup/encoding.ts';
import { takeOutTabs } from '../../../../src/core/document/markup/tabs.ts';
import { readDocument } from '../../../../src/core/document/parse-document.ts';

const quill = '[Quill](https://github.com/ada/quill)';
const inner = `| Pen | Status |\n|-|-|\n| ${quill} | Active |\n`;
const indent = (text: string) => text.replaceAll(/^(?=.)/gm, '    ');

function read(text: string, path = 'README.md') {
  const outcome = readDocument(Buffer.from(text), path);
  return outcome.kind === 'read' ? outcome.reading.rows : [];
}

describe('a tab or a note', () => {
  it.each([
    ['a tab', '=== "Pens"\n\n'],
    ['a note', '!!! note "Pens"\n\n'],
    ['a folded note', '??? tip\n\n'],
    ['an open note without a blank line', '???+ warning "Mind"\n'],
  ])('is read, and left alone with the reason: %s', (_, marker) => {
    const text = `# Pens\n\n${marker}${indent(inner)}\nThe end.\n`;
    expect(read(text)).toMatchObject([
      { name: 'Quill', repo: 'ada/quill', typed: { text: 'Active' }, skip: expect.stringMatching(/MkDocs/) },
    ]);
    const [row] = read(text);
    expect(text.split('\n')[(row?.line ?? 0) - 1]).toContain('Quill');
  });

  it('ends with what is not indented, and its title heads nothing behind it', () => {
    const text = `=== "Archived projects"\n\n    - ${quill}\n\n${inner}`;
    expect(read(text)).toMatchObject([
      { typed: { status: 'archived' }, section: 'Archived projects' },
      { typed: { status: 'maintained' }, skip: null },
    ]);
  });

  it('is none in code, in Quarto, or without anything inside', () => {
    const code = `\`\`\`\n=== "Pens"\n\n${indent(inner)}\`\`\`\n`;
    expect(read(code)).toEqual([]);
    expect(read(`=== "Pens"\n\n${indent(inner)}`, 'index.qmd')).toEqual([]);
    const scan = toScanText(Buffer.from('=== "Pens"\n\nText.\n'));
    expect(takeOutTabs(scan, findLines(scan)).tabs).toEqual([]);
  });

  it('of Docusaurus is Markdown, and its end no row', () => {
    expect(read(`:::note\n\n${inner}:::\n`)).toMatchObject([{ name: 'Quill', skip: null }]);
  });
});

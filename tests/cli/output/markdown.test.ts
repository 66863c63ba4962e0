// Rows of strangers as Markdown, read by a reader of GitHub's Markdown: they stay text.

import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { describe, expect, it } from 'vitest';
import { formatMarkdown } from '../../../src/cli/output/markdown.ts';

const build = (text: string) => ({
  documents: [
    {
      repo: 'ada/me',
      path: 'README.md',
      branch: 'main',
      dialect: 'gfm' as const,
      mojibake: false,
      tables: 1,
      projects: [
        {
          name: text,
          line: 3,
          repo: 'ada/engine',
          folder: null,
          typed: { text, status: 'running' as const },
          derived: {
            status: 'paused' as const,
            rule: 'quiet' as const,
            confidence: 'likely' as const,
            evidence: text,
            reviewAt: null,
          },
          decision: { status: 'paused' as const, text },
          settled: { status: 'paused' as const, text },
          asOf: null,
          ownStatus: null,
          action: 'change' as const,
          reason: text,
        },
      ],
      changes: 1,
      questions: 0,
      published: null,
      state: { kind: 'none', where: null } as const,
    },
  ],
  problems: [{ code: 'NOT_VISIBLE', where: text, message: text, hint: '' }],
});

interface Node {
  readonly type: string;
  readonly children?: readonly Node[];
}

const types = (node: Node): string[] => [node.type, ...(node.children ?? []).flatMap(types)];

describe('text of strangers in Markdown is text', () => {
  it.each([
    '[x](/evil)',
    '![x](/evil.png)',
    '<img src=x onerror=alert(1)>',
    '<details open><summary>x',
    '`code`',
    '**bold** _x_ ~~y~~',
    'a | b | c',
    '# heading',
    '$x$ and $$y$$',
    '\\[x\\]',
    '&lt;b&gt;',
    'x\n\n# heading\n\n- item',
    'x\r| new | row |',
    '<!-- comment -->',
  ])('%j', (text) => {
    const tree: Node = unified()
      .use(remarkParse)
      .use(remarkGfm)
      .parse(formatMarkdown(build(text)));
    const found = new Set(types(tree));
    for (const type of [
      'link',
      'image',
      'html',
      'inlineCode',
      'emphasis',
      'delete',
      'linkReference',
      'footnoteReference',
    ])
      expect(found).not.toContain(type);
    const rows = types(tree).filter((type) => type === 'tableRow');
    expect(rows).toHaveLength(2);
  });

  it.each([
    'https://evil.example',
    'HTTP://evil.example',
    'www.evil.example',
    'mailto:x@evil.example',
    'ada/me#12',
    'GH-12',
    '@ada',
  ])('a cell is not made a link by itself: %s', (text) => {
    const table = formatMarkdown({ ...build(text), problems: [] });
    expect(table).not.toMatch(/https?:\/\/|www\.|mailto:\S*@\w|#\d|GH-\d|@ada/i);
    const tree: Node = unified().use(remarkParse).use(remarkGfm).parse(table);
    expect(types(tree)).not.toContain('link');
  });
});

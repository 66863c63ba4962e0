// Rows of strangers as Markdown, read by a reader of GitHub's Markdown: they stay text.

import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { describe, expect, it } from 'vitest';
import { formatAnnotations, formatLinks, formatMarkdown } from '../../../src/cli/output/markdown.ts';
import type { Report } from '../../../src/cli/output/report.ts';
import { buildTerminal } from '../../support/run-in-process.ts';

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
          isNewLabel: false,
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

describe('an annotation', () => {
  const annotate = (where: string) => {
    const { terminal } = buildTerminal({
      directory: '/home/ada/me',
      environment: { GITHUB_REPOSITORY: 'Ada/Me', GITHUB_WORKSPACE: '/home/ada/me' },
    });
    const [document] = build('x').documents;
    const other = { ...build('x').documents[0], repo: 'ada/other', projects: [] };
    const documents = [{ ...document, projects: [] }, other] as unknown as Report['documents'];
    const problems = [{ code: 'NOT_VISIBLE', where, message: 'Gone.', hint: '' }];
    return formatAnnotations({ documents, problems, requests: { graphql: 0, rest: 0, writes: 0 } }, terminal);
  };

  it.each([
    ['ada/me/README.md:21', '::error file=README.md,line=21::Gone.'],
    ['ada/me/docs/a.md:3:7', '::error file=docs/a.md,line=3::Gone.'],
    ['README.md:21', '::error file=README.md,line=21::Gone.'],
    ['.github/statusfolio.yml:4:2', '::error file=.github/statusfolio.yml,line=4::Gone.'],
    // Only files of the repository that the workflow runs in can be annotated.
    ['ada/other/README.md:21', '::error::Gone.'],
    ['ada/me', '::error::Gone.'],
  ])('about %s stands in the file as it is called in its own repository', (where, line) => {
    expect(annotate(where)).toEqual([line]);
  });
});

describe('a row in the summary of a run', () => {
  it('leads to its line of the document, however the place is spelt', () => {
    const [document] = build('x [y](z)').documents;
    if (document === undefined) throw new Error('there is one');
    const named = { ...document, branch: 'feature/a b', path: 'docs/(old)/Übersicht.md' };
    const markdown = formatMarkdown({ documents: [named], problems: [] }, 'https://github.example.com');
    expect(markdown).toContain(
      '](https://github.example.com/ada/me/blob/feature/a%20b/docs/%28old%29/%C3%9Cbersicht.md?plain=1#L3)',
    );
    const tree: Node = unified().use(remarkParse).use(remarkGfm).parse(markdown);
    expect(types(tree).filter((type) => type === 'link')).toHaveLength(1);
    const local = { ...named, repo: null };
    expect(formatMarkdown({ documents: [local], problems: [] }, 'https://github.com')).not.toContain('blob');
  });

  it('is joined by links to what was written and to what waits', () => {
    const published = (kind: string, url: string | null) => ({ published: { kind, oid: 'a'.repeat(40), url } });
    const documents = [
      published('commit', 'https://github.com/ada/me/commit/aaa'),
      published('commit', 'https://github.com/ada/me/commit/aaa'),
      published('pull-request', 'https://github.com/ada/me/pull/3'),
      published('commit', 'javascript:alert(1)'),
      published('file', null),
      { published: null },
    ] as unknown as Report['documents'];
    expect(
      formatLinks({ documents }, { issue: 'https://github.com/ada/me/issues/7', site: 'https://ada.example' }),
    ).toBe(
      '[Answer the open questions](https://github.com/ada/me/issues/7) · [Commit aaaaaaa](https://github.com/ada/me/commit/aaa) · [Pull request](https://github.com/ada/me/pull/3) · [Status page](https://ada.example)',
    );
    expect(formatLinks({ documents: [] }, { issue: null, site: null })).toBe('');
  });
});

// Statuses that stand elsewhere than beside their project: in a heading, in front of a link, in a box to tick, behind a
// name. They are read with their reason and never written, and they teach no words.

import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../../src/core/document/parse-document.ts';
import { readSectionStatus } from '../../../../src/core/document/words/section-words.ts';
import type { DocumentRef, Row } from '../../../../src/core/model.ts';

function read(text: string, path: string | DocumentRef = 'README.md'): readonly Row[] {
  const outcome = readDocument(Buffer.from(text), path);
  if (outcome.kind !== 'read') throw new Error(outcome.reason);
  return outcome.reading.rows;
}

const brief = (rows: readonly Row[]) => rows.map(({ name, repo, typed }) => `${name} ${repo ?? '-'} ${typed.status}`);
const link = (name: string) => `[${name}](https://github.com/ada/${name.toLowerCase()})`;
const list = (...names: string[]) => names.map((name) => `- ${link(name)} - writes\n`).join('');

describe('a heading', () => {
  it.each([
    ['🚧 In progress', 'in_progress', 'things'],
    ['In Progress (3)', 'in_progress', 'things'],
    ['Active Projects', 'maintained', 'projects'],
    ['My archived repositories', 'archived', 'projects'],
    ['Projects in progress', 'in_progress', 'projects'],
    ["🔨 What I'm currently working on", 'in_progress', 'projects'],
    ['What I’m building', 'in_progress', 'projects'],
    ['Next projects', 'planned', 'projects'],
    ['Project ideas', 'planned', 'projects'],
    ['Coming soon', 'planned', 'things'],
    ['Development', 'in_progress', 'anything'],
    ['TODO', 'planned', 'anything'],
    ['Proyectos terminados', 'complete', 'projects'],
    ['Proyectos en desarrollo', 'in_progress', 'projects'],
    ['Projetos concluídos', 'complete', 'projects'],
    ['Projets terminés', 'complete', 'projects'],
    ['Projets en cours', 'in_progress', 'projects'],
    ['Abgeschlossene Projekte', 'complete', 'projects'],
    ['Laufende Projekte', 'in_progress', 'projects'],
    ['Progetti completati', 'complete', 'projects'],
    ['Завершённые проекты', 'complete', 'projects'],
    ['Проекты в разработке', 'in_progress', 'projects'],
    ['Ukończone projekty', 'complete', 'projects'],
    ['Tamamlanan Projeler', 'complete', 'projects'],
    ['Dự án đã hoàn thành', 'complete', 'projects'],
    ['进行中的项目', 'in_progress', 'projects'],
    ['已完成項目', 'complete', 'projects'],
    ['進行中的專案', 'in_progress', 'projects'],
    ['開発中のプロジェクト', 'in_progress', 'projects'],
    ['진행 중인 프로젝트', 'in_progress', 'projects'],
    ['완료된 프로젝트', 'complete', 'projects'],
  ] as const)('is a status: %s', (heading, status, about) => {
    expect(readSectionStatus(heading)).toEqual({ status, about });
  });

  it.each(['Projects', 'My projects', 'Phase 4 - Standardize', 'In progress and planned', 'How it works', '', '🚀'])(
    'is none: %s',
    (heading) => {
      expect(readSectionStatus(heading)).toBeNull();
    },
  );
});

describe('what stands under a heading that is a status', () => {
  it.each([
    [
      'list items that lead with a repository',
      `## 🚧 In progress\n\n${list('Quill', 'Ink')}\n## ✅ Completed\n\n${list('Nib')}`,
    ],
    [
      'the items of a list in bold, with the repository behind',
      `## Wip\n\n- **Quill** — [code](https://github.com/ada/quill)\n- **Ink** (https://github.com/ada/ink)\n\n# Done\n\n1. ${link('Nib')}\n`,
    ],
    [
      'headings underlined',
      `In progress\n-----------\n\n${list('Quill', 'Ink')}\nCompleted projects\n------------------\n\n${list('Nib')}`,
    ],
    [
      'lists below further headings',
      `## In progress\n\n### Python\n\n${list('Quill')}\n### Rust\n\n${list('Ink')}\n## Completed\n\n### Go\n\n${list('Nib')}`,
    ],
    [
      'headings of projects',
      `## In progress\n\n### ${link('Quill')}\n\nIt writes.\n\n### Ink\n\nA pen. [Code](https://github.com/ada/ink)\n\n## Completed projects\n\n### ${link('Nib')}\n`,
    ],
    [
      'tables',
      `## In progress\n\n| Project | What |\n|-|-|\n| ${link('Quill')} | writes |\n| ${link('Ink')} | flows |\n\n## Completed\n\n| Project |\n|-|\n| ${link('Nib')} |\n`,
    ],
    [
      'tables of HTML',
      `## In progress\n\n<table><tr><th>Project</th><th>What</th></tr>\n<tr><td><a href="https://github.com/ada/quill">Quill</a></td><td>writes</td></tr>\n<tr><td><a href="https://github.com/ada/ink">Ink</a></td><td>flows</td></tr></table>\n\n## Completed\n\n${list('Nib')}`,
    ],
  ])('is read and never written: %s', (_, text) => {
    const rows = read(text);
    expect(brief(rows)).toEqual(['Quill ada/quill in_progress', 'Ink ada/ink in_progress', 'Nib ada/nib complete']);
    for (const row of rows) {
      expect(row.statusSpan).toBeNull();
      expect(row.skip).toMatch(/^Its status is a heading/);
    }
  });

  it('is read by name where the heading speaks of projects, or the document is one of projects', () => {
    const names = '- **Quill** - writes\n- **Ink** - flows\n';
    expect(brief(read(`## Next projects\n\n- Quill: writes\n- Ink\n`))).toEqual(['Quill - planned', 'Ink - planned']);
    expect(brief(read(`## Coming soon\n\n${names}\n## More\n\n${list('Nib', 'Pad', 'Cap')}`))).toEqual([
      'Quill - planned',
      'Ink - planned',
    ]);
    const table = '| Project | Focus |\n|-|-|\n| 🖋 Quill | writes |\n';
    expect(brief(read(`## Currently building\n\n${table}`))).toEqual(['🖋 Quill - in_progress']);
  });

  it.each([
    ['a list', '## In progress\n\n- Faster\n- **Smaller** files\n'],
    ['a table', '## In progress\n\n| What | Who |\n|-|-|\n| Faster | Ada |\n| Smaller | Bo |\n'],
  ])('is listed in one line where nothing says that it is a project: %s', (_, text) => {
    expect(read(text)).toMatchObject([{ name: 'In progress', repo: null, typed: { status: 'unknown' } }]);
    expect(read(text)[0]?.skip).toMatch(/nothing in it is clearly a project\.$/);
  });

  it.each([
    ['chores', '## TODO\n\n- Faster\n- **Smaller** files\n'],
    [
      'a heading with a second meaning',
      '## Development\n\n- **Build** it with make\n- See [the guide](docs/guide.md)\n',
    ],
    ['issues', '## Backlog\n\n- [#12](https://github.com/ada/quill/issues/12) faster\n'],
    ['the road of one project', `## Roadmap\n\n### In progress\n\n${list('Quill')}`],
    ['features', '# Features\n\n## In progress\n\n- **Ink** that flows\n'],
    ['phases', `### Phase 4 - Finished\n\n| Proposal | Champion |\n|-|-|\n| ${link('Quill')} | Ada |\n`],
    ['what links nothing under the next heading', `## In progress\n\n## Contact\n\n- **Ada**\n- ${link('Quill')}\n`],
  ])('is nothing to read where it is none of projects: %s', (_, text) => {
    expect(read(text)).toEqual([]);
  });

  it('keeps the status that it has itself', () => {
    const text = `## In progress\n\n- ${link('Quill')} (archived)\n- ${link('Ink')}\n  - Status: Done\n- ${link('Nib')}\n`;
    expect(brief(read(text))).toEqual(['Quill ada/quill archived', 'Ink ada/ink complete', 'Nib ada/nib in_progress']);
    expect(read(text).map(({ skip }) => skip === null)).toEqual([true, true, false]);
  });

  it('is one project with what is nested in it', () => {
    const text = `## Active projects\n\n- ${link('Quill')}\n  - [notes](https://github.com/ada/quill/wiki)\n  - ${link('Ink')}\n`;
    expect(read(text)).toMatchObject([{ name: 'Quill', repo: null }]);
    expect(read(text)[0]?.skip).toMatch(/^It links to several repositories/);
  });

  it('is found by relative links', () => {
    const own: DocumentRef = { kind: 'github', repo: 'ada/desk', path: 'README.md', branch: null };
    const text = '## In progress\n\n- [Quill](./tools/quill) - writes\n- [how](docs/how.md) to write\n';
    expect(read(text, own)).toMatchObject([{ name: 'Quill', repo: 'ada/desk', folder: 'tools/quill' }]);
  });

  it('teaches no words', () => {
    const outcome = readDocument(Buffer.from(`## 🚧 In progress\n\n${list('Quill')}`), 'README.md');
    expect(outcome).toMatchObject({ kind: 'read', reading: { vocabulary: {} } });
  });
});

describe('words in front of a link', () => {
  it.each([
    ['a sentence of a profile', `- 🔭 I’m currently working on ${link('Quill')}\n`],
    ['a label in bold', `🚧 **Current Project:** ${link('Quill')}\n`],
    ['a label of an item', `- In progress: ${link('Quill')} and more\n`],
    ['another language', `- 🔭 Je travaille actuellement sur ${link('Quill')}\n`],
  ])('are a status that is never written: %s', (_, text) => {
    const rows = read(text);
    expect(brief(rows)).toEqual(['Quill ada/quill in_progress']);
    expect(rows[0]).toMatchObject({ statusSpan: null, skip: expect.stringMatching(/^Its status comes before/) });
  });

  it.each([
    ['a word of sentences', `- Development of ${link('Quill')}\n`],
    ['an issue', '- In progress: [#1](https://github.com/ada/quill/issues/1)\n'],
    ['a page', '- In progress: [Quill](https://quill.example/)\n'],
  ])('are none: %s', (_, text) => {
    expect(read(text)).toEqual([]);
  });
});

describe('boxes to tick', () => {
  it('are statuses of what leads with a repository, and of bold names beside it', () => {
    const text = `## Classes\n\n- [x] **${link('Quill')}** - writes\n- [ ] **Ink** - flows\n`;
    expect(brief(read(text))).toEqual(['Quill ada/quill complete', 'Ink - planned']);
    expect(read(text).every(({ skip, statusSpan }) => skip !== null && statusSpan === null)).toBe(true);
  });

  it.each([
    ['a list of chores', '## Roadmap of this tool\n\n- [x] Faster\n- [ ] **Smaller** — *planned*\n'],
    ['a roadmap with links', `## Roadmap\n\n- [x] ${link('Quill')}\n`],
    ['issues', '- [x] [#1](https://github.com/ada/quill/issues/1)\n'],
  ])('are none: %s', (_, text) => {
    expect(read(text)).toEqual([]);
  });
});

describe('a remark beside a name in a table without statuses', () => {
  const table = (cell: string) => `| Project | What |\n|-|-|\n| ${link('Quill')} | writes |\n| ${cell} | flows |\n`;

  it.each([`${link('Ink')} *(WIP)*`, `**${link('Ink')}** (WIP)`, `${link('Ink')} — 🚧 WIP`])('is read: %s', (cell) => {
    const rows = read(table(cell));
    expect(brief(rows)).toEqual(['Ink ada/ink in_progress']);
    expect(rows[0]).toMatchObject({ statusSpan: null, skip: expect.stringMatching(/^Its status is a remark/) });
  });

  it.each(['**Ink** (WIP)', `${link('Ink')} (blue)`, `${link('Ink')} [Live](https://ink.example)`])(
    'is none: %s',
    (cell) => {
      expect(read(table(cell))).toEqual([]);
    },
  );
});

describe('a table whose columns are the projects', () => {
  it('is read and written in its status row', () => {
    const text = `| Metric | ${link('Quill')} | ${link('Ink')} |\n|-|-|-|\n| **Status** | ✅ Complete | WIP |\n| Time | 8 h | 3 h |\n`;
    const rows = read(text);
    expect(brief(rows)).toEqual(['Quill ada/quill complete', 'Ink ada/ink in_progress']);
    const cells = rows.map(({ statusSpan }) =>
      Buffer.from(text).subarray(statusSpan?.start, statusSpan?.end).toString(),
    );
    expect(cells).toEqual(['✅ Complete', 'WIP']);
    expect(rows.every(({ skip }) => skip === null)).toBe(true);
  });

  it('may be one project under its heading', () => {
    const text = `## Quill\n\n| Field | Value |\n|-|-|\n| STATUS | In Progress |\n| Repo | ${link('Quill')} |\n`;
    expect(brief(read(text))).toEqual(['Quill ada/quill in_progress']);
  });

  it('is none where no repository stands in its columns', () => {
    expect(read('| | v1 | v2 |\n|-|-|-|\n| Status | Done | WIP |\n')).toEqual([]);
  });
});

describe('words set apart by emphasis', () => {
  it.each([
    `- ${link('Quill')} 🚀 *coming soon*\n`,
    `- ${link('Quill')} \`WIP\`\n`,
    `- **Quill** https://github.com/ada/quill **archived** 🪦\n`,
  ])('are the status of the item that they end: %s', (text) => {
    expect(read(text)).toMatchObject([{ name: 'Quill', repo: 'ada/quill', skip: null }]);
  });

  it('are listed where nothing links a repository, and left alone', () => {
    expect(read('- Quill  🚀 *coming soon* 🚀\n')).toMatchObject([
      { name: 'Quill', typed: { status: 'planned' }, skip: expect.stringMatching(/^It links to no repository/) },
    ]);
    expect(read('- [Quill](https://quill.example) (discontinued) - writes\n')).toMatchObject([
      { name: 'Quill', typed: { status: 'archived' }, skip: expect.stringMatching(/^It links to no repository/) },
    ]);
  });

  it.each([
    `- ${link('Quill')} replaces what others think is *deprecated*\n`,
    '- It is all *archived*\n',
    '- Type `wip`\n',
  ])('are a part of their sentence: %s', (text) => {
    expect(read(text).filter(({ skip }) => skip === null)).toEqual([]);
  });
});

describe('a label speaks of a folder', () => {
  it('that its heading links', () => {
    expect(read('### [quill](quill)\n\n> **Maturity**: PROTOTYPE\n')).toMatchObject([
      { name: 'quill', inside: 'quill' },
    ]);
  });

  it('that another label names', () => {
    const text = '1. [x] Quill (a pen)\n   - Status: Completed\n   - Directory: `/quill`\n';
    expect(read(text)).toMatchObject([{ inside: 'quill', typed: { status: 'complete' } }]);
  });
});

describe('a list that nothing is read of', () => {
  it.each([
    'Done',
    'Planned',
    '🔜 Coming soon',
    'Upcoming',
    '✅ Completed',
    'Archived',
    'In progress',
    '已完成',
    '完了',
    'Terminé',
  ])('is listed with its line and the reason below the heading %s', (heading) => {
    const rows = read(`# Pens\n\n## ${heading}\n\n- a nib that writes\n- ink that flows\n`);
    expect(rows).toMatchObject([
      { line: 5, repo: null, typed: { status: 'unknown' }, skip: expect.stringMatching(/nothing in it is clearly/) },
    ]);
  });

  it.each(['Development', 'Building', 'Roadmap', 'Features', 'Install'])(
    'is none of statuses below the heading %s, which pages about one project have',
    (heading) => {
      expect(read(`# Pens\n\n## ${heading}\n\n- cut the quill\n- fill the ink\n`)).toEqual([]);
    },
  );
});

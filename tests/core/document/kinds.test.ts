// Kinds of documents that readers of projects get wrong, each with relatives of its kind. A row is told as `name | repository
// | status as typed = status`, with `?` in front where it asks first and `-` where it is only read.

import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../src/core/document/parse-document.ts';
import type { DocumentReading, DocumentRef, Row } from '../../../src/core/model.ts';
import { proposeLabels } from '../../../src/core/status/labels.ts';

const own: DocumentRef = { kind: 'github', repo: 'ada/pens', path: 'README.md', branch: null };

function readAll(text: string, source: string | DocumentRef = 'README.md'): DocumentReading {
  const outcome = readDocument(Buffer.from(text), source);
  if (outcome.kind !== 'read') throw new Error(outcome.reason);
  return outcome.reading;
}

function tell({ name, repo, folder, typed, skip, asksFirst }: Row): string {
  const mark = skip !== null ? '- ' : asksFirst !== undefined ? '? ' : '';
  const place = repo === null ? 'none' : folder === null ? repo : `${repo}/${folder}`;
  return `${mark}${name} | ${place} | ${typed.text} = ${typed.status}`;
}

const read = (text: string, source: string | DocumentRef = 'README.md') => readAll(text, source).rows.map(tell);
const table = (head: string, ...rows: readonly string[]) =>
  `| ${head} |\n|${head.replaceAll(/[^|]+/g, '-')}|\n${rows.map((row) => `| ${row} |`).join('\n')}\n`;
const link = (name: string, repo = name) => `[${name}](https://github.com/ada/${repo})`;
const pens = (...cells: readonly string[]) => table('Pen | Status | Code', ...cells);

type Case = readonly [what: string, text: string, rows: readonly string[], source?: string | DocumentRef];

const kinds: Readonly<Record<string, readonly Case[]>> = {
  'a table without a column of names is named by its repositories': [
    [
      'links',
      table('Repository | Description | Status', `${link('quill')} | Writes | Active`, 'Inkwell | Holds | Planned'),
      ['quill | ada/quill | Active = maintained', 'Inkwell | none | Planned = planned'],
    ],
    [
      'code',
      table('Repo | About | State', '`quill` | Writes | Active', '`ink` | Flows | Archived'),
      ['quill | none | Active = maintained', 'ink | none | Archived = archived'],
    ],
    [
      'another language',
      table('Repositorio | Descripción | Estado', `${link('pluma')} | Escribe | Activo`),
      ['pluma | ada/pluma | Activo = maintained'],
    ],
    [
      'HTML',
      `<table><tr><th>Repository</th><th>Purpose</th><th>Status</th></tr><tr><td><a href="https://github.com/ada/quill">quill</a></td><td>Writes</td><td>Active</td></tr></table>\n`,
      ['quill | ada/quill | Active = maintained'],
    ],
  ],
  'the label of a link is no status': [
    ['below a bold name', `- **Quill** — a pen\n  ${link('Code', 'quill')} · [Live](https://quill.example)\n`, []],
    ['behind a sentence', `- A pen: [Live](https://quill.example) ${link('Repo', 'quill')}\n`, []],
    ['in brackets', `- **${link('Quill')}**: a pen ([live](https://quill.example))\n`, []],
    [
      'in a column of demos',
      table('Pen | Demo | Code', `Quill | [Live](https://quill.example) | ${link('quill')}`),
      [],
    ],
  ],
  'the text of a picture is no prose': [
    [
      'over several lines',
      `# quill\n\n[![Project Status: Active – usable\nand developed.](https://www.repostatus.org/badges/latest/active.svg)](https://www.repostatus.org/#active)\n[![check](https://github.com/ada/quill/actions/workflows/check.yml/badge.svg)](https://github.com/ada/quill/actions)\n`,
      [],
    ],
    [
      'of a lifecycle',
      `# quill\n\n![Lifecycle: stable](https://example.org/stable.svg) ${link('news', 'quill')}\n`,
      [],
    ],
    [
      'as HTML',
      `<p><img src="a.svg" alt="Status: Archived"> <a href="https://github.com/ada/quill">code</a></p>\n`,
      [],
    ],
    ['before a name', `- ![WIP](wip.svg) ${link('Quill')} — a pen\n`, []],
  ],
  'a table of contents is none of projects': [
    [
      'above a table',
      `- [Pens](#pens)\n- [Development](#development)\n\n## Pens\n\n${pens(`Quill | Active | ${link('quill')}`)}\n## Development\n\nRun it.\n`,
      ['Quill | ada/quill | Active = maintained'],
    ],
    ['nested', '- [Done](#done)\n  - [Archived](#archived)\n- [Planning](#planning)\n', []],
    ['as HTML', '<ul><li><a href="#building">Building</a></li><li><a href="#live">Live</a></li></ul>\n', []],
    ['numbered', '1. [Roadmap](#roadmap)\n2. [In progress](#in-progress)\n', []],
  ],
  'a relative link is a folder of the own repository': [
    [
      'of the same one',
      table('Package | Status', '[nib](./packages/nib) | Stable', '[ink](packages/ink/) | WIP'),
      ['nib | ada/pens/packages/nib | Stable = maintained', 'ink | ada/pens/packages/ink | WIP = in_progress'],
      own,
    ],
    [
      'of a neighbour',
      table('Package | Status', '[inkwell](../inkwell) | Archived'),
      ['inkwell | ada/inkwell | Archived = archived'],
      own,
    ],
    [
      'by its README',
      table('Package | Status', '[nib](packages/nib/README.md) | Beta'),
      ['nib | ada/pens/packages/nib | Beta = experimental'],
      own,
    ],
    [
      'in a list',
      '## Packages\n\n- [nib](packages/nib) — a tip (deprecated)\n',
      ['nib | ada/pens/packages/nib | deprecated = archived'],
      own,
    ],
  ],
  'a heading is the status of what is listed under it': [
    [
      'with glyphs',
      `## 🚧 In progress\n\n- ${link('Quill')} - writes\n\n## ✅ Completed\n\n- **${link('Ink')}** - flows\n`,
      ['- Quill | ada/Quill | 🚧 In progress = in_progress', '- Ink | ada/Ink | ✅ Completed = complete'],
    ],
    ['with a noun', '## Upcoming projects\n\n- **Nib** — a tip\n', ['- Nib | none | Upcoming projects = planned']],
    [
      'in another language',
      `## Proyectos archivados\n\n- ${link('pluma')}\n`,
      ['- pluma | ada/pluma | Proyectos archivados = archived'],
    ],
    [
      'over a table',
      `## Archived\n\n${table('Project | What', `${link('blotter')} | dries`)}`,
      ['- blotter | ada/blotter | Archived = archived'],
    ],
    [
      'over headings',
      `## Active projects\n\n### ${link('Quill')}\n\nWrites.\n`,
      ['- Quill | ada/Quill | Active projects = maintained'],
    ],
    [
      'in a tab',
      `=== "Active projects"\n    - ${link('Quill')} - writes\n\n=== "Notes"\n    - ${link('Ink')}\n`,
      ['- Quill | ada/Quill | Active projects = maintained'],
    ],
  ],
  'a phase of a standard is no status': [
    ['of proposals', `### Phase 4 - Standardize\n\n${table('Proposal | Champion', `${link('threads')} | Conny`)}`, []],
    ['of a roadmap', `## Phase 1\n\n- ${link('nib')} first\n`, []],
    ['by number', table('Stage | Proposal', `2 | ${link('nib')}`), ['nib | ada/nib | 2 = unknown']],
  ],
  'a remark stays beside its word': [
    [
      'in brackets',
      pens(`Quill | Abandoned (2025-03-06) | ${link('quill')}`),
      ['? Quill | ada/quill | Abandoned = archived'],
    ],
    [
      'of a place',
      pens(`Quill | Live on [the shelf](https://shelf.example) | ${link('quill')}`),
      ['? Quill | ada/quill | Live = running'],
    ],
    ['of a version', pens(`Quill | v4.0 Live | ${link('quill')}`), ['? Quill | ada/quill | Live = running']],
    [
      'of another word',
      pens(`Quill | Active / Beta | ${link('quill')}`),
      ['? Quill | ada/quill | Active = maintained'],
    ],
    [
      'behind a label',
      `## ${link('Quill')}\n\n**Status:** In development — since May\n`,
      ['? Quill | ada/Quill | In development = in_progress'],
    ],
  ],
  'a word of maturity says nothing about work': [
    [
      'English',
      pens(...['Alpha', '🟡 **Beta**', 'MVP', 'Early access'].map((word, i) => `P${i} | ${word} | ${link(`p${i}`)}`)),
      [
        'P0 | ada/p0 | Alpha = experimental',
        'P1 | ada/p1 | 🟡 Beta = experimental',
        'P2 | ada/p2 | MVP = experimental',
        'P3 | ada/p3 | Early access = experimental',
      ],
    ],
    ['Spanish', pens(`Pluma | Prototipo | ${link('pluma')}`), ['Pluma | ada/pluma | Prototipo = experimental']],
    ['Japanese', pens(`Fude | ベータ版 | ${link('fude')}`), ['Fude | ada/fude | ベータ版 = experimental']],
    [
      'German',
      pens(`Feder | In der Testphase | ${link('feder')}`),
      ['Feder | ada/feder | In der Testphase = experimental'],
    ],
  ],
  'everyday words of other languages are statuses': [
    [
      'Chinese',
      pens(`Bi | ⏳ 待开始 | ${link('bi')}`, `Mo | 已发布 | ${link('mo')}`),
      ['Bi | ada/bi | ⏳ 待开始 = planned', 'Mo | ada/mo | 已发布 = maintained'],
    ],
    [
      'Japanese',
      pens(`Fude | 進行中 | ${link('fude')}`, `Sumi | 未着手 | ${link('sumi')}`),
      ['Fude | ada/fude | 進行中 = in_progress', 'Sumi | ada/sumi | 未着手 = planned'],
    ],
    [
      'Korean',
      pens(`Boot | ✅ 활성 | ${link('boot')}`, `Meok | 개발 중단 | ${link('meok')}`),
      ['Boot | ada/boot | ✅ 활성 = maintained', 'Meok | ada/meok | 개발 중단 = archived'],
    ],
    [
      'Russian',
      pens(`Pero | Планируется | ${link('pero')}`, `Tush | заброшена | ${link('tush')}`),
      ['Pero | ada/pero | Планируется = planned', 'Tush | ada/tush | заброшена = archived'],
    ],
    [
      'Polish',
      pens(`Pioro | 🟢 Aktywny | ${link('pioro')}`, `Tusz | wstrzymany | ${link('tusz')}`),
      ['Pioro | ada/pioro | 🟢 Aktywny = maintained', 'Tusz | ada/tusz | wstrzymany = paused'],
    ],
    [
      'Turkish',
      pens(`Kalem | Devam ediyor | ${link('kalem')}`, `Kagit | Tamamlandı | ${link('kagit')}`),
      ['Kalem | ada/kalem | Devam ediyor = in_progress', 'Kagit | ada/kagit | Tamamlandı = complete'],
    ],
    [
      'Vietnamese',
      pens(`But | Đang phát triển | ${link('but')}`, `Muc | Tạm dừng | ${link('muc')}`),
      ['But | ada/but | Đang phát triển = in_progress', 'Muc | ada/muc | Tạm dừng = paused'],
    ],
    [
      'French',
      pens(`Plume | En conception | ${link('plume')}`, `Encre | Toujours maintenue | ${link('encre')}`),
      ['Plume | ada/plume | En conception = planned', 'Encre | ada/encre | Toujours maintenue = maintained'],
    ],
  ],
  'headings of many languages announce a status': [
    [
      'Turkish',
      table('Proje | Açıklama | Durum', `${link('Kalem')} | Yazar | WIP`),
      ['Kalem | ada/Kalem | WIP = in_progress'],
    ],
    [
      'Vietnamese',
      table('Dự án | Mô tả | Trạng thái', `${link('But')} | Viết | WIP`),
      ['But | ada/But | WIP = in_progress'],
    ],
    [
      'of maturity',
      table('Package | Role | Maturity | Repository', `nib | tip | Stable | ${link('nib')}`),
      ['nib | ada/nib | Stable = maintained'],
    ],
    [
      'of a life cycle',
      table('Project | Lifecycle | Repo', `nib | Deprecated | ${link('nib')}`),
      ['nib | ada/nib | Deprecated = archived'],
    ],
    [
      'of progress',
      table('專案 | 進度 | 儲存庫', `筆 | 開發中 | ${link('bi')}`),
      ['筆 | ada/bi | 開發中 = in_progress'],
    ],
  ],
  'a table whose words nobody knows is listed': [
    ['without links', table('Project | Status', 'Quill | simmering'), ['- Quill | none | simmering = unknown']],
    [
      'among others',
      table('Project | Status', 'Quill | 🟢 Running (ada)', 'Ink | 🟡 simmering'),
      ['? Quill | none | 🟢 Running = running', 'Ink | none | 🟡 simmering = unknown'],
    ],
    ['in another language', table('Проект | Статус', 'Перо | на печи'), ['- Перо | none | на печи = unknown']],
    [
      'as HTML',
      '<table><tr><th>Project</th><th>Status</th></tr><tr><td>Quill</td><td>simmering</td></tr></table>\n',
      ['- Quill | none | simmering = unknown'],
    ],
    [
      'with empty cells',
      table('Project | Status', 'Quill | ', 'Ink | '),
      ['- Quill | none |  = unknown', '- Ink | none |  = unknown'],
    ],
  ],
  'a placeholder is no plan': [
    [
      'TBD',
      pens(`Quill | TBD | ${link('quill')}`, `Ink | Active | ${link('ink')}`),
      ['Quill | ada/quill | TBD = unknown', 'Ink | ada/ink | Active = maintained'],
    ],
    [
      'a dash',
      pens(`Quill | — | ${link('quill')}`, `Ink | Active | ${link('ink')}`),
      ['Quill | ada/quill | — = unknown', 'Ink | ada/ink | Active = maintained'],
    ],
    [
      'n/a',
      pens(`Quill | n/a | ${link('quill')}`, `Ink | Active | ${link('ink')}`),
      ['Quill | ada/quill | n/a = unknown', 'Ink | ada/ink | Active = maintained'],
    ],
    [
      'a word of visibility',
      pens(`Quill | Private | ${link('quill')}`, `Ink | Active | ${link('ink')}`),
      ['- Quill | ada/quill | Private = unknown', 'Ink | ada/ink | Active = maintained'],
    ],
  ],
  'repositories of others are asked about first': [
    [
      'of several owners',
      pens(
        'Go | In progress | [go](https://github.com/bob/go)',
        'Nim | Not started | [nim](https://github.com/eve/nim)',
      ),
      ['? Go | bob/go | In progress = in_progress', '? Nim | eve/nim | Not started = planned'],
    ],
    [
      'on the page of another',
      pens('Go | Not started | [go](https://github.com/bob/go)'),
      ['? Go | bob/go | Not started = planned'],
      own,
    ],
    [
      'in a list',
      '- [Go](https://github.com/bob/go) — planned\n- [Nim](https://github.com/eve/nim) — active\n',
      ['? Go | bob/go | planned = planned', '? Nim | eve/nim | active = maintained'],
    ],
  ],
  'an issue or a pull request is not the project': [
    [
      'pull requests',
      table('Port | Status | Link', 'Nim | In progress | [PR](https://github.com/ada/quill/pull/38)'),
      ['- Nim | none | In progress = in_progress'],
    ],
    [
      'issues',
      table('Port | Status | Link', 'Flow | WIP | [GitHub](https://github.com/ada/quill/issues/3)'),
      ['- Flow | none | WIP = in_progress'],
    ],
    [
      'in a list',
      '- [Port to Nim](https://github.com/ada/quill/pull/1) (WIP)\n',
      ['- Port to Nim | none | WIP = in_progress'],
    ],
    [
      'beside its code',
      pens(`Quill | Active | ${link('quill')} [#3](https://github.com/ada/quill/issues/3)`),
      ['Quill | ada/quill | Active = maintained'],
    ],
  ],
  'owner and name are a link where repositories stand': [
    [
      'as text',
      table('Pen | Repository | Status', 'Quill | ada/quill | Active'),
      ['Quill | ada/quill | Active = maintained'],
    ],
    [
      'as code',
      table('Pen | Repository | Status', 'Quill | `ada/quill` | Archived'),
      ['Quill | ada/quill | Archived = archived'],
    ],
    [
      'as a remote',
      table('Pen | Repository | Status', 'Quill | git@github.com:ada/quill.git | Active'),
      ['Quill | ada/quill | Active = maintained'],
    ],
    [
      'as a name',
      table('Repo | Status', 'ada/quill | Active', 'ada/ink | Paused'),
      ['ada/quill | ada/quill | Active = maintained', 'ada/ink | ada/ink | Paused = paused'],
    ],
    [
      'as text among links of the same owner',
      table(
        'Pen | Repository | Status',
        `Quill | ${link('quill')} | Active`,
        `Ink | ${link('ink')} | Paused`,
        'Nib | Ada/nib | Archived',
      ),
      [
        'Quill | ada/quill | Active = maintained',
        'Ink | ada/ink | Paused = paused',
        'Nib | Ada/nib | Archived = archived',
      ],
    ],
    [
      'not as a path among links',
      table(
        'Pen | Repository | Status',
        `Quill | ${link('quill')} | Active`,
        `Ink | ${link('ink')} | Paused`,
        'Nib | docs/nib | Archived',
      ),
      [
        'Quill | ada/quill | Active = maintained',
        'Ink | ada/ink | Paused = paused',
        'Nib | none | Archived = archived',
      ],
    ],
    [
      'not as a placeholder',
      table('Pen | Repository | Status', 'Quill | owner/repo | Active'),
      ['Quill | none | Active = maintained'],
    ],
  ],
  'a remark in the cell of the name is read': [
    [
      'of work',
      table('Pen | What', `**${link('Quill')}** *(WIP)* | Writes`, `**${link('Ink')}** | Flows`),
      ['- Quill | ada/Quill | WIP = in_progress'],
    ],
    [
      'of an end',
      table('Pen | What', `${link('Quill')} (archived) | Writes`, `${link('Ink')} | Flows`),
      ['- Quill | ada/Quill | archived = archived'],
    ],
    [
      'in a sentence',
      `The code was ${link('Quill')} (archived), and is gone.\n`,
      ['- Quill | ada/Quill | archived = archived'],
    ],
  ],
  'a label speaks of the nearest thing that it can be about': [
    [
      'in a nested list',
      `### 进行中项目\n\n1. **笔**\n   - **状态**：进行中\n   - **仓库**：https://github.com/ada/bi\n\n2. **墨**\n   - **状态**：已完成\n   - **仓库**：https://github.com/ada/mo\n`,
      ['笔 | ada/bi | 进行中 = in_progress', '墨 | ada/mo | 已完成 = complete'],
    ],
    [
      'behind a bar',
      `### Pens\n\n1. **${link('Nib')}**\n   - **Stars:** 3 | **Status:** Inactive\n`,
      ['Nib | ada/Nib | Inactive = stalled'],
    ],
    [
      'below a heading of its own',
      `## Quill\n\n${link('Code', 'quill')}\n\n### Status\n\nActive\n`,
      ['Quill | ada/quill | Active = maintained'],
    ],
    [
      'below another heading',
      `## 🖋 Quill — a pen\n\n### What I learnt\n\n- **Status:** Live\n- ${link('Code', 'quill')}\n`,
      ['🖋 Quill | ada/quill | Live = running'],
    ],
    [
      'in a cell',
      table('Project | Details', `${link('Quill')} | **Stack:** C<br>**Status:** Live`),
      ['Quill | ada/Quill | Live = running'],
    ],
  ],
  'a label in a list of tools is none': [
    ['of a library', `## The stack\n\n- Code style: ${link('fmt')}\n- State: [Store](https://store.example)\n`, []],
    ['of support', `## Help\n\n- Support: ${link('Forum', 'forum')}\n`, []],
    ['of a phase', `## Trip\n\n- Phase: the moon\n- Map: ${link('map')}\n`, []],
    ['of health', `## Gym\n\n- Health: apples\n- App: ${link('gym')}\n`, []],
  ],
  'a label stands behind a description': [
    ['in bold', `- ${link('Quill')} writes letters. **State:** Beta\n`, ['Quill | ada/Quill | Beta = experimental']],
    ['in plain text', `- ${link('Quill')} writes letters. Status: Paused\n`, ['Quill | ada/Quill | Paused = paused']],
    [
      'of a name in bold, with the link last',
      `- **Quill** writes letters. *Status:* Beta [code](https://github.com/ada/quill)\n`,
      ['Quill | ada/quill | Beta = experimental'],
    ],
    [
      'in a paragraph, of many words',
      `${link('Quill')} ${'writes letters and reads them again, '.repeat(4)}slowly. **Stage:** Alpha\n`,
      ['Quill | ada/Quill | Alpha = experimental'],
    ],
    ['and not of a place', `- ${link('Quill')} is made here. **State:** Oregon\n`, []],
    ['and not of another label', `- ${link('Quill')} writes. **Tests:** Beta\n`, []],
  ],
  'a circle in a heading is the status of the project below it': [
    [
      'in front',
      `## Pens\n\n### 🟢 Quill\n\n* Writes\n* [Repo](https://github.com/ada/quill)\n\n### 🎬 Ink\n\n* [Repo](https://github.com/ada/ink)\n`,
      ['- Quill | ada/quill | 🟢 = running'],
    ],
    ['behind', `### Quill 🟡\n\n[Code](https://github.com/ada/quill)\n`, ['- Quill | ada/quill | 🟡 = in_progress']],
    ['of a link', `### 🟢 ${link('Quill')}\n\nA pen.\n`, ['- Quill | ada/Quill | 🟢 = running']],
    [
      'and not where a label says it',
      `### 🟢 Quill\n\nStatus: Paused\n\n[Code](https://github.com/ada/quill)\n`,
      ['🟢 Quill | ada/quill | Paused = paused'],
    ],
    ['and not of several projects', `### 🟢 Pens\n\n${link('Quill')} and ${link('Ink')}\n`, []],
    ['and not without a link', '### 🟢 Quill\n\nA pen.\n', []],
  ],
  'a section of features holds projects where each has its own repository': [
    [
      'in a table',
      `### 完了済み機能\n\n${table('プロジェクト | 説明', `${link('筆', 'fude')} | 書く`, `${link('墨', 'sumi')} | 流れる`)}`,
      ['- 筆 | ada/fude | 完了済み機能 = complete', '- 墨 | ada/sumi | 完了済み機能 = complete'],
    ],
    [
      'in a list',
      `## 已完成的功能\n\n- ${link('毛笔', 'brush')}\n- 写字\n`,
      ['- 毛笔 | ada/brush | 已完成的功能 = complete'],
    ],
    [
      'and is named where none has',
      '## Planned features\n\n- ink of all colours\n- a cap\n',
      ['- Planned features | none | Planned features = unknown'],
    ],
    ['and is none where they are of one project', `## 計画中の機能\n\n${table('機能 | 説明', '筆 | 書く')}`, []],
  ],
  'a box to tick is one of a project that leads it': [
    [
      'among others',
      `## Classes\n\n- [x] [**Inventory**](https://github.com/ada/inventory) - a shop\n- [ ] **Grade book** - marks\n`,
      ['- Inventory | ada/inventory | [x] = complete', '- Grade book | none | [ ] = planned'],
    ],
    ['not in a roadmap', '## Roadmap of this tool\n\n- [x] Parallel transfer\n- [ ] Swarm mode — *planned*\n', []],
    [
      'numbered',
      `1. [ ] ${link('Quill')}\n2. [x] ${link('Ink')}\n`,
      ['- Quill | ada/Quill | [ ] = planned', '- Ink | ada/Ink | [x] = complete'],
    ],
  ],
  'a project may be a column': [
    [
      'with links above',
      table(`Metric | ${link('Quill')} | ${link('Ink')}`, '**Status** | ✅ Complete | WIP', 'Time | 8 h | 3 h'),
      ['Quill | ada/Quill | ✅ Complete = complete', 'Ink | ada/Ink | WIP = in_progress'],
    ],
    [
      'in another language',
      table(`Proyecto | ${link('Pluma')}`, 'Estado | Activo'),
      ['Pluma | ada/Pluma | Activo = maintained'],
    ],
    [
      'under a heading',
      `### Quill\n\n${table('Field | Value', 'Status | In progress', `Repo | ${link('quill')}`)}`,
      ['Quill | ada/quill | In progress = in_progress'],
    ],
  ],
  'front matter is the status of its page': [
    [
      'with a link',
      `---\ntitle: Lucky Quay\nrepo: https://github.com/ada/quay\nstatus: Active\n---\n\nText.\n`,
      ['Lucky Quay | ada/quay | Active = maintained'],
    ],
    [
      'with links',
      `---\ntitle: Lucky Quay\nlinks:\n  - name: GitHub\n    url: 'https://github.com/ada/quay'\nstatus: Active\n---\n`,
      ['Lucky Quay | ada/quay | Active = maintained'],
    ],
    ['not of a post', '---\ntitle: A day\nstatus: draft\n---\n\nText.\n', []],
  ],
  'a data file lists projects': [
    [
      'YAML',
      `- name: Quill\n  repo: https://github.com/ada/quill\n  status: active\n`,
      ['Quill | ada/quill | active = maintained'],
      'projects.yml',
    ],
    [
      'JSON',
      `[{"name": "Quill", "repo": "ada/quill", "status": "archived"}]\n`,
      ['Quill | ada/quill | archived = archived'],
      'projects.json',
    ],
    [
      'a map',
      `quill:\n  repo: ada/quill\n  status: paused\n`,
      ['quill | ada/quill | paused = paused'],
      'projects.yaml',
    ],
  ],
};

const card = (inside: string) =>
  `<!doctype html><div class="card"><h3><a href="https://github.com/ada/quill">Quill</a></h3>${inside}<p>Writes letters.</p></div>`;

const cards: Record<string, readonly Case[]> = {
  'the class of an element announces the status of a card': [
    [
      'of a word that means many things',
      card('<span class="status">Ready</span>'),
      ['Quill | ada/quill | Ready = complete'],
      'index.html',
    ],
    ['of a glyph', card('<span class="project-status">🟢</span>'), ['Quill | ada/quill | 🟢 = running'], 'index.html'],
    [
      'of a badge among others',
      card('<span class="badge">C</span><span class="badge badge-green">Available</span>'),
      ['Quill | ada/quill | Available = maintained'],
      'index.html',
    ],
    [
      'with a remark',
      card('<em class="status">Live on GCP</em>'),
      ['? Quill | ada/quill | Live = running'],
      'index.html',
    ],
    [
      'before what other badges say',
      card('<span class="badge">Beta</span><p class="card__status">Paused</p>'),
      ['Quill | ada/quill | Paused = paused'],
      'index.html',
    ],
    [
      'and names a word that is not known',
      card('<p class="status">brimming</p>'),
      ['Quill | ada/quill | brimming = unknown'],
      'index.html',
    ],
    ['and not of a word in the text', card('<p class="text">Ready</p>'), [], 'index.html'],
  ],
};

describe.each(Object.entries({ ...kinds, ...cards }))('%s', (_, cases) => {
  it.each(cases.map((each) => [each[0], each] as const))('%s', (_what, [, text, rows, source]) => {
    expect(read(text, source)).toEqual(rows);
  });
});

describe('what a document has no word for is proposed', () => {
  it.each([
    [
      'in its language',
      table('Proyecto | Estado', `${link('pluma')} | ✅ Activo`, `${link('tinta')} | 🔧 En desarrollo`),
      /Archivado$/,
    ],
    ['in its language, where its words tell nothing', table('Projet | Statut', `${link('plume')} | WIP`), /^Archivé$/],
    ['in its language, as its headings say', `## 项目\n\n${table('项目 | 状态', `${link('bi')} | 完成`)}`, /^已归档$/],
    [
      'in glyphs, where it has nothing else',
      pens(`Quill | ✅ | ${link('quill')}`, `Ink | 🔨 | ${link('ink')}`),
      /^📦$/,
    ],
    ['without capitals, where an acronym has them', `- ${link('plotter')} - draws charts (WIP)\n`, /^Archived$/],
    [
      'in capitals, where all words have them',
      pens(`Quill | RUNNING | ${link('quill')}`, `Ink | ON HOLD | ${link('ink')}`),
      /^ARCHIVED$/,
    ],
    ['in small letters', pens(`Quill | running | ${link('quill')}`), /^archived$/],
  ])('%s', (_, text, archived) => {
    const { vocabulary, language } = readAll(text);
    expect(proposeLabels(vocabulary, language ?? undefined).archived).toMatch(archived);
  });
});

// A1 to A6 and relatives: documents in which words look like statuses and are none. The repositories behind them give
// every reason to write (archived, or at work), and nothing may be written where a reader sees no status.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Attack, gotThrough, held, mustHold } from './support/attack.ts';
import { openWorld, work } from './support/world.ts';

const link = (name: string) => `https://github.com/ada/${name}`;
const table = (rows: string, head = '| Project | Status | Code |\n|---|---|---|\n') => `${head}${rows}`;
const row = (name: string, status: string) => `| ${name} | ${status} | [code](${link(name.toLowerCase())}) |\n`;

/** Archived, so that whatever is taken for a status of it is due for "Archived". */
const gone = table(row('Anchor', 'Archived'));

interface Trap {
  readonly number: string;
  readonly kind: string;
  readonly name: string;
  readonly document: string;
  /** Of the text that was written; true: it is wrong. */
  readonly isWrong: (after: string, before: string) => boolean;
  readonly path?: string;
}

const changed = (after: string, before: string) => after !== before;

const addresses = [
  ['an address of a table of contents', '- [Development](#development)\n', '#development'],
  ['an address of a table of contents, done', '- [How it is done](#done)\n- [Building](#building)\n', '#'],
  ['an address behind angle brackets', '- [Work](<#in progress>)\n', '#'],
  ['a reference', '- [Work][in progress]\n\n[in progress]: https://x.example/active\n', 'x.example'],
  ['a title of a link', '- Roadmap: [see](https://x.example "In Progress") (https://x.example/active)\n', '.example'],
  ['an address of HTML', '<ul><li><a href="#in-progress">Work</a> (#active)</li></ul>\n', '#'],
  ['a picture of a list', '- Logo ![In development](in-development.png)\n', '.png'],
  ['a bare address', '- News: https://x.example/building (#wip)\n', '#'],
].map(
  ([name = '', text = '', part = '']): Trap => ({
    number: 'A1',
    kind: 'words out of addresses',
    name: `the word for work is learnt from ${name}`,
    document: `# Tools\n\n${text}\n${table(row('Lantern', 'Planned') + row('Harbour', 'Maintained'))}`,
    isWrong: (after) => new RegExp(`Lantern \\| [^|]*${part}`).test(after),
  }),
);

const labels = [
  ['a list item', `- **Lantern** - React [GitHub](${link('lantern')}) · [Live](https://lantern.example/)\n`],
  ['a list item with the label first', `- [Live](https://lantern.example/) | [Code](${link('lantern')})\n`],
  ['brackets behind the name', `- [**Lantern**](${link('lantern')}): radar ([live](https://lantern.example/))\n`],
  ['bold letters', `- [Lantern](${link('lantern')}) - **[Active](https://lantern.example)**\n`],
  [
    'a column of demos',
    table(
      `| Lantern | [Live](https://lantern.example) | [code](${link('lantern')}) |\n`,
      '| Project | Demo | Code |\n|---|---|---|\n',
    ),
  ],
  [
    'a column without a heading',
    table(
      `| Lantern | [Live](https://lantern.example) | [code](${link('lantern')}) |\n`,
      '| Project | | Code |\n|---|---|---|\n',
    ),
  ],
  ['HTML', `<ul><li>Lantern <a href="${link('lantern')}">Code</a> <a href="https://l.example">Live</a></li></ul>\n`],
  ['a reference', `- Lantern: [Code](${link('lantern')}) [Live][demo]\n\n[demo]: https://lantern.example\n`],
].map(
  ([name = '', text = '']): Trap => ({
    number: 'A2',
    kind: 'labels of links read as statuses',
    name: `the label of a demo link in ${name}`,
    document: `# Tools\n\n${gone}\n${text}`,
    isWrong: changed,
  }),
);

const shield = 'https://img.shields.io/badge';
const pictures = [
  [
    'a repostatus badge',
    `[![Project Status: Active – The project is being actively\ndeveloped.](https://www.repostatus.org/badges/latest/active.svg)](https://www.repostatus.org/#active)\n[![check](${link('lantern')}/actions/workflows/check.yaml/badge.svg)](${link('lantern')}/actions)\n`,
  ],
  [
    'a lifecycle badge in a list',
    `- [![Lifecycle: maintained](${shield}/lifecycle-maturing-blue.svg)](https://lifecycle.example) [Lantern](${link('lantern')})\n`,
  ],
  ['an img element', `- <img src="a.png" alt="Active"> [Lantern](${link('lantern')})\n`],
  ['a picture by reference', `- ![Active][badge] [Lantern](${link('lantern')})\n\n[badge]: a.svg\n`],
  ['a screenshot in a card', `### [Lantern](${link('lantern')})\n\n![Status: Active](shot.png)\n\nA lamp.\n`],
  [
    'a picture in the name cell',
    table(
      `| ![Active](a.png) Lantern | fast | [code](${link('lantern')}) |\n`,
      '| Project | Notes | Code |\n|---|---|---|\n',
    ),
  ],
].map(
  ([name = '', text = '']): Trap => ({
    number: 'A3',
    kind: 'alternative texts read as prose',
    name: `the alternative text of ${name}`,
    document: `# Tools\n\n${gone}\n${text}`,
    isWrong: changed,
  }),
);

const placeholders = ['TBD', 'tbd', 'TBA', '?', '—', '未定'].map(
  (text): Trap => ({
    number: 'A4',
    kind: 'a placeholder read as a status',
    name: `"${text}" beside a repository at work`,
    document: `# Tools\n\n${table(row('Harbour', 'In progress') + row('Lantern', text) + row('Anchor', 'Archived'))}`,
    isWrong: changed,
  }),
);

const parts = [
  'pull/38',
  'issues/367',
  'discussions/5',
  'commit/0a1b2c3',
  'milestone/2',
  'projects/1',
  'wiki/Plan',
  'actions/runs/5',
  'compare/a...b',
  'labels/bug',
  'releases/tag/v1',
  'blob/main/plan.md',
  '%69ssues/5',
  '/issues/5',
].map(
  (path): Trap => ({
    number: 'A5',
    kind: 'a part of a repository taken for the project',
    name: `the status of ${path.split('/')[0]} of a repository`,
    document: `# Tools\n\n${gone}\n${table(`| Streams | In Progress | [see](${link('lantern')}/${path}) |\n`)}`,
    isWrong: changed,
  }),
);

const others = ['Not started', 'In progress', 'Active'].map(
  (text): Trap => ({
    number: 'A5',
    kind: "other people's projects written about unasked",
    name: `"${text}" beside a repository of somebody else`,
    document: `# Who has streams?\n\n${table(
      `| Go | In Progress | [code](https://github.com/harbour-lab/go) |\n| JS | ${text} | [code](https://github.com/port-group/js) |\n| Old | Archived | [code](https://github.com/harbour-lab/old) |\n`,
      '| Implementation | Status | Code |\n|---|---|---|\n',
    )}`,
    isWrong: changed,
  }),
);

const lists = [
  `- PR: ${link('lantern')}/pull/1 (WIP)\n`,
  `- [Streams](${link('lantern')}/issues/4) - In Progress\n`,
].map(
  (text, index): Trap => ({
    number: 'A5',
    kind: 'a part of a repository taken for the project',
    name: `a list item about a ${index === 0 ? 'pull request' : 'issue'}`,
    document: `# Tools\n\n${gone}\n${text}`,
    isWrong: changed,
  }),
);

const colours = [
  ['color', `![Active](${shield}/Active-8A2BE2?style=flat&color=19e650)`],
  ['color alone', `![Active](${shield}/Active-8A2BE2?color=19e650)`],
  ['color as HTML writes it', `<img alt="Active" src="${shield}/Active-8A2BE2?style=flat&amp;color=19e650">`],
  ['colour names', `![Active](${shield}/Active-8A2BE2?color=brightgreen)`],
  ['colorB', `![Active](${shield}/Active-8A2BE2?colorB=19e650)`],
  [
    'a static badge with message=',
    `![Active](https://img.shields.io/static/v1?label=status&message=Active&color=19e650)`,
  ],
  ['percent escapes', `![Active](${shield}/Active-8A2BE2?col%6Fr=19e650)`],
].map(
  ([name = '', badge = '']): Trap => ({
    number: 'A6',
    kind: 'a picture that goes on saying the old status',
    name: `a badge with ${name} in its query`,
    document: `# Tools\n\n${table(row('Lantern', badge) + row('Anchor', `![Archived](${shield}/Archived-lightgrey)`))}`,
    isWrong: (after, before) =>
      after !== before &&
      /Lantern \|[^|]*(19e650|brightgreen|(Active|message=Active)-8A2BE2|message=Active)/.test(after),
  }),
);

const traps = [...addresses, ...labels, ...pictures, ...placeholders, ...parts, ...others, ...lists, ...colours];

export const wrongWriteAttacks = traps.map(
  ({ number, kind, name, document, isWrong, path = 'README.md' }): Attack => ({
    number,
    kind,
    name,
    run: async (place) => {
      const world = await openWorld(place, { document, path, typedDaysAgo: 30 });
      const isWorkDue = number === 'A1' || number === 'A4' || name.startsWith('"Not started"');
      for (const full of ['ada/anchor', 'ada/lantern', 'harbour-lab/go', 'harbour-lab/old', 'port-group/js']) {
        const project = world.addProject(full, isWorkDue ? 100 : 40);
        if (isWorkDue && /lantern|js/.test(full)) {
          for (const days of [9, 6, 3]) work(project, new Date(Date.now() - days * 86_400_000));
        } else if (full !== 'harbour-lab/go') project.archive(new Date(Date.now() - 3_600_000));
      }
      world.addProject('ada/harbour', 3);
      const configuration = `documents: [{ repo: ada/me, path: ${path}, publish: commit }]\n`;
      writeFileSync(join(place.folder, 'statusfolio.yml'), configuration);
      const { code, err } = await place.run(['sync'], { environment: world.environment });
      mustHold(code === 0 || code === 1, `sync ended with ${code}: ${err}`);
      const after = world.text(path);
      if (!isWrong(after, document))
        return held(after === document ? 'nothing was written' : 'what was written is right');
      const before = document.split('\n');
      return gotThrough(`it was written: ${after.split('\n').find((line, index) => line !== before[index])}`);
    },
  }),
);

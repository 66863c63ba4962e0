// What looks like a project's status and is none: addresses, labels of links, texts of pictures, placeholders, the
// status of a feature or an issue. Nothing of it may be written, and none of its words may be written elsewhere.

import { describe, expect, it } from 'vitest';
import { applyEdits, planEdits } from '../../../src/core/document/edits.ts';
import { readDocument } from '../../../src/core/document/parse-document.ts';
import type { DocumentReading, DocumentRef, Row } from '../../../src/core/model.ts';

function read(text: string, path: string | DocumentRef = 'README.md'): DocumentReading {
  const outcome = readDocument(Buffer.from(text), path);
  if (outcome.kind !== 'read') throw new Error(outcome.reason);
  return outcome.reading;
}

/** What could be written if GitHub said so. */
function editable(text: string, path?: string): readonly Row[] {
  return read(text, path).rows.filter(({ skip, typed }) => skip === null && typed.status !== 'unknown');
}

function write(text: string, word: string): string {
  const changes = editable(text).map((row) => ({ row, text: word, mojibake: false }));
  const bytes = Buffer.from(text);
  return Buffer.from(applyEdits(bytes, planEdits(bytes, changes))).toString();
}

const repo = 'https://github.com/ada/quill';
const table = `| Project | Status | Code |\n|---|---|---|\n| Quill | Active | [repo](${repo}) |\n`;

describe('addresses', () => {
  it.each([
    ['a table of contents', '- [Development](#development)\n- [Done](#done)\n'],
    ['a table of contents with numbers', '1. [Archived](#archived)\n2. [Planning](#planning "planned")\n'],
    ['an address with brackets', '- **[Ink](https://ink.example/a_(done))**\n'],
    ['an address that nobody marked', `- **Ink** https://ink.example/(wip) ${repo}\n`],
    ['an address in angle brackets', `- **Ink** <https://ink.example/a-(wip)> ${repo}\n`],
    ['the title of a link', `- [Ink](${repo} "a pen - wip")\n`],
    ['a definition', `- [Ink][i]\n\n[i]: ${repo} (archived)\n`],
    ['the label of a reference', `- [Ink][wip] is a pen\n\n[wip]: ${repo}\n`],
    ['a comment', `- [Ink](${repo}) <!-- a > b (wip) -->\n`],
    ['a tag over two lines', `- [Ink](${repo}) <span\n  data-a="state: wip">x</span>\n`],
  ])('are no statuses and teach no words: %s', (_, text) => {
    expect(editable(text)).toEqual([]);
    expect(read(`${text}\n${table}`).vocabulary).toEqual({ maintained: 'Active' });
  });

  it('teach no words where a word stands beside no repository', () => {
    const text = `- **Ink** — 🚧 #building\n- **Nib** — ✅ Finished\n\n${table}`;
    expect(read(text).vocabulary).toEqual({ maintained: 'Active' });
  });
});

describe('labels of links', () => {
  it.each([
    ['a bullet', `- **Quill** — a pen\n  [GitHub](${repo}) · [Live](https://quill.example/)\n`],
    ['brackets', `- [**Quill**](${repo}): a pen ([live](https://quill.example/))\n`],
    ['emphasis and a glyph', `- [Quill](${repo}) · **[🚀 Live](https://quill.example/)**\n`],
    ['emphasis inside', `- [Quill](${repo}) · [**Live**](https://quill.example/)\n`],
    ['more than the word', `- [Quill](${repo}) · [Live (demo)](https://quill.example/)\n`],
    ['a label with a dash', `- [Quill](${repo}) · [Demo – Live](https://quill.example/)\n`],
    ['a reference', `- [Quill](${repo}) · [Live][demo]\n\n[demo]: https://quill.example/\n`],
    ['a short reference', `- [Quill](${repo}) · [Live]\n\n[live]: https://quill.example/\n`],
    ['an anchor of HTML', `- [Quill](${repo}) · <a href="https://quill.example/">Live</a>\n`],
    ['a label that begins the item', `- 🟢 [**Stable release**](${repo}/releases)\n`],
    ['a label behind a heading of its own', `## Quill\n\n${repo}\n\nStatus: [Live](https://quill.example/)\n`],
    [
      'a column that is not headed as a status',
      `| Project | Demo |\n|-|-|\n| [Quill](${repo}) | [Live](https://quill.example) |\n| [Ink](https://github.com/ada/ink) | [Live](https://ink.example) |\n`,
    ],
    [
      'anchors in such a column',
      `| Project | Demo |\n|-|-|\n| [Quill](${repo}) | <a href="https://quill.example">Live</a> |\n| [Ink](https://github.com/ada/ink) | [Live][d] |\n\n[d]: https://ink.example\n`,
    ],
  ])('are no statuses: %s', (_, text) => {
    expect(editable(text)).toEqual([]);
  });

  it.each([
    ['a card', `<div class="card"><h3>Quill</h3><p>A pen</p><a href="${repo}">Code</a> <a href="/">Live</a></div>`],
    ['a list of a page', `<ul><li><b>Quill</b> <a href="${repo}">Code</a> <a href="/"><i>Live</i></a></ul>`],
  ])('are no statuses on %s', (_, text) => {
    expect(editable(text, 'index.html')).toEqual([]);
  });

  it('are statuses in a column that is headed as one, and behind a name that leads to the repository', () => {
    const cell = `| Project | Status |\n|-|-|\n| [Quill](${repo}) | [Live](https://quill.example) |\n`;
    expect(write(cell, 'Archived')).toBe(cell.replace('[Live]', '[Archived]'));
    const item = `- [Quill (WIP)](${repo}) writes\n`;
    expect(write(item, 'Archived')).toBe(item.replace('WIP', 'Archived'));
  });
});

describe('texts of pictures', () => {
  it.each([
    [
      'a badge over several lines',
      `[![Project Status: Active – It is in a usable\nstate.](a.svg)](b) [![check](${repo}/x.svg)](${repo})\n`,
    ],
    [
      'a badge in a list that goes on without indent',
      `- [![Status: Active – used\nby many (stable)](a.svg)](${repo})\n`,
    ],
    ['a picture before the name', `- ![Status: Active](a.svg) [Quill](${repo}) writes\n`],
    ['a picture by reference', `- [Quill](${repo}) ![State - WIP][w]\n\n[w]: a.svg\n`],
    ['a picture of HTML', `- [Quill](${repo}) <img alt="a > b - wip" src="a.svg">\n`],
    ['a picture of HTML over two lines', `**Quill** ${repo} <img\nalt="Status: WIP" src="a.svg">\n`],
    [
      'a column of pictures that is not headed as a status',
      `| Project | Shown |\n|-|-|\n| [Quill](${repo}) | ![Live](a.svg) |\n| [Ink](https://github.com/ada/ink) | ![Live](a.svg) |\n`,
    ],
  ])('are no statuses: %s', (_, text) => {
    expect(editable(text)).toEqual([]);
    expect(read(`${text}\n${table}`).vocabulary).toEqual({ maintained: 'Active' });
  });

  it('are no part of a name that says more', () => {
    const row = `| Project | Status |\n|-|-|\n| ![a pen](a.svg) [Quill](${repo}) | WIP |\n`;
    expect(read(row).rows).toMatchObject([{ name: 'Quill', repo: 'ada/quill' }]);
    expect(read(`- ![a pen](a.svg) **Quill** — WIP — ${repo}\n`).rows).toMatchObject([{ name: 'Quill' }]);
  });
});

describe('placeholders', () => {
  it.each(['TBD', 'tbd', '**TBD**', 'TBA', 'tbc', 'N/A', 'n/a', '?', '-', '—', 'none', '🔴 TBD', 'To be determined'])(
    '%s beside a repository means that nobody has decided',
    (word) => {
      const text = `| Project | Repository | Status |\n|-|-|-|\n| Quill | [q](${repo}) | ${word} |\n| Ink | [i](https://github.com/ada/ink) | WIP |\n`;
      expect(read(text).rows.map(({ typed }) => typed.status)).toEqual(['unknown', 'in_progress']);
    },
  );
});

describe('parts of a project', () => {
  const rows = (links: readonly string[]) =>
    `| Integration | Status | Where |\n|-|-|-|\n${links.map((link, index) => `| N${index} | WIP | ${link} |`).join('\n')}\n`;

  it.each([
    ['pull requests', `[PR](${repo}/pull/38)`],
    ['issues', `[GitHub](${repo}/issues/367)`],
    ['discussions', `[talk](${repo}/discussions/5)`],
    ['milestones', `[m](${repo}/milestone/2)`],
    ['commits', `${repo}/commit/0123abc`],
    ['comparisons', `<${repo}/compare/a...b>`],
    ['lists of issues', `[issues](${repo}/issues)`],
    ['pages of a wiki', `[w](${repo}/wiki/Plan)`],
    ['runs of a workflow', `[r](${repo}/actions/runs/5)`],
    ['the badge of a workflow', `[![ci](${repo}/actions/workflows/ci.yml/badge.svg)](${repo}/actions)`],
    ['labels', `[l](${repo}/labels/bug)`],
    ['releases', `[v](${repo}/releases/tag/v1)`],
    ['packages', `[p](${repo}/pkgs/container/quill)`],
    ['settings', `[s](${repo}/settings/branches)`],
    ['security advisories', `[a](${repo}/security/advisories)`],
    ['deployments', `[d](${repo}/deployments/production)`],
    ['graphs', `[g](${repo}/graphs/contributors)`],
    ['files', `[f](${repo}/blob/main/docs/plan.md)`],
    ['raw files', `[f](${repo}/raw/main/readme.md)`],
    ['files that are edited', `[f](${repo}/edit/main/README.md)`],
    ['what has an escaped name', `[e](${repo}/%69ssues/5)`],
    ['what stands behind two slashes', `[e](${repo}//issues/5)`],
    ['a page that did not exist yet', `[n](${repo}/agents/tasks/5)`],
  ])('are not the project: %s', (_, link) => {
    expect(editable(rows([link, link]))).toEqual([]);
    expect(read(rows([link, link])).rows).toMatchObject([
      { repo: null, skip: expect.stringContaining('not to the repository itself') },
      { repo: null },
    ]);
    expect(editable(`- **Nib** — 🚧 WIP — ${link}\n`)).toEqual([]);
    expect(
      editable(
        `<div class="card"><b>Nib</b> <p>WIP</p> <a href="${/https[^)>]*/.exec(link)?.[0]}">x</a></div>`,
        'a.html',
      ),
    ).toEqual([]);
  });

  it.each([
    ['itself', `[q](${repo}/)`, null],
    ['as it is cloned', `[q](${repo}.git)`, null],
    ['a tab of its page', `[q](${repo}?tab=readme-ov-file#quill)`, null],
    ['a branch', `[q](${repo}/tree/main)`, null],
    ['a folder', `[q](${repo}/tree/main/pens/quill)`, 'pens/quill'],
    ['its README', `[q](${repo}/blob/main/README.md)`, null],
    ['its README in another language', `[q](${repo}/blob/main/README.zh-CN.md)`, null],
  ])('are not what leads to the repository: %s', (_, link, folder) => {
    expect(editable(rows([link]))).toMatchObject([{ repo: 'ada/quill', folder }]);
  });

  it('are not asked where the name leads to the repository itself', () => {
    const text = `| Name | Status | Repository |\n|-|-|-|\n| [Quill](${repo}) | WIP | [releases](${repo}/releases) |\n`;
    expect(editable(text)).toMatchObject([{ repo: 'ada/quill' }]);
    const page = `| Name | Status | Repository |\n|-|-|-|\n| [Quill](${repo}/wiki) | WIP | [code](${repo}) |\n`;
    expect(editable(page)).toMatchObject([{ repo: 'ada/quill' }]);
  });

  it('are not the project where they name the row or begin the item', () => {
    expect(editable(`| Name | Status | Repo |\n|-|-|-|\n| [#12](${repo}/issues/12) | WIP | [q](${repo}) |\n`)).toEqual(
      [],
    );
    expect(editable(`- [Ink dries](${repo}/issues/12) in [Quill](${repo}) — WIP\n`)).toEqual([]);
  });

  it('leave a project alone that links them beside its code', () => {
    expect(
      editable(`| Name | Status |\n|-|-|\n| [Quill](${repo}), see [#12](${repo}/issues/12) | WIP |\n`),
    ).toHaveLength(1);
    expect(editable(`- [Quill](${repo}) — WIP — [plan](${repo}/issues/12)\n`)).toMatchObject([{ repo: 'ada/quill' }]);
  });

  it.each([
    'Feature',
    'Issue',
    'PR',
    'Pull request',
    'Dependency',
    'Milestone',
    'API endpoint',
    'Platform',
    'Fonctionnalité',
  ])('are not projects in a column headed %s', (heading) => {
    const text = `| ${heading} | Status | Code |\n|-|-|-|\n| a | Planned | [q](${repo}) |\n| b | Done | ${repo} |\n`;
    expect(editable(text)).toEqual([]);
    expect(read(`${text}\n${table}`).vocabulary).toEqual({ maintained: 'Active' });
  });

  it.each(['Task', 'Course', 'Phase', 'Version'])(
    'are projects under %s where each links its own repository',
    (heading) => {
      const text = (second: string) =>
        `| ${heading} | Status | Code |\n|-|-|-|\n| a | Planned | [q](${repo}) |\n| b | Done | ${second} |\n`;
      expect(editable(text('https://github.com/ada/ink'))).toHaveLength(2);
      expect(editable(text(repo))).toEqual([]);
    },
  );

  it.each(['Features', 'Roadmap', 'Milestones', 'Supported platforms', 'Dependencies'])(
    'are not projects below the heading %s',
    (heading) => {
      const text = `## ${heading}\n\n| What | Status |\n|-|-|\n| Undo | Planned |\n| Redo | Implemented |\n`;
      expect(editable(text)).toEqual([]);
      expect(read(`${text}\n## Pens\n\n${table}`).vocabulary).toEqual({ maintained: 'Active' });
    },
  );

  it('are what boxes to tick without a repository stand for', () => {
    expect(editable('- [ ] **Ink** — dries quickly — *in progress*\n- [x] **Nib** — ✅ Done\n')).toEqual([]);
  });

  it('are several where a row names several', () => {
    expect(editable('| Status | Project |\n|-|-|\n| WIP | Quill · Ink · Nib |\n')).toEqual([]);
  });
});

describe('badges', () => {
  const cell = (badge: string) => `| Project | Status |\n|-|-|\n| [Quill](${repo}) | ${badge} |\n`;
  it.each([
    ['badge/Maintenance-8A2BE2?style=flat&color=19e650', 'badge/Archived-lightgrey?style=flat&color=lightgrey'],
    [
      'badge/Active-8A2BE2?color=19e650&logo=git&logoColor=white',
      'badge/Archived-lightgrey?color=lightgrey&logo=git&logoColor=white',
    ],
    ['badge/Active-green?labelColor=blue', 'badge/Archived-lightgrey?labelColor=blue'],
    ['badge/state-Active-green?colorA=blue&colorB=0f0', 'badge/state-Archived-lightgrey?colorA=blue&colorB=lightgrey'],
    ['badge/%F0%9F%9F%A2_Active-green', 'badge/Archived-lightgrey'],
    ['static/v1?label=state&message=Active&color=green', 'static/v1?label=state&message=Archived&color=lightgrey'],
    ['badge/Active-8A2BE2?col%6Fr=19e650', 'badge/Archived-lightgrey?col%6Fr=lightgrey'],
    ['badge/Active-8A2BE2?a=1&%63%6f%6C%6Fr%42=0f0', 'badge/Archived-lightgrey?a=1&%63%6f%6C%6Fr%42=lightgrey'],
    ['static/v1?m%65ssage=Active&color=green', 'static/v1?m%65ssage=Archived&color=lightgrey'],
  ])('change the colour wherever the address says it: %s', (before, after) => {
    const picture = (path: string) => cell(`![x](https://img.shields.io/${path})`);
    expect(write(picture(before), '⚪ Archived')).toBe(picture(after));
    expect(editable(picture(after))).toMatchObject([{ typed: { status: 'archived' } }]);
  });

  it.each([
    'badge/Active-green?c&#111;lor=0f0',
    'badge/Active-green?a=1&num;color=0f0',
    'badge/Active-green?a=1&#x26;color=0f0',
  ])('are left alone where characters of their address are written as references: %s', (path) => {
    expect(editable(cell(`![Active](https://img.shields.io/${path})`))).toEqual([]);
    expect(editable(cell(`<img alt="Active" src="https://img.shields.io/${path}">`))).toEqual([]);
  });

  it.each([
    ['![Status: Active](', '![Status: Archived]('],
    ['![status-active](', '![status-Archived]('],
    ['![Quill](', '![Quill]('],
  ])('change what describes them: %s', (before, after) => {
    const address = (word: string, colour: string) => `https://img.shields.io/badge/Status-${word}-${colour})`;
    expect(write(cell(before + address('Active', 'green')), 'Archived')).toBe(
      cell(after + address('Archived', 'lightgrey')),
    );
  });

  it('of HTML change every text that describes them', () => {
    const picture = (word: string, colour: string) =>
      cell(
        `<img src="https://img.shields.io/badge/${word}-blue?a=b&amp;color=${colour}" title="${word}" alt='${word}'>`,
      );
    expect(write(picture('Active', 'green'), 'Archived')).toBe(
      picture('Archived', 'lightgrey').replace('-blue', '-lightgrey'),
    );
  });

  it.each([
    ['a text that says more', '![Active and live since May](https://img.shields.io/badge/Active-green)'],
    ['another host', '![Active](https://badges.example/badge/Active-green)'],
    [
      'a badge whose word comes from elsewhere',
      '![Active](https://img.shields.io/badge/dynamic/json?query=a&color=green)',
    ],
    ['an endpoint', '![Active](https://img.shields.io/endpoint?url=https://quill.example/a.json)'],
    ['a host in a path', '![Active](https://badges.example/?u=img.shields.io/badge/Active-green)'],
  ])('are left alone where word, colour or text could come to contradict each other: %s', (_, badge) => {
    expect(editable(cell(badge))).toEqual([]);
  });
});

describe('repositories of other people', () => {
  const rows = (...repos: readonly string[]) =>
    `| Implementation | Status of v2 | Status |\n|-|-|-|\n${repos.map((name) => `| [x](https://github.com/${name}) | - | Not started |`).join('\n')}\n`;
  const asked = (text: string, ref: string | DocumentRef) => read(text, ref).rows.map(({ asksFirst }) => asksFirst);
  const onGitHub: DocumentRef = { kind: 'github', repo: 'Ada/ada', path: 'README.md', branch: null };

  it('ask first, whatever happens there', () => {
    const [own, other] = asked(rows('ada/quill', 'bob/ink'), onGitHub);
    expect(own).toBeUndefined();
    expect(other).toBe('The repository belongs to bob, not to the owner of this document.');
    expect(asked('- [Ink](https://github.com/bob/ink) — WIP\n', onGitHub)).toEqual([other]);
  });

  it('are known by the folder of a file, and where that says nothing by their number', () => {
    const file: DocumentRef = { kind: 'file', path: '/a/README.md' };
    const own = { repo: 'ada/ada', path: 'README.md' };
    expect(asked(rows('ada/quill', 'ada/nib'), file)).toEqual([undefined, undefined]);
    expect(asked(rows('ada/quill', 'bob/ink'), file).every((reason) => reason?.includes('several owners'))).toBe(true);
    expect(asked(rows('ada/quill', 'bob/ink'), { ...file, own })[0]).toBeUndefined();
  });
});

// Documents on other sites than github.com: an enterprise server, with a port or under a sub-domain, and ghe.com. Their
// own addresses are links to repositories, and those of github.com are pages elsewhere.

import { describe, expect, it } from 'vitest';
import { findSubject } from '../../../src/core/activity-columns/find-subject.ts';
import { applyEdits, planEdits, planLinks, planNewLink } from '../../../src/core/document/edits.ts';
import { findRepositoryLinks } from '../../../src/core/document/markup/links.ts';
import { readDocument } from '../../../src/core/document/parse-document.ts';
import type { Row } from '../../../src/core/model.ts';
import { addressStart, hostOf, publicSite, siteOf } from '../../../src/core/site.ts';

const sites = [
  ['https://ghe.example.org', 'an enterprise server'],
  ['https://ghe.example.org:8443', 'one with a port'],
  ['https://code.tools.example.com', 'one below a sub-domain'],
  ['https://octo.ghe.com', 'an enterprise on ghe.com'],
  ['https://github.corp.example', 'one that is called github'],
] as const;

function read(text: string, site: string, path = 'README.md'): readonly Row[] {
  const ref = { kind: 'github', repo: 'ada/me', path, branch: null, site } as const;
  const outcome = readDocument(new TextEncoder().encode(text), ref);
  if (outcome.kind !== 'read') throw new Error(outcome.reason);
  return outcome.reading.rows;
}

const told = (rows: readonly Row[]) => rows.map(({ name, repo, skip }) => [name, repo, skip]);

describe('the site of an API', () => {
  it.each([
    ['https://api.github.com', 'https://github.com'],
    ['https://ghe.example.org/api/v3', 'https://ghe.example.org'],
    ['https://GHE.example.org/api/v3/', 'https://ghe.example.org'],
    ['https://ghe.example.org:8443/api/v3', 'https://ghe.example.org:8443'],
    ['https://code.tools.example.com/api/v3', 'https://code.tools.example.com'],
    ['https://10.0.0.5/api/v3', 'https://10.0.0.5'],
    ['https://api.octo.ghe.com', 'https://octo.ghe.com'],
    ['http://127.0.0.1:4001/api/v3', 'http://127.0.0.1:4001'],
    // What answers at another address stands in for github.com.
    ['http://127.0.0.1:4001', 'https://github.com'],
    ['https://github-proxy.example.org', 'https://github.com'],
    ['https://api.octo.ghe.com.example.org', 'https://github.com'],
  ])('of %s is %s', (apiUrl, site) => {
    expect(siteOf(apiUrl)).toBe(site);
  });
});

describe.each(sites)('on %s, %s,', (site) => {
  it('its addresses are repositories, in tables, lists, headings, cards and data', () => {
    const table = `| Project | Status | Repo |\n|---|---|---|\n| Quill | Running | [Repo](${site}/ada/quill) |\n| Ink | Paused | ${site}/ada/ink/tree/main/pen |\n`;
    expect(read(table, site).map(({ repo, folder, skip }) => [repo, folder, skip])).toEqual([
      ['ada/quill', null, null],
      ['ada/ink', 'pen', null],
    ]);
    expect(told(read(`- [Quill](${site}/ada/quill) — *running*\n`, site))).toEqual([['Quill', 'ada/quill', null]]);
    const headed = read(`## In progress\n\n- [Quill](${site}/ada/quill)\n`, site);
    expect(headed.map(({ repo }) => repo)).toEqual(['ada/quill']);
    const card = `<div class="card"><h3><a href="${site}/ada/quill">Quill</a></h3><p>Running</p></div>\n`;
    expect(told(read(card, site, 'index.html'))).toEqual([['Quill', 'ada/quill', null]]);
    const data = `- name: Quill\n  url: ${site}/ada/quill\n  status: running\n- name: Ink\n  repo: ada/ink\n  status: paused\n`;
    expect(told(read(data, site, 'projects.yml'))).toEqual([
      ['Quill', 'ada/quill', null],
      ['Ink', 'ada/ink', null],
    ]);
    expect(
      told(read(`| Project | Status |\n|---|---|\n| [Quill][q] | Running |\n\n[q]: ${site}/ada/quill\n`, site)),
    ).toEqual([['Quill', 'ada/quill', null]]);
  });

  it('addresses of github.com are somewhere else: the word is kept, with the reason', () => {
    const elsewhere = 'It links to a repository on github.com, which is not the GitHub that this document is on.';
    const link = 'https://github.com/ada/quill';
    const texts: [string, string][] = [
      [`| Project | Status | Repo |\n|---|---|---|\n| Quill | Running | [Repo](${link}) |\n`, 'README.md'],
      [`| Project | Status |\n|---|---|\n| [Quill](${link}) | Running |\n`, 'README.md'],
      [`- [Quill](${link}) — *running*\n`, 'README.md'],
      [`<div class="card"><h3><a href="${link}">Quill</a></h3><p>Running</p></div>\n`, 'index.html'],
      [`- name: Quill\n  repo: ${link}\n  status: running\n`, 'projects.yml'],
    ];
    for (const [text, path] of texts) expect(told(read(text, site, path)), text).toEqual([['Quill', null, elsewhere]]);
  });

  it('a row with both is about the repository of its own site', () => {
    const row = (cell: string) => `| Project | Status | Repo |\n|---|---|---|\n| Quill | Running | ${cell} |\n`;
    const both = row(`[code](${site}/ada/quill) ([mirror](https://github.com/other/quill))`);
    expect(told(read(both, site))).toEqual([['Quill', 'ada/quill', null]]);
    const same = row(`[mirror](https://github.com/ada/quill), [code](${site}/ada/quill)`);
    expect(told(read(same, site))).toEqual([['Quill', 'ada/quill', null]]);
  });

  it('pages, raw files, badges and other servers are no repositories', () => {
    const host = hostOf(site);
    for (const text of [
      `${site}/raw/ada/quill/main/logo.svg`,
      `${site}/pages/ada/quill`,
      `${site}/api/v3/repos/ada/quill`,
      `${site}/avatars/u/1`,
      `${site}/gist/ada`,
      `https://raw.${host}/ada/quill/main/logo.svg`,
      `https://pages.${host}/ada/quill`,
      `https://my${host}/ada/quill`,
      `https://${host}.example.net/ada/quill`,
      `https://www.${host}/ada/quill`,
    ])
      expect(findRepositoryLinks(text, site), text).toEqual([]);
    const badge = `![CI](${site}/ada/quill/actions/workflows/ci.yml/badge.svg)`;
    expect(findRepositoryLinks(badge, site)).toMatchObject([{ repo: 'ada/quill', isPart: true, isCode: false }]);
  });

  it('a link that is put into a row leads there, and follows a rename there', () => {
    const text = `| Project | Status | Repo |\n|---|---|---|\n| Quill | Running | [Repo](${site}/ada/quill) |\n| Ink | Planned | TBD |\n`;
    const bytes = new TextEncoder().encode(text);
    const rows = read(text, site);
    const slot = rows[1]?.linkSlot;
    if (slot === undefined || rows[0] === undefined) throw new Error('there is a place for a link');
    const linked = applyEdits(bytes, [planNewLink(bytes, slot, 'ada/ink')]);
    expect(new TextDecoder().decode(linked)).toContain(`| [Repo](${site}/ada/ink) |`);
    const mixed = new TextEncoder().encode(text.replace('Quill |', '[Quill](https://github.com/ada/quill) |'));
    const { edits } = planLinks(mixed, [{ row: rows[0], from: 'ada/quill', to: 'ada/pen' }], site);
    const moved = new TextDecoder().decode(applyEdits(mixed, edits));
    expect(moved).toContain(`[Repo](${site}/ada/pen)`);
    expect(moved).toContain('[Quill](https://github.com/ada/quill)');
    const written = applyEdits(bytes, planEdits(bytes, [{ row: rows[0], text: 'Paused', mojibake: false }]));
    expect(new TextDecoder().decode(written)).toBe(text.replace('Running', 'Paused'));
  });

  it('rows of columns of activity are about repositories and accounts of that site', () => {
    const find = (text: string) => findSubject(text, { definitions: new Map(), site });
    expect(find(`[Quill](${site}/ada/quill)`)).toEqual({ kind: 'repository', repo: 'ada/quill' });
    expect(find(`[Ada](${site}/ada)`)).toEqual({ kind: 'account', login: 'ada' });
    expect(find('[Quill](https://github.com/ada/quill)')).toEqual({ kind: 'other', host: 'github.com' });
    expect(find('[Ada](https://github.com/ada)')).toEqual({ kind: 'other', host: 'github.com' });
  });
});

describe('on github.com', () => {
  it.each(sites)('an address of %s is a page like any other', (site) => {
    const table = `| Project | Status | Repo |\n|---|---|---|\n| Quill | Running | [Repo](${site}/ada/quill) |\n`;
    expect(told(read(table, publicSite))).toEqual([['Quill', null, null]]);
    expect(addressStart(publicSite)).toBe('github.com/');
  });
});

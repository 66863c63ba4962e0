// The shapes in which data files and front matter hold projects, and what of them is read, left alone or refused.

import { describe, expect, it } from 'vitest';
import { applyEdits, planEdits } from '../../../../src/core/document/edits.ts';
import { readDocument } from '../../../../src/core/document/parse-document.ts';
import type { Row } from '../../../../src/core/model.ts';

function read(text: string, path = '_data/projects.yml'): readonly Row[] {
  const outcome = readDocument(Buffer.from(text), { kind: 'github', repo: 'ada/site', path, branch: null });
  if (outcome.kind !== 'read') throw new Error(outcome.reason);
  return outcome.reading.rows;
}

const seen = (rows: readonly Row[]) => rows.map(({ name, repo, typed }) => [name, repo, typed.text, typed.status]);

describe('a list of projects', () => {
  it('is read by the key that says what becomes of them, where another one tells how mature they are', () => {
    const text = [
      '- name: Chart room 2',
      '  repo: https://github.com/ada/chart-room-2',
      '  lifecycle: beta',
      '  activity: active',
      '- name: Chart room',
      '  repo: https://github.com/ada/chart-room',
      '  lifecycle: released',
      '  activity: dormant',
      '',
    ].join('\n');
    expect(seen(read(text))).toEqual([
      ['Chart room 2', 'ada/chart-room-2', 'active', 'maintained'],
      ['Chart room', 'ada/chart-room', 'dormant', 'stalled'],
    ]);
    expect(read(text).map(({ line }) => line)).toEqual([4, 8]);
  });

  it.each([
    ['an address', 'repo: https://github.com/ada/lamp'],
    ['owner and name', 'repository: ada/lamp'],
    ['a prefix', 'repository: "github:ada/lamp"'],
    ['an address for cloning', 'repo: git@github.com:ada/lamp.git'],
    ['a key in another style', 'githubUrl: https://github.com/ada/lamp/'],
    ['a map of links', 'links: {demo: "https://lamp.example", github: "https://github.com/ada/lamp"}'],
    [
      'a list of links',
      'links:\n    - name: Site\n      url: https://lamp.example\n    - url: https://github.com/ada/lamp',
    ],
    ['package metadata', 'repository: {type: git, url: git+https://github.com/ada/lamp.git}'],
    ['a link that may lead anywhere', 'url: https://github.com/ada/lamp'],
    ['a key before a link', 'link: https://github.com/ada/other\n  source: https://github.com/ada/lamp'],
    ['the name alone, in the owner’s own file', 'repo: lamp'],
  ])('names its repository by %s', (_, entry) => {
    expect(seen(read(`- title: Lamp\n  status: active\n  ${entry}\n`))).toEqual([
      ['Lamp', 'ada/lamp', 'active', 'maintained'],
    ]);
  });

  it('asks first where the owner of a repository is not named', () => {
    expect(read('- {title: Lamp, status: active, repo: lamp}\n')[0]?.asksFirst).toMatch(/without its owner/);
    expect(read('- {title: Lamp, status: active, repo: ada/lamp}\n')[0]?.asksFirst).toBeUndefined();
  });

  it('is not about an issue, nor about what a description mentions', () => {
    const issue = read('- {title: Lamp, status: active, url: "https://github.com/ada/lamp/issues/3"}\n');
    expect(issue[0]).toMatchObject({ repo: null, skip: expect.stringMatching(/an issue/) });
    const text = '- title: Lamp\n  status: active\n  description: like https://github.com/bob/torch\n';
    expect(seen(read(text))).toEqual([['Lamp', null, 'active', 'maintained']]);
  });

  it('is one project where a key for code names several repositories of one owner, and unsure where links do', () => {
    const repos = '[https://github.com/ada/api, https://github.com/ada/web]';
    expect(read(`- {title: Lamp, status: active, repos: ${repos}}\n`)[0]).toMatchObject({
      repo: 'ada/api',
      also: [{ repo: 'ada/web', folder: null }],
      skip: null,
    });
    const joined = '"https://github.com/ada/api.git, https://github.com/ada/web"';
    expect(read(`- {title: Lamp, status: active, github: ${joined}}\n`)[0]).toMatchObject({
      repo: 'ada/api',
      also: [{ repo: 'ada/web', folder: null }],
    });
    expect(read(`- {title: Lamp, status: active, links: ${repos}}\n`)[0]?.skip).toBe(
      'It links to several repositories.',
    );
    const others = repos.replace('ada/web', 'bob/web');
    expect(read(`- {title: Lamp, status: active, repos: ${others}}\n`)[0]?.skip).toBe(
      'It links to several repositories.',
    );
  });

  it('may be a map whose keys are names or repositories', () => {
    expect(seen(read('projects:\n  lamp:\n    status: active\n  ada/torch: {status: paused}\n'))).toEqual([
      ['lamp', null, 'active', 'maintained'],
      ['torch', 'ada/torch', 'paused', 'paused'],
    ]);
  });

  it('has values of several forms', () => {
    const text = [
      '- {repo: ada/a, status: "in-progress"}',
      "- {repo: ada/b, status: 'IN_PROGRESS'}",
      '- {repo: ada/c, status: inProgress}',
      '- {repo: ada/d, status: [Active]}',
      '- {repo: ada/e, status: {label: Active, color: green}}',
      '- repo: ada/f\n  status: >-\n    On hold',
      '- {repo: ada/g, status: 3}',
      '- {repo: ada/h, status: true}',
      '- {repo: ada/i, status: }',
      '- {repo: ada/j, status: Archived (2024)}',
      '- repo: ada/k\n  status: In\n    progress',
    ].join('\n');
    expect(seen(read(text)).map(([name, , word, status]) => [name, word, status])).toEqual([
      ['a', 'in-progress', 'in_progress'],
      ['b', 'IN_PROGRESS', 'in_progress'],
      ['c', 'inProgress', 'in_progress'],
      ['d', 'Active', 'maintained'],
      ['e', 'Active', 'maintained'],
      ['f', 'On hold', 'paused'],
      ['i', '', 'unknown'],
      ['j', 'Archived', 'archived'],
      ['k', 'In progress', 'in_progress'],
    ]);
    expect(read(text).flatMap(({ name, skip }) => (skip === null ? [] : [[name, skip]]))).toEqual([
      ['i', 'There is no status yet.'],
      ['j', 'The status says more than one word.'],
      ['k', 'The status spans several lines.'],
    ]);
  });

  it('is read and not written where an anchor, an alias or a merge repeats the status', () => {
    const text = [
      'defaults: &defaults {status: active}',
      'projects:',
      '  - {repo: ada/a, status: &word paused}',
      '  - {repo: ada/b, status: *word}',
      '  - &whole {repo: ada/c, status: done}',
      '  - *whole',
      '  - {repo: ada/d, <<: *defaults}',
      '  - {repo: &code ada/e, status: stable}',
      '  - {repo: ada/f, status: &alone stable}',
    ].join('\n');
    const rows = read(text).filter(({ repo }) => repo !== null);
    expect(rows.map(({ name, typed, skip }) => [name, typed.text, skip === null])).toEqual([
      ['a', 'paused', false],
      ['b', 'paused', false],
      ['c', 'done', false],
      ['d', 'active', false],
      ['e', 'stable', true],
      ['f', 'stable', true],
    ]);
  });

  it('obeys a comment beside the status', () => {
    const text =
      '- repo: ada/a\n  status: active # statusfolio: ignore\n- repo: ada/b\n  status: "paused" # statusfolio: pin\n';
    expect(read(text).map(({ directive }) => directive)).toEqual([{ kind: 'ignore' }, { kind: 'pin', until: null }]);
  });

  it('leaves the parts of a project out, and what is no project', () => {
    const parts = '- repo: ada/a\n  status: active\n  tasks:\n    - {name: one, status: done}\n';
    expect(seen(read(parts))).toEqual([['a', 'ada/a', 'active', 'maintained']]);
    expect(read('- {name: Mon, status: ok}\n- {name: Tue, status: failed}\n')).toEqual([]);
    expect(read('site: {title: Ada, state: CA}\n')).toEqual([]);
  });

  it('lists a status that it does not understand beside those that it does', () => {
    expect(seen(read('- {repo: ada/a, status: active}\n- {repo: ada/b, status: simmering}\n'))).toEqual([
      ['a', 'ada/a', 'active', 'maintained'],
      ['b', 'ada/b', 'simmering', 'unknown'],
    ]);
  });
});

describe('front matter', () => {
  const page = (matter: string, body = 'Text.\n') => `---\n${matter}---\n\n${body}`;

  it('of one project is its row', () => {
    const text = page(
      "title: Night Ferry\nlinks:\n  - name: GitHub\n    url: 'https://github.com/ada/night-ferry'\nstatus: Active\n",
    );
    const [row] = read(text, '_projects/ferry.md');
    expect(row).toMatchObject({ name: 'Night Ferry', repo: 'ada/night-ferry', line: 6, table: null, skip: null });
  });

  it('names the project by its repository, or by its file or folder', () => {
    const matter = 'status: paused\nurl: https://github.com/ada/ferry/issues/1\n';
    expect(read(page(matter), '_projects/night-ferry.md')[0]?.name).toBe('night-ferry');
    expect(read(page(matter), 'content/night-ferry/index.md')[0]?.name).toBe('night-ferry');
    expect(read(page('status: paused\nrepo: ada/ferry\n'), '_projects/night-ferry.md')[0]?.name).toBe('ferry');
  });

  it('may hold a list, and stands beside the tables of the page', () => {
    const list = 'projects:\n  - {name: Lamp, repo: ada/lamp, status: wip}\n';
    const table = '| Project | Status |\n|---|---|\n| [Torch](https://github.com/ada/torch) | Active |\n';
    expect(seen(read(page(list, table), 'index.md'))).toEqual([
      ['Lamp', 'ada/lamp', 'wip', 'in_progress'],
      ['Torch', 'ada/torch', 'Active', 'maintained'],
    ]);
  });

  it('without a repository says nothing about the projects of the page', () => {
    const table = '| Project | Status |\n|---|---|\n| [Torch](https://github.com/ada/torch) | Active |\n';
    expect(seen(read(page('title: Notes\nstatus: archived\n', table), 'index.md')).map(([name]) => name)).toEqual([
      'Torch',
    ]);
    expect(read(page('title: Notes\nstatus: draft\n'), 'index.md')).toEqual([]);
  });

  it('that is no YAML is listed with its place, and the page is read', () => {
    const text = page('repo: https://github.com/ada/lamp\nstatus: active\nstatus: paused\n');
    expect(read(text, 'lamp.md')).toMatchObject([
      {
        name: 'lamp',
        line: 3,
        skip: 'The front matter cannot be read (line 4, column 1): the key "status" appears twice.',
      },
    ]);
  });
});

describe('publiccode.yml', () => {
  const file = (status: string) =>
    `publiccodeYmlVersion: "0.4"\nname: Lamp\nurl: https://github.com/ada/lamp\ndevelopmentStatus: ${status}\n`;

  it.each([
    ['concept', 'planned'],
    ['development', 'in_progress'],
    ['beta', 'experimental'],
    ['stable', 'maintained'],
    ['obsolete', 'archived'],
  ])('means %s as %s', (value, status) => {
    expect(seen(read(file(value), 'publiccode.yml'))).toEqual([['Lamp', 'ada/lamp', value, status]]);
  });

  it('may be written with every value of its list, and with no other', () => {
    const [row] = read(file('stable'), 'publiccode.yml');
    expect(row?.keyWords).toEqual({
      words: {
        planned: 'concept',
        in_progress: 'development',
        experimental: 'beta',
        maintained: 'stable',
        archived: 'obsolete',
      },
      proposed: {},
      isClosed: true,
    });
    expect(read(file('done'), 'publiccode.yml')[0]?.typed.status).toBe('unknown');
  });
});

describe('a value that the key has not had', () => {
  it.each([
    ['in-progress', 'on-hold, in-development', 'En'],
    ['IN_PROGRESS', 'ON_HOLD, DONE', ''],
    ['In Progress', 'Done, Paused', ''],
    ['in-progress', 'done, paused', ''],
    ['in_progress', 'on_hold', ''],
    ['inProgress', 'onHold', ''],
  ])('would be spelled %s beside %s', (expected, values) => {
    const text = values
      .split(', ')
      .map((value, index) => `- {repo: ada/p${index}, status: ${value}}\n`)
      .join('');
    const [row] = read(text);
    const { words, proposed } = row?.keyWords ?? { words: {}, proposed: {} };
    expect({ ...proposed, ...words }.in_progress).toBe(values.includes('in-development') ? 'in-development' : expected);
  });
});

describe('JSON', () => {
  it('is read with tabs, a byte order mark and escapes', () => {
    const text =
      '\ufeff{\n\t"projects":\t[\n\t\t{"name": "L\\u00e4mp", "github": "https:\\/\\/github.com\\/ada\\/lamp", "status": "in-progress"}\n\t]\n}\n';
    expect(seen(read(text, 'projects.json'))).toEqual([['Lämp', 'ada/lamp', 'in-progress', 'in_progress']]);
  });

  it('is edited at its place in one long line of any letters', () => {
    const projects = Array.from({ length: 300 }, (_, index) => ({
      name: `Lämp 🚀${index}`,
      repo: `ada/p${index}`,
      status: 'wip',
    }));
    const text = JSON.stringify(projects);
    const rows = read(text, 'projects.json');
    const changes = rows.slice(-1).map((row) => ({ row, text: 'done', mojibake: false }));
    const edited = Buffer.from(applyEdits(Buffer.from(text), planEdits(Buffer.from(text), changes))).toString();
    expect(JSON.parse(edited)).toEqual(projects.with(-1, { name: 'Lämp 🚀299', repo: 'ada/p299', status: 'done' }));
  });

  it('knows no merge keys', () => {
    const rows = read('[{"<<": {"status": "active"}, "repo": "ada/a"}]', 'projects.json');
    expect(seen(rows)).toEqual([['<<', null, 'active', 'maintained']]);
  });
});

describe('what cannot be read safely', () => {
  it.each([
    ['projects.yml', '- a: 1\n  a: 2\n', 'the key "a" appears twice.', 2, 3],
    ['projects.json', '{"a": 1,\n "a": 2}', 'the key "a" appears twice.', 2, 2],
    ['projects.json', '{\n  // why\n  "a": 1}', 'it has comments, which JSON does not allow.', 2, 3],
    ['projects.json', '{"a": [1,\n]}', 'it has a comma after the last entry, which JSON does not allow.', 2, 1],
    ['projects.json', "{'a': 1}", 'it is not valid JSON.', 1, 2],
    ['projects.yml', 'a: 1\rb: 2\r', 'its lines end in carriage returns alone.', 1, 5],
    ['projects.yml', 'a: *nowhere\n', 'it has no anchor "nowhere" for an alias.', 1, 4],
    ['projects.yml', `${'['.repeat(60)}\n`, 'it is nested too deeply.', 1, 1],
    ['projects.yml', `a: ${'[ '.repeat(120)}${'] '.repeat(120)}\n`, 'it is nested too deeply.', 1, 204],
    ['projects.yml', `a: ${'x'.repeat(1024 * 1024)}\n`, 'it is larger than 1 MB, too large for data.', 1, 1],
  ])('is refused: %s %j', (path, text, reason, line, column) => {
    const outcome = readDocument(Buffer.from(text), path);
    expect(outcome).toEqual({ kind: 'refused', reason, at: { line, column } });
  });

  it.each([
    ['projects.yml', Buffer.from('a: caf\xe9\n', 'latin1'), 'it is not in UTF-8, which a data file has to be.'],
    ['projects.jsonc', Buffer.from('{}'), 'JSON with comments is not read; .json and .yml are.'],
    ['projects.toml', Buffer.from('a = 1\n'), 'TOML is not read.'],
    [
      'projects.yml',
      Buffer.from('version https://git-lfs.github.com/spec/v1\n'),
      'it is a Git LFS pointer, not the document itself.',
    ],
  ])('is refused: %s', (path, bytes, reason) => {
    expect(readDocument(bytes, path)).toMatchObject({ kind: 'refused', reason });
  });

  it('takes no longer for aliases that multiply each other', () => {
    const levels = Array.from({ length: 60 }, (_, level) => {
      const before = `*l${level - 1}`;
      return `- &l${level} {a${level}: 1, status: active, <<: [${level === 0 ? '' : Array(40).fill(before).join(', ')}]}`;
    });
    expect(read(`${levels.join('\n')}\n`).every(({ skip }) => skip !== null)).toBe(true);
  });
});

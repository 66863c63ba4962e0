// Tables of projects: columns, cells and delimiter rows as people were seen to write them, and what was not labelled.

import { type Block, type Drawing, type ExpectedRow, fillForm, locate, type Project } from './drawing.ts';
import shapeData from './shapes.json' with { type: 'json' };

type Role = 'name' | 'status' | 'repository' | 'other';

/** Beside those that were learnt, which hold none of pictures, HTML and plain `owner/name`. */
const moreForms: Readonly<Record<Role, Readonly<Record<string, number>>>> = {
  name: { '[**{name}**]({url})': 12, '<b>{name}</b>': 4, '{name}<br><sub>{text}</sub>': 4, '### {name}': 0 },
  status: {
    '{glyph} {status}': 120,
    '{glyph}': 30,
    '**{status}**': 30,
    '{glyph} **{status}**': 20,
    '**{glyph} {status}**': 10,
    '_{status}_': 10,
    '`{status}`': 20,
    '[{status}]({link})': 10,
    '<b>{status}</b>': 6,
    '{status}<br><sub>{text}</sub>': 8,
    '{status} ({text})': 20,
    '{status} – {text}': 12,
    '{glyph} {status} (2025-03-06)': 12,
    '![{status}](https://img.shields.io/badge/status-{badge}-green)': 12,
    '![status](https://img.shields.io/badge/{badge}-8A2BE2?style=flat-square)': 8,
    '[![{status}](https://img.shields.io/badge/{badge}-blue.svg)]({link})': 6,
  },
  repository: { '{slug}': 8, '`{slug}`': 6, '[{slug}]({url})': 20, '[repo]({inside})': 8, '<{url}>': 4 },
  other: { '{text}': 40, '`{text}`': 8, '[Live](https://demo.harbour.example/)': 6, '80 %': 3, '2025': 6, '': 6 },
};

/** A status that something is said beside, and nothing that stands for its glyph. */
function isStatusForm(form: string): boolean {
  if (!/^(?:\{emoji\} )?[*_`[]*\{status\}/.test(form)) return false;
  return !/\{(?:label|name)\}|\{status\} \{text\}/.test(form);
}

const learnt = Object.fromEntries(
  Object.entries(shapeData.cells.status).flatMap(([form, count]) => {
    return isStatusForm(form) ? [[form.replace('{emoji}', '{glyph}'), count]] : [];
  }),
);
const forms: Readonly<Record<Role, Readonly<Record<string, number>>>> = {
  name: { ...shapeData.cells.name, ...moreForms.name },
  status: { ...learnt, ...moreForms.status },
  repository: { ...withoutNames(shapeData.cells.repository), ...moreForms.repository },
  other: { ...withoutRepositories(shapeData.cells.other), ...moreForms.other },
};

function withoutNames(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([form]) => !form.includes('{name}')));
}

function withoutRepositories(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([form]) => !/\{(?:url|name|status|inside)\}/.test(form)));
}

const columnSets: Readonly<Record<string, number>> = shapeData.columns;

/** `isStated`: without a status column, because a heading says it. */
export function makeTable(drawing: Drawing, isStated = false): Block {
  const { dice } = drawing;
  const roles = dice
    .pickWeighted(columnSets)
    .split(' ')
    .filter((role) => !isStated || role !== 'status') as Role[];
  if (roles.length === 1) roles.push('other');
  const chosen = Object.fromEntries(Object.entries(forms).map(([role, each]) => [role, dice.pickWeighted(each)]));
  const mixes = dice.chance(0.3);
  const headings = makeHeadings(drawing, roles);
  const delimiter = dice.chance(0.8)
    ? dice.pickWeighted(shapeData.delimiters)
    : dice.pick([':-:', '-', '---:', '------']);
  const pad = dice.chance(0.3);
  // A line that begins otherwise may be a heading or a list.
  const isOuter = dice.chance(0.9) || roles[0] !== 'name' || delimiter === '-';
  const rows: string[][] = [];
  const expected: ExpectedRow[] = [];
  for (let index = 0; index < 1 + dice.below(5); index += 1) {
    const project = drawing.drawProject();
    const form = (role: Role) => (mixes ? dice.pickWeighted(forms[role]) : (chosen[role] ?? ''));
    const used = roles.map((role) => ({ role, form: role === 'other' ? dice.pickWeighted(forms.other) : form(role) }));
    const cells = used.map(({ role, form: each }) => fillCell(each, role, project, drawing));
    rows.push(cells.map(({ text }) => text));
    const statusForm = used.find(({ role }) => role === 'status')?.form ?? '';
    const own = cells.filter((_, at) => ['name', 'repository'].includes(used[at]?.role ?? ''));
    expected.push({
      first: index + 2,
      last: index + 2,
      name: project.name,
      ...locateInTable(own, project, drawing),
      // A glyph of several statuses means what its reader takes it for.
      status: project.status,
      isEditable: isStated ? false : statusForm === '{glyph}' || project.status === 'unknown' ? null : true,
      tags: [
        `kind: ${isStated ? 'section table' : 'table'}`,
        `columns: ${roles.join(' ')}`,
        ...used.flatMap(({ role, form: each }) => (role === 'other' ? [] : [`${role}: ${each}`])),
      ],
    });
  }
  const widths = roles.map((_, column) => Math.max(3, ...[headings, ...rows].map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]) => {
    const padded = cells.map((cell, column) => (pad ? cell.padEnd(widths[column] ?? 0) : cell));
    return isOuter ? `| ${padded.join(' | ')} |` : padded.join(' | ');
  };
  return { lines: [line(headings), line(roles.map(() => delimiter)), ...rows.map(line)], rows: expected };
}

/** The repository column says it where there is one, before the name. */
function locateInTable(cells: Parameters<typeof locate>[0], project: Project, drawing: Drawing) {
  const absolute = cells.filter(({ links }) => links !== 'inside');
  const isAbsolute = absolute.some(({ links }) => links !== null);
  return locate(isAbsolute ? absolute : cells, project, drawing);
}

function makeHeadings({ dice, words }: Drawing, roles: readonly Role[]): string[] {
  const free = dice.chance(0.5) ? [...words.headings.other] : [...words.headings.other].reverse();
  const around = dice.pick(['', '', '', '', '**']);
  const glyph = dice.chance(0.1) ? '📌 ' : '';
  return roles.map((role, column) => {
    if (role === 'other' && column === 0) return dice.pick(['#', 'No.', 'ID']);
    const heading = role === 'other' ? (free.pop() ?? 'Notes') : dice.pick(words.headings[role]);
    return `${around}${glyph}${heading}${around}`;
  });
}

function fillCell(form: string, role: Role, project: Project, drawing: Drawing) {
  const badge = encodeURIComponent(project.word.replaceAll('-', '--').replaceAll(' ', '_'));
  const filled = fillForm(
    form.replace('{badge}', badge),
    project,
    drawing,
    role === 'other' ? 'elsewhere' : 'repository',
  );
  return { ...filled, text: filled.text.replaceAll('|', '\\|') };
}

/** The same as HTML. */
export function makeHtmlTable(drawing: Drawing): Block {
  const { dice, words } = drawing;
  const nameForm = dice.pick([
    '<a href="{url}">{name}</a>',
    '<a href="{url}"><b>{name}</b></a>',
    '<b>{name}</b>',
    '<strong><a href="{url}">{name}</a></strong>',
    '<code>{name}</code>',
  ]);
  const statusForm = dice.pick([
    '{status}',
    '{glyph} {status}',
    '<b>{status}</b>',
    '<code>{status}</code>',
    '{status} ({text})',
    '{glyph} <b>{status}</b>',
  ]);
  const order = dice
    .pick(['name status', 'name other status', 'status name', 'name other status repository', 'name status repository'])
    .split(' ') as Role[];
  const cellForms: Record<Role, string> = {
    name: nameForm,
    status: statusForm,
    repository: '<a href="{url}">code</a>',
    other: '{text}',
  };
  const headings = makeHeadings({ ...drawing, words }, order).map((heading) => heading.replaceAll('*', ''));
  const isWide = dice.chance(0.5);
  const lines = ['<table>'];
  const row = (tag: string, cells: readonly string[]) => {
    const closed = cells.map((cell) => `<${tag}>${cell}</${tag}>`);
    if (!isWide) return [`  <tr>${closed.join('')}</tr>`];
    return ['  <tr>', ...closed.map((cell) => `    ${cell}`), '  </tr>'];
  };
  lines.push(...row('th', headings));
  const rows: ExpectedRow[] = [];
  for (let index = 0; index < 1 + dice.below(4); index += 1) {
    const project = drawing.drawProject();
    const cells = order.map((role) => fillForm(cellForms[role], project, drawing, 'repository'));
    const first = lines.length;
    lines.push(
      ...row(
        'td',
        cells.map(({ text }) => text),
      ),
    );
    rows.push({
      first,
      last: lines.length - 1,
      name: project.name,
      ...locate(cells, project, drawing),
      status: project.status,
      isEditable: project.status === 'unknown' ? null : true,
      tags: ['kind: HTML table', `HTML name: ${nameForm}`, `HTML status: ${statusForm}`],
    });
  }
  lines.push('</table>');
  return { lines, rows };
}

/** One project for each column. */
export function makeTransposed(drawing: Drawing): Block {
  const { dice, words } = drawing;
  const projects = Array.from({ length: 2 + dice.below(2) }, () => drawing.drawProject());
  const line = (first: string, cells: readonly string[]) => `| ${[first, ...cells].join(' | ')} |`;
  const mark = dice.pick(['', '**']);
  const lines = [
    line(
      dice.pick(['', 'Metric', '*']),
      projects.map(({ name, repo }) => `[${name}](https://github.com/${repo})`),
    ),
    line(
      '---',
      projects.map(() => '---'),
    ),
    line(
      `${mark}${dice.pick(words.headings.status)}${mark}`,
      projects.map(({ glyph, word }) => (glyph === '' ? word : `${glyph} ${word}`)),
    ),
    line(
      `${mark}${words.headings.other[0] ?? ''}${mark}`,
      projects.map(() => dice.pick(words.texts)),
    ),
  ];
  const rows = projects.map(({ name, repo, status }): ExpectedRow => {
    return {
      first: 0,
      last: 3,
      name,
      repo,
      folder: null,
      inside: null,
      status,
      isEditable: null,
      tags: ['kind: transposed table'],
    };
  });
  return { lines, rows };
}

// Projects outside tables: list items, labels below them, headings that state, checkboxes, paragraphs, cards.

import { type Block, type Drawing, type ExpectedRow, fillForm, locate, type Project } from './drawing.ts';
import shapeData from './shapes.json' with { type: 'json' };
import { makeTable } from './tables.ts';

/** Those in which the status is no part of a link. */
const learntItems = Object.fromEntries(
  Object.entries(shapeData.items).filter(([form]) => !/\[[^\]]*\{status\}/.test(form)),
);
const itemForms: Readonly<Record<string, number>> = {
  ...learntItems,
  '- [{name}]({url}) — {status}': 6,
  '- [{name}]({url}) - {glyph} {status}': 6,
  '- [{name}]({url}) - {text} - *{status}*': 4,
  '- **[{name}]({url})** · {glyph} {status} · {text}': 4,
  '* **{name}** ({status}): {text} [code]({url})': 4,
  '1. [{name}]({url}) ({status})': 4,
  '- {glyph} **{status}** [{name}]({url}) – {text}': 3,
  '- [{name}]({url}): {text}. **{label word}:** {status}': 3,
  '- [{name}]({url}) `{status}` - {text}': 3,
};

function toRow(project: Project, place: ReturnType<typeof locate>, rest: Partial<ExpectedRow>): ExpectedRow {
  const { name, status } = project;
  return { first: 0, last: 0, name, ...place, status, isEditable: true, tags: [], ...rest };
}

export function makeItems(drawing: Drawing): Block {
  const { dice, words } = drawing;
  const form = dice.pickWeighted(itemForms).replace('{label word}', dice.pick(words.labels));
  const lines: string[] = [];
  const rows: ExpectedRow[] = [];
  for (let index = 0; index < 1 + dice.below(4); index += 1) {
    const project = drawing.drawProject('known');
    const filled = fillForm(form, project, drawing, 'repository');
    const place = locate([filled], project, drawing);
    // Where nothing is linked, a list may be of anything.
    const isEditable = place.repo === null ? null : true;
    const tags = [place.repo === null ? 'kind: list without links' : 'kind: list', `item: ${form}`];
    rows.push(toRow(project, place, { first: index, last: index, isEditable, tags }));
    lines.push(filled.text.replace(/^1\./, `${index + 1}.`));
  }
  return { lines, rows };
}

/** Labels in a list below the item that they are about. */
export function makeLabelled(drawing: Drawing): Block {
  const { dice, words } = drawing;
  const colon = /^(?:zh|ja)/.test(drawing.language) ? dice.pick(['：', ': ']) : ': ';
  const mark = dice.pick(['**', '', '*']);
  const lead = dice.pick(['1. **{name}**', '- **{name}**', '- {name}', '1. [{name}]({url})']);
  const lines: string[] = [];
  const rows: ExpectedRow[] = [];
  for (let index = 0; index < 1 + dice.below(3); index += 1) {
    const project = drawing.drawProject('known');
    const first = lines.length;
    const label = (word: string, text: string) => `   - ${mark}${word}${mark}${colon}${text}`;
    const filled = fillForm(lead.replace('1.', `${index + 1}.`), project, drawing, 'repository');
    const place =
      filled.links === null ? { repo: project.repo, folder: null, inside: null } : locate([filled], project, drawing);
    lines.push(filled.text);
    lines.push(label(dice.pick(words.labels), project.word));
    if (filled.links === null)
      lines.push(label(dice.pick(words.headings.repository), `https://github.com/${project.repo}`));
    rows.push(toRow(project, place, { first, last: lines.length - 1, tags: ['kind: labels below an item'] }));
  }
  return { lines, rows };
}

/** A heading for each project, and a label below it. */
export function makeHeaded(drawing: Drawing): Block {
  const { dice, words } = drawing;
  const heading = dice.pick(['### {name}', '### [{name}]({url})', '#### {emoji} {name}']);
  const label = dice.pick([
    '**{l}:** {status}',
    '**{l}**: {status}',
    '- **{l}:** {glyph} {status}',
    '{l}: {status}',
    '> {l}: {status}',
    '{l}: `{status}`',
  ]);
  const lines: string[] = [];
  const rows: ExpectedRow[] = [];
  for (let index = 0; index < 1 + dice.below(3); index += 1) {
    const project = drawing.drawProject('known');
    const filled = fillForm(heading, project, drawing, 'repository');
    const first = lines.length;
    const said = fillForm(label.replace('{l}', dice.pick(words.labels)), project, drawing, 'repository').text;
    const link = filled.links === null ? [`[code](https://github.com/${project.repo})`, ''] : [];
    const place =
      filled.links === null ? { repo: project.repo, folder: null, inside: null } : locate([filled], project, drawing);
    lines.push(filled.text, '', `${dice.pick(words.texts)}.`, '', said, '', ...link);
    rows.push(
      toRow(project, place, {
        first,
        last: lines.length - 1,
        tags: ['kind: label below a heading', `label: ${label}`],
      }),
    );
  }
  return { lines, rows };
}

/** A heading that says it of all below: read, and nothing there to write. */
export function makeSection(drawing: Drawing): Block {
  const { dice, words } = drawing;
  const status = dice.pick(Object.keys(words.sections)) as ExpectedRow['status'];
  const title = `### ${dice.pick(words.sections[status] ?? [])}`;
  const inner = dice.chance(0.5) ? makeTable(drawing, true) : makePlainItems(drawing);
  const rows = inner.rows.map((row) => ({
    ...row,
    first: row.first + 2,
    last: row.last + 2,
    status,
    isEditable: false,
  }));
  return { lines: [title, '', ...inner.lines], rows };
}

function makePlainItems(drawing: Drawing): Block {
  const form = drawing.dice.pick([
    '- [{name}]({url}) - {text}',
    '- **[{name}]({url})** – {text}',
    '1. [{name}]({url})',
    '* [{name}]({url}): {text}',
  ]);
  const lines: string[] = [];
  const rows: ExpectedRow[] = [];
  for (let index = 0; index < 1 + drawing.dice.below(4); index += 1) {
    const project = drawing.drawProject('known');
    const filled = fillForm(form.replace('1.', `${index + 1}.`), project, drawing, 'repository');
    lines.push(filled.text);
    rows.push(
      toRow(project, locate([filled], project, drawing), { first: index, last: index, tags: ['kind: section list'] }),
    );
  }
  return { lines, rows };
}

/** A ticked box before a repository is done. */
export function makeBoxes(drawing: Drawing): Block {
  const { dice, words } = drawing;
  const lines: string[] = [];
  const rows: ExpectedRow[] = [];
  for (let index = 0; index < 2 + dice.below(3); index += 1) {
    const project = drawing.drawProject('known');
    const isDone = dice.chance(0.5);
    lines.push(
      `- [${isDone ? 'x' : ' '}] [${project.name}](https://github.com/${project.repo}) - ${dice.pick(words.texts)}`,
    );
    const place = { repo: project.repo, folder: null, inside: null };
    const status = isDone ? 'complete' : 'planned';
    rows.push(
      toRow({ ...project, status }, place, { first: index, last: index, isEditable: false, tags: ['kind: checkbox'] }),
    );
  }
  return { lines, rows };
}

/** A table without statuses in which single names carry one. */
export function makeRemarks(drawing: Drawing): Block {
  const { dice, words } = drawing;
  const form = dice.pick([
    '[{name}]({url}) *({status})*',
    '[**{name}**]({url}) ({status})',
    '[{name}]({url}) `{status}`',
  ]);
  const { name, other } = words.headings;
  const lines = [`| ${name[0]} | ${other[0]} |`, '|---|---|'];
  const rows: ExpectedRow[] = [];
  for (let index = 0; index < 2 + dice.below(3); index += 1) {
    const project = drawing.drawProject('known');
    const isSaid = index === 1;
    const filled = fillForm(isSaid ? form : '[{name}]({url})', project, drawing, 'repository');
    lines.push(`| ${filled.text} | ${dice.pick(words.texts)} |`);
    const at = lines.length - 1;
    if (isSaid)
      rows.push(
        toRow(project, locate([filled], project, drawing), {
          first: at,
          last: at,
          isEditable: false,
          tags: ['kind: remark in the name cell', `remark: ${form}`],
        }),
      );
  }
  return { lines, rows };
}

/** A paragraph that begins with a project in bold. */
export function makeParagraphs(drawing: Drawing): Block {
  const form = drawing.dice.pick([
    '**[{name}]({url})** — {status}',
    '**[{name}]({url})** — {glyph} {status} — {text}.',
    '**{name}** ({status}) — {text}. [code]({url})',
  ]);
  const project = drawing.drawProject('known');
  const filled = fillForm(form, project, drawing, 'repository');
  return {
    lines: [filled.text],
    rows: [toRow(project, locate([filled], project, drawing), { tags: ['kind: paragraph', `paragraph: ${form}`] })],
  };
}

/** Cards of HTML; the last kind is a link as a whole. */
export function makeCards(drawing: Drawing): Block {
  const { dice } = drawing;
  const forms = [
    [
      '<div class="card">',
      '  <h3>{name}</h3>',
      '  <p>{text}.</p>',
      '  <span class="status">{status}</span>',
      '  <a href="{url}">code</a>',
      '</div>',
    ],
    ['<div class="card">', '  <h3><a href="{url}">{name}</a></h3>', '  <p>{glyph} {status}</p>', '</div>'],
    ['<a class="card" href="{url}">', '  <h3>{name}</h3>', '  <p class="status">{status}</p>', '</a>'],
  ];
  const form = dice.pick(forms);
  const lines: string[] = ['<div class="grid">'];
  const rows: ExpectedRow[] = [];
  for (let index = 0; index < 2 + dice.below(2); index += 1) {
    const project = drawing.drawProject('known');
    const first = lines.length;
    const filled = form.map((line) => fillForm(line, project, drawing, 'repository'));
    lines.push(...filled.map(({ text }) => text));
    rows.push(
      toRow(project, locate(filled, project, drawing), {
        first,
        last: lines.length - 1,
        tags: ['kind: card', `card: ${form[0]} ${form[2]}`],
      }),
    );
  }
  lines.push('</div>');
  return { lines, rows };
}

import { describe, expect, it } from 'vitest';
import { forceRows } from '../../../scripts/corpus/force-rows.ts';
import { readDocument } from '../../../src/core/document/parse-document.ts';
import type { Row } from '../../../src/core/model.ts';

const page = `<table><tr><th>Project</th><th>Status</th><th>Code</th></tr>
<tr><td>Quill</td><td>Active <b>now</b></td><td><a href="https://github.com/ada/quill">code</a></td></tr>
<tr><td>Ink</td><td>Paused</td><td><a href="https://github.com/ada/ink">code</a></td></tr></table>
`;

async function force(text: string, name: string, change = (row: Row) => row) {
  const bytes = Buffer.from(text);
  const outcome = readDocument(bytes, name);
  if (outcome.kind !== 'read') throw new Error(outcome.reason);
  const rows = outcome.reading.rows.map(change);
  return [...(await forceRows(bytes, name, rows))].map(([row, difference]) => [row.name, difference]);
}

const only = (text: string) => page.replace(' <b>now</b>', text);

describe('another word in every row of a document', () => {
  it('changes nothing else for the reader of a page', async () => {
    expect(await force(only(''), 'index.html')).toEqual([
      ['Quill', null],
      ['Ink', null],
    ]);
  });

  it('is wrong in the one row whose bytes hold more than its status', async () => {
    const widen = (row: Row): Row => {
      if (row.name !== 'Ink' || row.statusSpan === null) return row;
      return { ...row, statusSpan: { ...row.statusSpan, end: row.statusSpan.end + '</td><td>'.length } };
    };
    expect(await force(only(''), 'index.html', widen)).toEqual([
      ['Quill', null],
      ['Ink', expect.stringContaining('a reader sees')],
    ]);
  });

  it('is wrong where the bytes hold less than the status', async () => {
    const shorten = (row: Row): Row => {
      if (row.name !== 'Ink' || row.statusSpan === null) return row;
      return { ...row, statusSpan: { ...row.statusSpan, end: row.statusSpan.end - 1 } };
    };
    const found = await force(only(''), 'index.html', shorten);
    expect(found).toContainEqual(['Ink', expect.stringContaining('a reader sees')]);
  });

  it('is not written where the status is more than plain text', async () => {
    expect(await force(only(' <b>now</b>'), 'index.html')).not.toContainEqual(['Quill', expect.anything()]);
  });

  it('changes one scalar of a data file', async () => {
    const data = '- name: Quill\n  repo: ada/quill\n  status: active # since May\n';
    expect(await force(data, 'projects.yml')).toEqual([['Quill', null]]);
    const widen = (row: Row): Row => {
      return row.statusSpan === null ? row : { ...row, statusSpan: { ...row.statusSpan, start: data.indexOf('ada') } };
    };
    expect(await force(data, 'projects.yml', widen)).toEqual([['Quill', expect.stringContaining('A parser sees')]]);
  });
});

// Rows about folders of one repository: each is evaluated by what was committed to its own folder.

import { describe, expect, it } from 'vitest';
import { openPipeline, table } from '../support/open-pipeline.ts';

const rowOf = (name: string, folder: string) =>
  `| ${name} | 🟡 In Progress | [code](https://github.com/ada/mono/tree/main/${folder}) |`;

describe('rows about folders', () => {
  it('are evaluated apart: work in one never wakes the other', async () => {
    const { world, daysAgo, write, look, pass, read } = openPipeline();
    const mono = world.addRepository({ owner: 'ada', name: 'mono', createdAt: daysAgo(350), languages: ['Go'] });
    mono.commit({ at: daysAgo(200), message: 'Begin', files: { 'api/main.go': '1', 'site/main.go': '1' } });
    mono.commit({ at: daysAgo(3), message: 'Add a page', files: { 'site/page.go': '1' } });
    mono.release('v2.0.0', daysAgo(2));
    write(table(rowOf('api', 'api'), rowOf('site', 'site')), daysAgo(150));
    const { rows } = await look();
    expect(rows.map(({ row, derived, decision }) => [row.name, derived.rule, decision.action])).toEqual([
      ['api', 'quiet', 'question'],
      // A release of the whole repository says nothing about one of its folders.
      ['site', 'active', 'keep'],
    ]);
    expect(rows[0]?.derived.evidence).toContain('Last work commit');
    pass(15);
    expect((await look()).rows.map(({ decision }) => decision.action)).toEqual(['question', 'keep']);
    expect(read()).toContain('| api | 🟡 In Progress |');
    expect(read()).toContain('| site | 🟡 In Progress |');
  });

  it('that do not exist are left alone', async () => {
    const { world, daysAgo, write, look } = openPipeline();
    const mono = world.addRepository({ owner: 'ada', name: 'mono', createdAt: daysAgo(350), languages: ['Go'] });
    mono.commit({ at: daysAgo(300), message: 'Begin', files: { 'api/main.go': '1' } });
    write(table(rowOf('gone', 'moved-away')), daysAgo(200));
    expect((await look()).rows[0]?.decision).toMatchObject({ action: 'keep', question: null });
  });
});

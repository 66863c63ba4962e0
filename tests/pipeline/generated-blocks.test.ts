// Generated blocks through the whole pipeline: filled from the configuration or from the document's own rows, kept
// true, and never at the cost of what the owner typed.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeMojibake } from '../../src/core/document/markup/encoding.ts';
import { readDocument } from '../../src/core/document/parse-document.ts';
import { answerQuestion, undoAnswer } from '../../src/pipeline/questions/answers.ts';
import { openPipeline, type Pipeline, row, table } from '../support/open-pipeline.ts';

const listed = `
labels: { archived: "⚪ Archived", paused: "🟡 Paused", in_progress: "🟡 In Progress" }
projects:
  - { match: engine, repo: ada/engine, description: Turns, group: Work }
  - { match: ada/loom, repo: ada/loom, group: Work }
  - { match: Mill, repo: ada/mill }
`;
const block = (kind: string) => `<!-- statusfolio:${kind} -->\n<!-- /statusfolio -->\n`;

function open(path: string, text: string | Buffer, configuration = listed): Pipeline {
  const pipeline = openPipeline({ paths: [path], configuration });
  pipeline.addProject('engine');
  pipeline.addProject('mill', 120);
  pipeline.addProject('loom').archive(pipeline.daysAgo(3));
  pipeline.me.commit({ at: pipeline.daysAgo(20), message: 'By hand', files: { [path]: Buffer.from(text) } });
  return pipeline;
}

const seed = (name: string) => readFileSync(`tests/fixtures/seeds/${name}`);

async function expectCalm(pipeline: Pipeline): Promise<void> {
  const commits = pipeline.me.history().length;
  for (let day = 0; day < 3; day += 1) {
    pipeline.pass(1);
    expect((await pipeline.look()).publication.kind).toBe('nothing');
  }
  expect(pipeline.me.history()).toHaveLength(commits);
}

describe('a generated block', () => {
  it('is made from nothing for the projects that the configuration lists', async () => {
    const pipeline = open('README.md', `# Me\n\n${block('table columns=name,status,description')}`);
    const { publication } = await pipeline.look();
    expect(publication.kind).toBe('published');
    expect(pipeline.read()).toBe(`# Me

<!-- statusfolio:table columns=name,status,description -->

| Project | Status | Description |
| --- | --- | --- |
| [engine](https://github.com/ada/engine) | 🟡 In Progress | Turns |
| [loom](https://github.com/ada/loom) | ⚪ Archived |  |
| [Mill](https://github.com/ada/mill) | last work 2025-11 |  |

<!-- /statusfolio -->
`);
    expect(pipeline.me.head()?.message).toContain(
      '- Mill: last work 2025-11\n  No status has been given yet; last work commit 2025-11-01.',
    );
    await expectCalm(pipeline);
  });

  it('adds a list to the profile seed, in its own encoding, and moves no other byte', async () => {
    const before = Buffer.concat([seed('profile.md'), Buffer.from(`\n${block('list')}`)]);
    const pipeline = open('README.md', before);
    await pipeline.look();
    const after = Buffer.from(pipeline.me.read('README.md') ?? []);
    const cut = before.indexOf('<!-- /statusfolio');
    expect(after.subarray(0, cut).equals(before.subarray(0, cut))).toBe(true);
    expect(after.subarray(after.indexOf('<!-- /statusfolio')).equals(before.subarray(cut))).toBe(true);
    const own = after.subarray(cut, after.indexOf('<!-- /statusfolio')).toString();
    expect(own).toContain('ðŸŸ¡ In Progress');
    expect(
      own
        .trim()
        .split('\n')
        .map((line) => decodeMojibake(line)),
    ).toEqual([
      '**[engine](https://github.com/ada/engine)** — 🟡 In Progress — Turns.',
      null,
      '**[loom](https://github.com/ada/loom)** — ⚪ Archived',
      null,
      '**[Mill](https://github.com/ada/mill)** — last work 2025-11',
    ]);
    await expectCalm(pipeline);
  });

  it('adds a card grid to the Quarto seed, in its own markup', async () => {
    const before = seed('about.qmd');
    const pipeline = open('about.qmd', Buffer.concat([before, Buffer.from(`\n${block('cards')}`)]));
    await pipeline.look();
    const text = pipeline.read('about.qmd');
    expect(text.startsWith(before.toString())).toBe(true);
    const own = text.slice(before.length);
    expect(own.match(/<div class="card">/g)).toHaveLength(3);
    expect(own).toContain('<div class="card-grid">');
    expect(own).toContain('<h3><a href="https://github.com/ada/loom">loom</a></h3>\n  <p>⚪ Archived</p>');
    await expectCalm(pipeline);
  });

  it('leaves the seeds alone without a marker: they hold no status', async () => {
    for (const [name, path] of [
      ['profile.md', 'README.md'],
      ['about.qmd', 'about.qmd'],
    ] as const) {
      const pipeline = open(path, seed(name));
      expect((await pipeline.look()).publication.kind).toBe('nothing');
      expect(seed(name).equals(pipeline.me.read(path) ?? Buffer.from([]))).toBe(true);
    }
  });

  it('sums up the rows of the document, and follows them', async () => {
    const text = `${block('summary')}\n${table(row('engine', '🟡 In Progress'), row('loom', '🟡 In Progress'))}`;
    const pipeline = open('README.md', text, 'labels: { archived: "⚪ Archived" }\n');
    await pipeline.look();
    expect(pipeline.read()).toContain('\n1 in progress · 1 archived\n');
    expect(pipeline.read()).toContain(row('loom', '⚪ Archived'));
    await expectCalm(pipeline);
  });

  it('lists the rows of the document where the configuration lists nothing', async () => {
    const text = `${table(row('engine', '🟡 In Progress'), row('loom', '🟡 In Progress'))}\n${block('list sort=status')}`;
    const pipeline = open('README.md', text, 'labels: { archived: "⚪ Archived" }\n');
    await pipeline.look();
    expect(
      pipeline
        .read()
        .split('\n')
        .filter((line) => line.startsWith('- ')),
    ).toEqual([
      '- **[engine](https://github.com/ada/engine)** — 🟡 In Progress',
      '- **[loom](https://github.com/ada/loom)** — ⚪ Archived',
    ]);
    await expectCalm(pipeline);
  });

  it('keeps the word that the owner typed into it', async () => {
    const pipeline = open('README.md', block('list'));
    await pipeline.look();
    pipeline.pass(1);
    pipeline.write(pipeline.read().replace('last work 2025-11', '🟢 Complete'));
    await pipeline.look();
    expect(pipeline.read()).toContain('**[Mill](https://github.com/ada/mill)** — 🟢 Complete');
    await expectCalm(pipeline);
    expect(pipeline.read()).toContain('🟢 Complete');
  });

  it.each(['table', 'list', 'cards'])(
    'dates the owner’s word in a %s, and the date goes with the next work',
    async (kind) => {
      const configuration = 'onSilence: date\nprojects:\n  - { match: mill, repo: ada/mill }\n';
      const pipeline = openPipeline({ configuration });
      const mill = pipeline.addProject('mill', 3);
      pipeline.write(block(kind), pipeline.daysAgo(20));
      await pipeline.look();
      pipeline.pass(1);
      pipeline.write(pipeline.read().replace('🟡 In Progress', '🟡 Ongoing'));
      for (const days of [0, 95, 40, 60, 1]) {
        pipeline.pass(days);
        await pipeline.look();
      }
      const isTable = kind === 'table';
      const dated = isTable ? /\| Last work \|[\s\S]*\| 🟡 Ongoing \| 2026-02 \|/ : /🟡 Ongoing \(as of 2026-03\)/;
      expect(pipeline.read()).toMatch(dated);
      await expectCalm(pipeline);
      mill.commit({ at: pipeline.now(), message: 'Again', files: { 'main.go': 'again' } });
      await pipeline.look();
      expect(pipeline.read()).toContain('🟡 Ongoing');
      expect(pipeline.read()).not.toMatch(/as of|Last work/);
      await expectCalm(pipeline);
    },
  );

  it('follows a row of the document that is about the same project', async () => {
    const pipeline = open('README.md', `${block('list')}\n${table(row('mill', '🟡 In Progress'))}`);
    await pipeline.look();
    pipeline.pass(1);
    pipeline.write(pipeline.read().replace(row('mill', '🟡 In Progress'), row('mill', '🟢 Complete')));
    await pipeline.look();
    expect(pipeline.read()).toContain('**[Mill](https://github.com/ada/mill)** — 🟢 Complete');
    await expectCalm(pipeline);
  });

  it('overwrites neither of two words for one project that stand in two blocks', async () => {
    const pipeline = open('README.md', `${block('list')}\n${block('table')}`);
    await pipeline.look();
    pipeline.pass(1);
    const complete = pipeline.read().replace(/(\| \[Mill\].*)last work 2025-11/, '$1🟢 Complete');
    const typed = complete.replace('last work 2025-11', '🟡 Paused');
    pipeline.write(typed);
    await pipeline.look();
    expect(pipeline.read()).toBe(typed);
  });

  it('is written again after somebody has changed what it says of a project that is archived', async () => {
    const pipeline = open('README.md', block('list'));
    await pipeline.look();
    const text = pipeline.read();
    pipeline.pass(1);
    pipeline.write(text.replace(/- \*\*\[engine.*\n/, ''));
    await pipeline.look();
    expect(pipeline.read()).toBe(text);
  });

  it('does not show a project that cannot be fetched, and says so', async () => {
    const pipeline = open('README.md', block('list'), `${listed}  - { match: Gone, repo: ada/gone }\n`);
    const { problems } = await pipeline.look();
    expect(problems).toMatchObject([{ code: 'NOT_VISIBLE' }]);
    expect(pipeline.read()).not.toContain('Gone');
    expect(pipeline.read()).toContain('Mill');
  });

  it('is left alone, and named, where its markers are broken', async () => {
    const text = '<!-- statusfolio:list -->\n\ntext\n';
    const pipeline = open('README.md', text);
    const { problems, publication } = await pipeline.look();
    expect(problems).toMatchObject([{ code: 'BLOCK_UNREADABLE', where: 'ada/me/README.md:1' }]);
    expect(publication.kind).toBe('nothing');
    expect(pipeline.read()).toBe(text);
  });

  it('is planned again from fresh bytes when the owner edits meanwhile', async () => {
    const pipeline = open('README.md', block('list'));
    let edits = 0;
    pipeline.world.fail({
      when: ({ operation }) => {
        if (operation === 'CommitOnBranch' && edits === 0) {
          edits += 1;
          pipeline.write(`# A new heading\n\n${block('list')}\nand a new end\n`);
        }
        return false;
      },
      answer: 'reset',
    });
    await pipeline.look();
    expect(pipeline.read()).toMatch(/^# A new heading\n\n<!-- statusfolio:list -->\n\n- [\s\S]*and a new end\n$/);
  });
});

describe('the column "Last work" of a generated table', () => {
  const configuration = 'onSilence: date\nprojects:\n  - { match: mill, repo: ada/mill }\n';
  const row = (lastWork: string) => `| [mill](https://github.com/ada/mill) | 🟡 Ongoing | ${lastWork} |`;

  /** The owner typed "Ongoing" the day after the block was filled, and nobody has worked since 2026-02-26. */
  async function openDated() {
    const pipeline = openPipeline({ configuration });
    const mill = pipeline.addProject('mill', 3);
    pipeline.write(block('table'), pipeline.daysAgo(20));
    await pipeline.look();
    pipeline.pass(1);
    pipeline.write(pipeline.read().replace('🟡 In Progress', '🟡 Ongoing'));
    const wait = async (days: number, store = pipeline.store) => {
      pipeline.pass(days);
      return await pipeline.look(store);
    };
    for (const days of [0, 95, 40]) await wait(days);
    const { rows } = await wait(60);
    const edit = (from: string, to: string) => {
      pipeline.passMinutes(60);
      pipeline.write(pipeline.read().replace(from, to), pipeline.now());
    };
    const commit = (path: string) => mill.commit({ at: pipeline.now(), message: 'Edit', files: { [path]: 'new' } });
    return { ...pipeline, wait, edit, commit, rows };
  }

  it('is the date, and no remark stands behind the word', async () => {
    const { rows, read, wait, me } = await openDated();
    const asOf = { month: '2026-02', text: '(last work 2026-02)' };
    expect(rows[0]?.decision).toMatchObject({ action: 'change', text: '🟡 Ongoing', asOf: { ...asOf, action: 'add' } });
    expect(me.head()?.message).toContain('docs: date the status of mill (last work 2026-02)');
    expect(read()).toContain(row('2026-02'));
    const later = await wait(30);
    expect(later.rows[0]?.decision).toMatchObject({ action: 'question', asOf: { ...asOf, action: 'keep' } });
    expect(later.publication.kind).toBe('nothing');
  });

  it('goes with the next commit, and says the new month after the next silence', async () => {
    const { read, wait, commit } = await openDated();
    commit('README.md');
    await wait(1);
    expect(read()).toContain('| 🟡 Ongoing |\n');
    expect(read()).not.toMatch(/Last work|2026-0/);
    for (const days of [100, 75]) await wait(days);
    expect(read()).not.toContain('Last work');
    await wait(10);
    expect(read()).toContain(row('2026-09'));
  });

  it('goes with an answer, and comes back with the same month where the answer is taken back', async () => {
    const { read, wait, store, now } = await openDated();
    const [project] = await store.listProjects();
    const projectKey = project?.key ?? '';
    await answerQuestion(store, { projectKey, kind: 'active', by: 'ada', now: now() });
    await wait(0.5);
    expect(read()).not.toContain('Last work');
    await undoAnswer(store, { projectKey, by: 'ada', now: now() });
    await wait(2);
    expect(read()).toContain(row('2026-02'));
  });

  it('is refused for this silence by an owner who empties its cell', async () => {
    const { read, wait, edit, openStore } = await openDated();
    edit('| 2026-02 |', '|  |');
    const { rows } = await wait(1);
    expect(rows[0]?.decision.reason).toContain('You removed the date on');
    await wait(200);
    expect(read()).not.toMatch(/Last work|2026-02/);
    const fresh = openStore();
    for (const days of [1, 40, 200]) await wait(days, fresh);
    expect(read()).not.toMatch(/Last work|2026-02/);
  });

  it('is the owner’s own where the owner changes its month', async () => {
    const { read, wait, edit, commit } = await openDated();
    edit('| 2026-02 |', '| 2026-01 |');
    await wait(1);
    await wait(100);
    expect(read()).toContain(row('2026-01'));
    commit('README.md');
    await wait(1);
    expect(read()).toContain(row('2026-01'));
  });

  it('is known again without any state, and goes with the next work', async () => {
    const { read, wait, openStore, commit } = await openDated();
    const fresh = openStore();
    for (const days of [1, 1, 40, 100]) {
      expect((await wait(days, fresh)).publication.kind).toBe('nothing');
      expect(read()).toContain(row('2026-02'));
    }
    commit('main.go');
    await wait(1, fresh);
    expect(read()).not.toMatch(/Last work|2026-02/);
  });

  it('moves behind the word where the owner wants a list instead', async () => {
    const { read, wait, edit } = await openDated();
    edit('statusfolio:table', 'statusfolio:list');
    await wait(1);
    expect(read()).toContain('🟡 Ongoing (as of 2026-02)');
    await wait(1);
    expect(read()).toMatch(/🟡 Ongoing \(as of 2026-0[23]\)/);
  });

  it('is nobody’s date in a table that the owner keeps', () => {
    const text = `| Project | Status | Last work |\n| --- | --- | --- |\n${row('2026-02')}\n`;
    const outcome = readDocument(Buffer.from(text), 'README.md');
    const [own] = outcome.kind === 'read' ? outcome.reading.rows : [];
    expect(own).toMatchObject({ name: 'mill', typed: { status: 'in_progress' } });
    expect(own).not.toHaveProperty('asOf');
    expect(own).not.toHaveProperty('lastWork');
  });
});

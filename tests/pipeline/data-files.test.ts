// Data files on their way through the pipeline: the simulated GitHub, a real store, and one scalar that changes.

import { describe, expect, it } from 'vitest';
import { answerQuestion } from '../../src/pipeline/questions/answers.ts';
import { openPipeline, type PipelineOptions, words } from '../support/open-pipeline.ts';

const path = '_data/projects.yml';

function open(options: PipelineOptions = {}) {
  return openPipeline({ paths: [path], ...options });
}

const list = (status: string, rest = '') =>
  `# Mine\r\n- name: Mill # the old one\r\n  repo: ada/mill\r\n  status: ${status}   # of ${status}\r\n${rest}`;
const other = "- {name: Lamp, repo: ada/lamp, status: 'archived'}\r\n";

describe('a fact about a project in a data file', () => {
  it('is published in the file’s own word, and nothing else changes', async () => {
    const pipeline = open({ configuration: words.replace('⚪ Archived', '⚪ Put away') });
    const mill = pipeline.addProject('mill');
    pipeline.addProject('lamp').archive(pipeline.daysAgo(1));
    pipeline.write(list('"active"', other), pipeline.daysAgo(20));
    expect((await pipeline.look()).publication.kind).toBe('nothing');
    mill.archive(pipeline.now());
    pipeline.passMinutes(60);
    const { publication } = await pipeline.look();
    expect(publication.kind).toBe('published');
    expect(pipeline.read()).toBe(list('"active"', other).replace('status: "active"', 'status: "archived"'));
  });

  it('asks where the key has never had such a value, and writes it in the key’s spelling once answered', async () => {
    const pipeline = open({ configuration: words });
    const mill = pipeline.addProject('mill');
    pipeline.write(list('IN_PROGRESS'), pipeline.daysAgo(20));
    await pipeline.look();
    mill.archive(pipeline.now());
    pipeline.passMinutes(60);
    const asked = await pipeline.look();
    expect(asked.rows[0]?.decision).toMatchObject({
      action: 'question',
      reason: 'This file has not used "ARCHIVED" yet. If you agree, that is what is written.',
      question: { status: 'archived' },
    });
    pipeline.passMinutes(1);
    const projectKey = asked.rows[0]?.projectKey ?? '';
    await answerQuestion(pipeline.store, { projectKey, kind: 'accept', by: 'ada', now: pipeline.now() });
    pipeline.passMinutes(1);
    expect((await pipeline.look()).publication.kind).toBe('published');
    expect(pipeline.read()).toBe(list('IN_PROGRESS').replace('status: IN_PROGRESS', 'status: ARCHIVED'));
  });

  it('is written into publiccode.yml with a value of its list', async () => {
    const pipeline = open({ paths: ['publiccode.yml'] });
    pipeline.addProject('mill').archive(pipeline.daysAgo(1));
    const text =
      'publiccodeYmlVersion: "0.4"\nname: Mill\nurl: https://github.com/ada/mill\ndevelopmentStatus: stable\n';
    pipeline.write(text, pipeline.daysAgo(20));
    await pipeline.look();
    expect(pipeline.read()).toBe(text.replace('stable', 'obsolete'));
  });

  it('of work on a planned one is a question, even where it is new and the configuration names it', async () => {
    const pipeline = open({ configuration: 'projects: [{ match: Mill }]\n' });
    pipeline.write(list('planned', "- {repo: ada/lamp, status: 'in progress'}\n"), pipeline.daysAgo(60));
    pipeline.addProject('lamp');
    const mill = pipeline.world.addRepository({
      owner: 'ada',
      name: 'mill',
      createdAt: pipeline.daysAgo(30),
      languages: ['Go'],
    });
    for (const days of [20, 10, 3]) {
      mill.commit({ at: pipeline.daysAgo(days), message: 'Work', files: { 'main.go': String(days) } });
    }
    const { rows, publication } = await pipeline.look();
    expect(publication.kind).toBe('nothing');
    expect(rows[0]?.decision).toMatchObject({ action: 'question', question: { status: 'in_progress' } });
    expect(rows[0]?.decision.reason).toMatch(/In a data file/);
  });
});

describe('what goes with a data file', () => {
  it('are the badges of its projects, in the same commit', async () => {
    const pipeline = open({ target: { badges: true } });
    pipeline.addProject('mill').archive(pipeline.daysAgo(1));
    pipeline.write(list('active', other), pipeline.daysAgo(20));
    await pipeline.look();
    expect(pipeline.read(path)).toContain('status: archived');
    expect(pipeline.read('badges/mill.svg')).toContain('archived');
  });

  it('is the link of a repository that was renamed, wherever in the object it stands', async () => {
    const pipeline = open({ paths: ['projects.json'] });
    const mill = pipeline.addProject('mill');
    const text = (name: string) =>
      `[{\n  "title": "Mill",\n  "status": "active",\n  "links": {\n    "demo": "https://mill.example/",\n    "code": "https://github.com/ada/${name}"\n  }\n}]\n`;
    pipeline.write(text('mill'), pipeline.daysAgo(20));
    await pipeline.look();
    mill.rename('grinder');
    pipeline.passMinutes(60);
    await pipeline.look();
    expect(pipeline.read()).toBe(text('grinder'));
  });
});

describe('a silent project in a data file', () => {
  const configuration = 'onSilence: date\n';

  async function silent(asOfKey?: string) {
    const target = {
      ref: { kind: 'github', repo: 'ada/me', path, branch: null, ...(asOfKey !== undefined && { asOfKey }) },
    } as const;
    const pipeline = open({ configuration, target });
    const mill = pipeline.addProject('mill', 195);
    pipeline.write(list('active'), pipeline.daysAgo(250));
    await pipeline.look();
    for (let days = 0; days < 4; days += 1) {
      pipeline.pass(11);
      await pipeline.look();
    }
    return { ...pipeline, mill };
  }

  it('is dated under the key that the configuration names, and the date goes with the next work', async () => {
    const pipeline = await silent('statusAsOf');
    const dated = list('active').replace('# of active\r\n', '# of active\r\n  statusAsOf: 2025-08\r\n');
    expect(pipeline.read()).toBe(dated);
    pipeline.pass(1);
    pipeline.mill.commit({ at: pipeline.now(), message: 'Back', files: { 'main.go': 'back' } });
    pipeline.passMinutes(60);
    await pipeline.look();
    expect(pipeline.read()).toBe(list('active'));
  });

  it('stays a question where no key is named', async () => {
    const pipeline = await silent();
    expect(pipeline.read()).toBe(list('active'));
    expect((await pipeline.look()).rows[0]?.decision.action).toBe('question');
  });
});

describe('a data file that cannot be read', () => {
  it('is refused with line and column, and nothing is written', async () => {
    const pipeline = open();
    pipeline.write('- repo: ada/mill\n  status: active\n  status: paused\n');
    await expect(pipeline.look()).rejects.toMatchObject({
      code: 'DOCUMENT_UNREADABLE',
      message: `ada/me/${path}:3:3: the key "status" appears twice.`,
      where: `ada/me/${path}:3:3`,
    });
  });
});

describe('the front matter of a page', () => {
  it('is kept up to date beside a table of the same page', async () => {
    const page = (status: string, cell: string) =>
      `---\ntitle: Mill\ngithub: https://github.com/ada/mill\nstatus: ${status}\n---\n\n| Part | Status | Repo |\n|---|---|---|\n| Lamp | ${cell} | [code](https://github.com/ada/lamp) |\n`;
    const pipeline = open({ paths: ['mill.md'] });
    pipeline.addProject('mill');
    pipeline.addProject('lamp').archive(pipeline.daysAgo(1));
    pipeline.write(page('active', '🟢 Maintained'), pipeline.daysAgo(20));
    await pipeline.look();
    expect(pipeline.read()).toBe(page('active', '⚪ Archived'));
  });
});

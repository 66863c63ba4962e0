// A repository's own badge beside the row about it, on the simulated GitHub: asked about in the portfolio's status issue,
// changed there by a pull request, and never taken for the owner's word afterwards.

import { beforeEach, describe, expect, it } from 'vitest';
import { checkBox, findIssue } from '../../demo/github/issues.ts';
import { closePullRequest, mergePullRequest } from '../../demo/github/pull-requests.ts';
import type { SimulatedRepository } from '../../demo/github/repository.ts';
import { openPipeline, type Pipeline, row, table } from '../support/open-pipeline.ts';

const readme = (state: string, alternative = 'Project Status') =>
  `# Engine\n\n[![${alternative}](https://www.repostatus.org/badges/latest/${state}.svg)](https://www.repostatus.org/#${state})\r\n\nAn active engine.\n`;

describe('a badge that says something else than the row', () => {
  let pipeline: Pipeline;
  let me: SimulatedRepository;
  let engine: SimulatedRepository;

  beforeEach(() => {
    pipeline = openPipeline();
    ({ me } = pipeline);
    engine = pipeline.addProject('engine', 20);
    say(readme('active'));
    pipeline.write(table(row('engine', '🟡 Paused')), pipeline.daysAgo(1));
  });

  const say = (text: string, files: Record<string, string> = {}) =>
    engine.commit({ at: pipeline.daysAgo(30), message: 'Update README.md', files: { 'README.md': text, ...files } });
  const answer = (label: string) => {
    pipeline.passMinutes(1);
    checkBox(me, 1, { project: '### engine badge', label, by: 'ada', at: pipeline.now() });
    pipeline.passMinutes(1);
  };
  const proposed = () => Buffer.from(engine.head('statusfolio/main')?.files.get('README.md') ?? []).toString();
  const codes = (problems: readonly { readonly code: string }[]) => problems.map(({ code }) => code);

  it('is asked about in the status issue, and nothing is written without an answer', async () => {
    const { problems } = await pipeline.look();
    expect(problems).toContainEqual(
      expect.objectContaining({
        code: 'OWN_STATUS',
        where: 'ada/engine',
        message: 'Badge says active; last work 2026-02-09.',
      }),
    );
    const { body } = findIssue(me, 1);
    expect(body).toContain('### engine badge\n\nada/engine/README.md: active → inactive?');
    expect(body).toContain('Badge of the repository says active, the row 🟡 Paused; last work 2026-02-09.');
    expect(body.match(/^- \[ \] /gm)).toHaveLength(2);
    for (let day = 0; day < 5; day += 1) {
      pipeline.pass(1);
      await pipeline.look();
    }
    expect(engine.state.pullRequests).toEqual([]);
    expect(findIssue(me, 1)).toMatchObject({ body, edits: [] });
  });

  it('follows a yes in one pull request that changes picture, text and link to the byte', async () => {
    say(readme('active', 'Project Status: Active – it lives'));
    await pipeline.look();
    answer('Yes');
    expect(codes((await pipeline.look()).problems)).not.toContain('OWN_STATUS_LEFT');
    expect(engine.state.pullRequests).toHaveLength(1);
    const [pull] = engine.state.pullRequests;
    expect(pull?.body).toContain('| ada/engine | active | inactive | Answered by ada on 2026-03-01. |');
    expect(pull?.body).toMatch(/Everything outside these cells is unchanged: SHA-256/);
    expect(proposed()).toBe(
      readme(
        'inactive',
        'Project Status: Inactive – The project has reached a stable, usable state but is no longer being actively developed; support/maintenance will be provided as time allows.',
      ),
    );
    expect(findIssue(me, 1).state).toBe('closed');
    const head = engine.head('statusfolio/main')?.oid;
    for (let day = 0; day < 3; day += 1) {
      pipeline.pass(1);
      await pipeline.look();
    }
    expect(engine.state.pullRequests).toHaveLength(1);
    expect(engine.head('statusfolio/main')?.oid).toBe(head);
  });

  it('that we changed is no word of its owner, and one that they change afterwards is', async () => {
    await pipeline.look();
    answer('Yes');
    await pipeline.look();
    pipeline.pass(1);
    mergePullRequest(engine, { number: 1, at: pipeline.now(), method: 'squash' });
    for (let day = 0; day < 4; day += 1) {
      pipeline.pass(1);
      await pipeline.look();
    }
    // Inactive says finished, too: as the owner's word it would be published.
    expect(pipeline.read()).toBe(table(row('engine', '🟡 Paused')));
    expect(engine.state.pullRequests).toHaveLength(1);
    pipeline.pass(1);
    engine.commit({ at: pipeline.now(), message: 'Give up', files: { 'README.md': readme('unsupported') } });
    await pipeline.look();
    expect(pipeline.read()).toBe(table(row('engine', '⚪ Archived')));
  });

  it('stays after a no, and is asked about again when the row says something else', async () => {
    await pipeline.look();
    answer('No');
    for (let day = 0; day < 3; day += 1) {
      await pipeline.look();
      pipeline.pass(1);
    }
    expect(engine.state.pullRequests).toEqual([]);
    expect(findIssue(me, 1).state).toBe('closed');
    pipeline.write(table(row('engine', '🟢 Complete')));
    await pipeline.look();
    expect(findIssue(me, 1)).toMatchObject({ state: 'open' });
  });

  it('is not proposed again once its owner has closed the request', async () => {
    await pipeline.look();
    answer('Yes');
    await pipeline.look();
    closePullRequest(engine, 1);
    for (let day = 0; day < 4; day += 1) {
      pipeline.pass(1);
      await pipeline.look();
    }
    expect(engine.state.pullRequests).toHaveLength(1);
    expect(findIssue(me, 1).state).toBe('closed');
  });

  it.each([
    ['README.Rmd', 'is generated from README.Rmd'],
    ['README.qmd', 'is generated from README.qmd'],
  ])('in a README that is made from %s is left to its owner', async (origin, why) => {
    say(readme('active'), { [origin]: 'source' });
    await pipeline.look();
    answer('Yes');
    const { problems } = await pipeline.look();
    expect(problems).toContainEqual(
      expect.objectContaining({ code: 'OWN_STATUS_LEFT', message: expect.stringContaining(why) }),
    );
    for (let day = 0; day < 3; day += 1) {
      pipeline.pass(1);
      expect(codes((await pipeline.look()).problems)).not.toContain('OWN_STATUS_LEFT');
    }
    expect(engine.state.pullRequests).toEqual([]);
  });

  it('that its family cannot say offers no yes', async () => {
    say('# Engine\n\n![Lifecycle: stable](man/figures/lifecycle-stable.svg)\n');
    await pipeline.look();
    const { body } = findIssue(me, 1);
    expect(body).toContain('### engine badge');
    expect(body.match(/^- \[ \] .*$/gm)).toEqual([expect.stringContaining('No, keep')]);
  });

  it('is not asked about where the repository was archived, nor where it is of other people', async () => {
    engine.archive(pipeline.now());
    await pipeline.look();
    expect(me.state.issues.map(({ body }) => body).join()).not.toContain('engine badge');
  });

  it('stands in no public issue where the repository is private', async () => {
    engine.state.visibility = 'PRIVATE';
    const { problems } = await pipeline.look();
    expect(me.state.issues).toEqual([]);
    expect(codes(problems)).not.toContain('OWN_STATUS');
  });

  it('that says alive as the row does, however it is called, is no contradiction', async () => {
    pipeline.write(table(row('engine', '🟡 In Progress')));
    await pipeline.look();
    expect(me.state.issues).toEqual([]);
  });
});

describe('a status line of a README', () => {
  it('follows the answer in its own words', async () => {
    const pipeline = openPipeline();
    const engine = pipeline.addProject('engine', 20);
    const text = (word: string) => `# Engine\n\n**Status:** ${word}\n`;
    engine.commit({ at: pipeline.daysAgo(30), message: 'Update README.md', files: { 'README.md': text('Active') } });
    pipeline.write(table(row('engine', '⚪ Archived')), pipeline.daysAgo(1));
    await pipeline.look();
    pipeline.passMinutes(1);
    const box = { project: '### engine README', label: 'Yes', by: 'ada', at: pipeline.now() };
    checkBox(pipeline.me, 1, box);
    pipeline.passMinutes(1);
    await pipeline.look();
    expect(Buffer.from(engine.head('statusfolio/main')?.files.get('README.md') ?? []).toString()).toBe(
      text('Archived'),
    );
  });
});

// Answers that are replaced, undone, late, or given while something else happens: in the status issue, by a call as the
// pages and the terminal make it, and both at once.

import { beforeEach, describe, expect, it } from 'vitest';
import { checkBox, commentOn, findIssue } from '../../../demo/github/issues.ts';
import type { SimulatedRepository } from '../../../demo/github/repository.ts';
import type { AnswerKind } from '../../../src/core/status/answers.ts';
import { answerQuestion, undoAnswer } from '../../../src/pipeline/questions/answers.ts';
import type { Store } from '../../../src/ports/store.ts';
import { openPipeline, type Pipeline, row, table } from '../../support/open-pipeline.ts';

describe('an answer', () => {
  let pipeline: Pipeline;
  let me: SimulatedRepository;
  let before: string;
  let projectKey: string;

  beforeEach(async () => {
    pipeline = openPipeline();
    ({ me } = pipeline);
    pipeline.addProject('mill', 120);
    pipeline.write(table(row('mill', '🟢 Active')), pipeline.daysAgo(100));
    before = pipeline.read();
    const { rows } = await pipeline.look();
    projectKey = rows[0]?.projectKey ?? '';
  });

  const issue = () => findIssue(me, 1);
  const word = () => /\| mill \| ([^|]*) \|/.exec(pipeline.read())?.[1];
  const tick = (label: string, project = '### mill') => {
    pipeline.passMinutes(1);
    checkBox(me, 1, { project, label, by: 'ada', at: pipeline.now() });
    pipeline.passMinutes(1);
  };
  const comment = (body: string) => {
    pipeline.passMinutes(1);
    commentOn(me, 1, { body, by: 'ada', at: pipeline.now() });
    pipeline.passMinutes(1);
  };
  const answer = async (kind: AnswerKind, store: Store = pipeline.store) => {
    pipeline.passMinutes(1);
    await answerQuestion(store, { projectKey, kind, by: 'The owner', now: pipeline.now() });
    pipeline.passMinutes(1);
  };
  const undo = async () => await undoAnswer(pipeline.store, { projectKey, by: 'The owner', now: pipeline.now() });
  const nameOf = async (look = pipeline.look()) => (await look).problems.map(({ code }) => code);

  describe('in the status issue', () => {
    it('can be undone there: its line says which answer, whose, and until when', async () => {
      tick('Paused');
      await pipeline.look();
      expect(word()).toBe('🟡 Paused');
      expect(issue()).toMatchObject({ state: 'closed', title: 'No project status to review' });
      expect(issue().body).toContain(
        '### Answered\n\n- [ ] Undo: mill, answered “paused” by ada on 2026-03-01 (until 2026-03-02 12:02 UTC) <!--',
      );
      tick('Undo', '### Answered');
      await pipeline.look();
      expect(pipeline.read()).toBe(before);
      pipeline.passMinutes(30);
      await pipeline.look();
      expect(issue()).toMatchObject({ state: 'open', title: 'Review 1 project status' });
      expect(issue().body).not.toContain('Undo');
    });

    it('is undone by a comment, too', async () => {
      tick('Finished');
      await pipeline.look();
      expect(word()).toBe('🟢 Complete');
      comment('undo mill');
      await pipeline.look();
      expect(pipeline.read()).toBe(before);
    });

    it('loses its line after a day, once, in the issue that is closed', async () => {
      tick('Still active');
      await pipeline.look();
      expect(issue().body).toContain('Undo: mill');
      pipeline.passMinutes(24 * 60 + 1);
      await pipeline.look();
      expect(issue().body).not.toContain('Undo');
      const edits = issue().edits.length;
      pipeline.passMinutes(30);
      await pipeline.look();
      expect(issue().edits).toHaveLength(edits);
    });

    it('cannot be undone after a day, and whoever tries is told', async () => {
      tick('Paused');
      await pipeline.look();
      pipeline.passMinutes(23 * 60 + 50);
      tick('Undo', '### Answered');
      pipeline.passMinutes(30);
      // A tick in time that is read too late is too late: the cell may have been built upon.
      const { problems } = await pipeline.look();
      expect([word(), problems.map(({ code }) => code)]).toEqual(['🟡 Paused', []]);
      comment('undo mill');
      expect(await nameOf()).toEqual([]);
      expect(word()).toBe('🟡 Paused');
    });

    it('is the last one where several were given before anybody read them', async () => {
      comment('paused mill\nactive mill');
      comment('finished mill');
      await pipeline.look();
      expect(word()).toBe('🟢 Complete');
      expect(issue().body).toContain('answered “finished” by ada');
    });

    it('comes too late once the question was withdrawn, and the owner learns of it', async () => {
      const [project] = await pipeline.store.listProjects();
      if (project === undefined) throw new Error('there must be a project');
      tick('Paused');
      await pipeline.store.saveProjects([{ ...project, question: null }]);
      expect(await nameOf()).toEqual(['ANSWER_IGNORED']);
      expect(word()).toBe('🟢 Active');
    });
  });

  describe('replaced by another within a day', () => {
    it.each([
      ['paused', 'finished', '🟢 Complete'],
      ['finished', 'paused', '🟡 Paused'],
      ['paused', 'active', '🟢 Active'],
      ['active', 'paused', '🟡 Paused'],
      ['keep', 'accept', '🟡 Paused'],
    ] as const)(
      '%s and then %s leaves %s, and undoing restores what stood before both',
      async (one, other, expected) => {
        await answer(one);
        await pipeline.look();
        await answer(other);
        await pipeline.look();
        expect(word()).toBe(expected);
        pipeline.passMinutes(1);
        await undo();
        await pipeline.look();
        expect(pipeline.read()).toBe(before);
        expect((await pipeline.look()).rows[0]?.decision.action).toBe('question');
      },
    );

    it('in the issue and on a page at once, is the later one', async () => {
      tick('Paused');
      await answer('finished');
      await pipeline.look();
      expect(word()).toBe('🟢 Complete');
    });

    it('is the tick where that came after the page', async () => {
      await answer('finished');
      tick('Paused');
      await pipeline.look();
      expect(word()).toBe('🟡 Paused');
    });
  });

  describe('while a refresh is under way', () => {
    /** The store with something that happens just before the refresh is saved. */
    const interrupted = (happen: () => Promise<unknown>): Store => ({
      ...pipeline.store,
      saveRefresh: async (record) => {
        await happen();
        await pipeline.store.saveRefresh(record);
      },
    });

    it('is not lost', async () => {
      await pipeline.look(interrupted(() => answer('paused')));
      expect(word()).toBe('🟢 Active');
      await pipeline.look();
      expect(word()).toBe('🟡 Paused');
    });

    it('is undone, although that refresh publishes it', async () => {
      await answer('paused');
      await pipeline.look(interrupted(undo));
      expect(word()).toBe('🟡 Paused');
      pipeline.passMinutes(1);
      await pipeline.look();
      expect(pipeline.read()).toBe(before);
    });

    it('is replaced, although that refresh publishes the one before', async () => {
      await answer('paused');
      await pipeline.look(interrupted(() => answer('active')));
      await pipeline.look();
      expect(word()).toBe('🟢 Active');
    });
  });

  it('cannot be undone after 24 hours wherever it was given, with one message', async () => {
    await answer('paused');
    await pipeline.look();
    pipeline.passMinutes(24 * 60);
    await pipeline.look();
    await expect(undo()).rejects.toMatchObject({
      code: 'USAGE',
      message: 'It is too late to undo this answer.',
      hint: expect.stringContaining('24 hours'),
    });
  });
});

// What a repository says about itself: shown as it stands, and published when its owner changes it.

import { describe, expect, it } from 'vitest';
import { openPipeline, row, table } from '../support/open-pipeline.ts';

const readme = (state: string) =>
  `# Engine\n\n[![Status](https://www.repostatus.org/badges/latest/${state}.svg)](https://www.repostatus.org/#${state})\n`;

function openDeclared(state: string) {
  const pipeline = openPipeline();
  const engine = pipeline.addProject('engine');
  const messages = (word: string) =>
    engine.commit({ at: pipeline.now(), message: 'Update README.md', files: { 'README.md': readme(word) } });
  messages(state);
  pipeline.write(table(row('engine', '🟡 In Progress')), pipeline.daysAgo(1));
  return { ...pipeline, engine, messages };
}

describe('what a repository says of itself', () => {
  it('stands beside the row and contradicts nothing when it was there before', async () => {
    const { look, pass } = openDeclared('suspended');
    for (let day = 0; day < 3; day += 1) {
      const [engine] = (await look()).rows;
      expect(engine?.facts.activity?.operations?.declared).toEqual({
        status: 'paused',
        word: 'suspended',
        family: 'repostatus',
        source: 'badge',
        line: 3,
        since: null,
      });
      expect(engine?.decision.action).toBe('keep');
      pass(2);
    }
  });

  it('is published when it changes, once, and a later edit of the row wins', async () => {
    const { look, pass, messages, read, write, now } = openDeclared('wip');
    await look();
    pass(2);
    messages('inactive');
    const { rows } = await look();
    expect(rows[0]?.derived).toMatchObject({
      status: 'complete',
      rule: 'declared-complete',
      basis: 'fact',
      evidence: `Badge in the README: inactive, since ${now().toISOString().slice(0, 10)}.`,
    });
    expect(read()).toContain(row('engine', '🟢 Complete'));
    pass(2);
    expect((await look()).publication.kind).toBe('nothing');
    write(table(row('engine', '🟡 In Progress')));
    for (let day = 0; day < 3; day += 1) {
      pass(2);
      expect((await look()).publication.kind).toBe('nothing');
    }
    expect(read()).toContain(row('engine', '🟡 In Progress'));
  });

  it('that cannot be read keeps what was known', async () => {
    const { look, pass, world, engine } = openDeclared('wip');
    await look();
    pass(2);
    const bad = new Response('{"message":"Bad gateway"}', { status: 502 });
    world.fail({ when: ({ operation }) => operation === 'OperationsByIds', answer: bad, times: 99 });
    engine.commit({ at: engine.head()?.at ?? new Date(), message: 'Work', files: { 'main.go': '2' } });
    const [judged] = (await look()).rows;
    expect(judged?.facts.activity?.operations?.declared).toMatchObject({ word: 'wip', since: null });
    expect(judged?.decision.action).toBe('keep');
  });
});

// Which answers fit a question, and what each comes to.

import { describe, expect, it } from 'vitest';
import { ruleNames } from '../../../src/core/model.ts';
import { answerKinds, listAnswers, listUnasked, readSaid } from '../../../src/core/status/answers.ts';
import { statuses } from '../../../src/core/status/statuses.ts';

describe('the answers to a question', () => {
  it.each([
    ['quiet', 'paused', 'in_progress', ['paused', 'active', 'finished', 'away']],
    ['stalled', 'paused', 'experimental', ['paused', 'active', 'finished', 'away']],
    ['stopped', 'maintained', 'running', ['accept', 'paused', 'active', 'finished']],
    ['stopped', 'paused', 'running', ['paused', 'active', 'finished']],
    ['released', 'maintained', 'in_progress', ['released', 'not-yet', 'finished']],
    ['active', 'in_progress', 'planned', ['active', 'not-yet', 'finished']],
    ['active', 'in_progress', 'paused', ['active', 'paused', 'finished']],
    ['reopened', 'maintained', 'complete', ['active', 'finished']],
    ['archived', 'archived', 'in_progress', ['accept', 'keep', 'finished']],
    ['unlinked', 'in_progress', 'planned', ['accept', 'keep']],
    ['identity', 'in_progress', 'in_progress', ['accept', 'keep']],
  ] as const)('about %s (%s?) over %s are %o', (rule, status, typed, expected) => {
    expect(listAnswers({ rule, status }, typed).map(({ kind }) => kind)).toEqual(expected);
  });

  it('are some for every rule and status, each once, and one of them leaves the cell as it is', () => {
    for (const rule of ruleNames) {
      for (const status of statuses) {
        for (const typed of statuses) {
          const answers = listAnswers({ rule, status }, typed);
          expect(new Set(answers.map(({ kind }) => kind)).size).toBe(answers.length);
          expect(answers.length).toBeGreaterThanOrEqual(2);
          for (const { kind, status: said } of [...answers, ...listUnasked(typed)])
            expect(answerKinds.includes(kind) && statuses.includes(said)).toBe(true);
        }
      }
    }
  });

  it('"active" keeps a status that means it, and wakes one that does not', () => {
    const question = { rule: 'active', status: 'in_progress' } as const;
    expect(readSaid('active', question, 'running')).toBeNull();
    expect(readSaid('active', question, 'planned')).toEqual({ status: 'in_progress', rule: 'active' });
    expect(readSaid('active', null, 'complete')).toEqual({ status: 'in_progress', rule: 'active' });
  });
});

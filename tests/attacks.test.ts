// The attacks that take no more than a second or two, against this checkout. `npm run attacks` tries all of them.

import { describe, expect, it } from 'vitest';
import { attacks } from './attacks/attacks.ts';
import { quickNames } from './attacks/quick.ts';
import { toLine } from './attacks/support/attack.ts';
import { runAttack } from './attacks/support/run-attack.ts';

const quick = attacks.filter(({ name }) => quickNames.includes(name));

/** A slow machine is no fault: only what hangs is ended. */
const patienceMs = 600_000;

describe('attacks, the quick ones', () => {
  it.each(quick)('$number $kind: $name', async (attack) => {
    expect(await runAttack(attack, process.cwd(), patienceMs)).toMatchObject({ result: 'held' });
  });
});

describe('the list of attacks', () => {
  it('has a name of its own for each, so that one can be tried alone', () => {
    const names = attacks.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(quickNames.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('tells an attack that never came to its point from one that held', async () => {
    const failing = {
      number: 'T',
      kind: 'test',
      name: 'fails',
      run: async () => {
        throw new Error('there is no such command');
      },
    };
    expect(await runAttack(failing, process.cwd())).toEqual({
      result: 'could not be tried',
      evidence: 'there is no such command',
    });
    const endless = {
      number: 'T',
      kind: 'test',
      name: 'endless',
      deadlineMs: 20,
      run: () => new Promise<never>(() => {}),
    };
    expect(await runAttack(endless, process.cwd())).toMatchObject({ result: 'could not be tried' });
  });

  it('prints nothing of what it provoked that a terminal would obey', () => {
    expect(toLine('a\u001b[2Kb\u009bc\u202ed\r\ne')).toBe('a [2Kb c d e');
  });
});

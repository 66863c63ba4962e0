// Sentences that have passed the gate, for tests of what is made of them.

import { disclose, type Told } from '../../src/core/disclosure.ts';

export function tell(sentence: string): Told {
  const gate = disclose({ audience: 'owner', repositories: [], isWritten: true, evidence: 'public', permitted: [] });
  const told = gate.tell(sentence);
  if (told === null) throw new Error('the owner may read everything');
  return told;
}

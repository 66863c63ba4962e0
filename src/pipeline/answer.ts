// What the owner says on a page: remembered first, then its documents are refreshed, so that an answer survives a crash
// in between like every other wish.

import type { AnswerRecord, Queue, Store } from '../ports.ts';

export interface AnswerPorts {
  readonly store: Pick<Store, 'saveAnswers' | 'removePins'>;
  readonly queue: Queue;
}

export async function giveAnswers(answers: readonly AnswerRecord[], ports: AnswerPorts): Promise<void> {
  await ports.store.saveAnswers(answers);
  await refreshDocuments(answers, ports);
}

export async function takePinsBack(
  pins: readonly Pick<AnswerRecord, 'documentKey' | 'projectKey' | 'at'>[],
  ports: AnswerPorts,
): Promise<void> {
  await ports.store.removePins(pins);
  await refreshDocuments(pins, ports);
}

async function refreshDocuments(about: readonly Pick<AnswerRecord, 'documentKey' | 'at'>[], { queue }: AnswerPorts) {
  const wanted = new Map(about.map(({ documentKey, at }) => [documentKey, at]));
  await queue.enqueue([...wanted].map(([documentKey, wantedAt]) => ({ kind: 'refresh', documentKey, wantedAt })));
}

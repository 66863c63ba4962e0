// Runs one attack in a place of its own, for no longer than it may take.

import { type Attack, type Outcome, toLine } from './attack.ts';
import { openPlace } from './place.ts';

const defaultDeadlineMs = 60_000;

/** `deadlineMs`: for a machine of unknown speed. */
export async function runAttack(
  attack: Attack,
  target: string,
  deadlineMs = attack.deadlineMs ?? defaultDeadlineMs,
): Promise<Outcome> {
  const place = openPlace(target);
  let timer: NodeJS.Timeout | undefined;
  const isOver = new Promise<Outcome>((resolve) => {
    const evidence = `it was not over after ${deadlineMs / 1000} s`;
    timer = setTimeout(() => resolve({ result: 'could not be tried', evidence }), deadlineMs);
  });
  try {
    const { result, evidence } = await Promise.race([attempt(attack, place), isOver]);
    return { result, evidence: toLine(evidence) };
  } finally {
    clearTimeout(timer);
    await place.close();
  }
}

async function attempt(attack: Attack, place: ReturnType<typeof openPlace>): Promise<Outcome> {
  try {
    return await attack.run(place);
  } catch (error) {
    return { result: 'could not be tried', evidence: error instanceof Error ? error.message : String(error) };
  }
}

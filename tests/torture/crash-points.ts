// The process dies at a named point between a webhook and the end of its work, is started again, and exactly one commit
// comes of it, whichever point it was. A delivery that was not acknowledged is sent again, as the sweep does.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSampleWorldServer } from './support/sample-server.ts';
import { pause, type TortureRun } from './support/torture.ts';

export const crashPoints = [
  'before accept',
  'after accept',
  'after the acknowledgement',
  'before the commit of sort',
  'after sort',
  'before fold',
  'before the commit of fold',
  'after fold',
  'before enqueue',
  'after enqueue',
  'before claim',
  'after claim',
  'before DocumentAndLite is sent',
  'after DocumentAndLite is answered',
  'before CoreByIds is sent',
  'after CoreByIds is answered',
  'before CommitOnBranch is sent',
  'after CommitOnBranch is answered',
  'before remember',
  'before the commit of remember',
  'after remember',
  'before finish',
  'before the commit of finish',
  'after finish',
];

const preload = [new URL('preload/crash-at.ts', import.meta.url).pathname];

const rivals = 4;

export async function crashPointsSuite(run: TortureRun): Promise<void> {
  const points = run.choose(
    ['after the acknowledgement', 'after CommitOnBranch is answered'],
    crashPoints,
    crashPoints,
  );
  const times = run.choose(1, 1, 25);
  const rounds = points.flatMap((point) => Array.from({ length: times }, () => point));
  const failures: string[] = [];
  let next = 0;
  let done = 0;
  await Promise.all(
    Array.from({ length: rivals }, async () => {
      for (let point = rounds[next++]; point !== undefined; point = rounds[next++]) {
        const failure = await crashOnce(point).catch((error: unknown) => String(error));
        if (failure !== null) failures.push(`${point}: ${failure}`);
        done += 1;
        if (done % 50 === 0) run.messages(`${done} of ${rounds.length} crashes, ${failures.length} not survived`);
      }
    }),
  );
  run.figure('points', points.length);
  run.figure('crashes', done);
  run.figure('recovered with exactly one commit', done - failures.length, {
    isKept: failures.length === 0,
    goal: `all${failures.length === 0 ? '' : `; but ${failures.join('; ')}`}`,
  });
}

/** Returns what went wrong. */
async function crashOnce(point: string): Promise<string | null> {
  const sample = await createSampleWorldServer();
  const armed = join(sample.folder, 'armed');
  const environment = { CRASH_AT: point, CRASH_ARMED: armed };
  const server = await sample.start({ preload, environment });
  let last = server;
  try {
    await sample.waitForSilence();
    writeFileSync(armed, '');
    sample.beginWork();
    const pending = [...sample.github.pending];
    const [status] = await sample.deliver(server.port);
    const ending = await Promise.race([server.ended, pause(20_000).then(() => 'it never came there')]);
    if (ending !== 'SIGKILL') return String(ending);

    last = await sample.start();
    if (status !== 202) {
      sample.github.pending.push(...pending);
      await sample.deliver(last.port);
    }
    await sample.waitForCommits(2);
    await sample.waitForSilence();
    if ((await last.kill('SIGTERM')) !== 0) return 'it did not stop when asked';
    return sample.commits() === 2 ? null : `${sample.commits() - 1} commits`;
  } finally {
    await server.kill();
    await last.kill();
    await sample.close();
  }
}

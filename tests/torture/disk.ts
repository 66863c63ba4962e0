// A disk that is full, read-only, or fails to sync: nothing is acknowledged while it lasts, the process stays up and
// answers, and it recovers alone.

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntil } from '../support/wait-until.ts';
import { buildDiskShim } from './support/build-disk-shim.ts';
import { openConnection } from './support/connection.ts';
import { prepareDelivery, readOfficialPush } from './support/deliveries.ts';
import { loadAtFullSpeed } from './support/load.ts';
import { openSimulation } from './support/open-simulation.ts';
import { readAftermath } from './support/read-database.ts';
import { databaseIn, newFolder, startServe } from './support/server-process.ts';
import { pause, type TortureRun } from './support/torture.ts';

const faults = { ENOSPC: 'full', EROFS: 'read-only', EIO: 'failing to sync' } as const;
const recoveryGoalMs = 10_000;

export async function disk(run: TortureRun): Promise<void> {
  const shim = buildDiskShim();
  if (shim === null) throw new Error('This suite needs Linux and a C compiler (apt-get install gcc libc6-dev).');
  const simulation = await openSimulation();
  const folder = newFolder();
  simulation.configure(folder);
  const faultFile = join(folder, 'fault');
  const environment = { LD_PRELOAD: shim, FAULT_FILE: faultFile };
  const server = await startServe({ folder, ...simulation.credentials, environment });
  const delivery = prepareDelivery({ event: 'push', body: readOfficialPush() });
  const acknowledged: string[] = [];
  let sent = 0;
  const send = async () => {
    const connection = openConnection(server.port);
    sent += 1;
    const status = await connection.send(...delivery.request(`d${sent}`));
    connection.close();
    if (status === 202) acknowledged.push(`d${sent}`);
    return status;
  };

  try {
    for (let round = 0; round < run.choose(1, 3, 20); round += 1) {
      for (const [fault, word] of Object.entries(faults)) {
        const before = await send();
        writeFileSync(faultFile, fault);
        await pause(20);
        const until = performance.now() + run.choose(300, 3000, 10_000);
        const prefix = `${fault}${round}`;
        const isOver = () => performance.now() > until;
        const load = await loadAtFullSpeed({ port: server.port, delivery, connections: 8, prefix, isOver });
        const alive = await fetch(`http://127.0.0.1:${server.port}/healthz`).then(({ status }) => status);
        rmSync(faultFile);
        const endedAt = performance.now();
        let status = await send();
        await waitUntil('the recovery of the disk', async () => {
          if (status !== 202) status = await send();
          return status === 202;
        });
        const recoveryMs = performance.now() - endedAt;

        const statuses = [...load.statuses].map(([code, count]) => `${count} × ${code}`).join(', ');
        const isHonest = load.acknowledged.length === 0 && [...load.statuses.keys()].every((code) => code === 503);
        run.figure(`${word}: answers meanwhile`, statuses, { isKept: before === 202 && isHonest, goal: 'only 503' });
        run.figure(`${word}: dashboard meanwhile`, alive, { isKept: alive > 0, goal: 'an answer' });
        run.figure(`${word}: recovered after ms`, Math.round(recoveryMs), {
          isKept: status === 202 && (!run.isTimed || recoveryMs <= recoveryGoalMs),
          goal: `at most ${recoveryGoalMs}`,
        });
      }
    }
  } finally {
    await server.kill();
    await simulation.close();
  }
  const { integrity, lost } = readAftermath(databaseIn(folder), acknowledged);
  run.figure('acknowledged and lost', `${lost.length} of ${acknowledged.length}`, {
    isKept: lost.length === 0,
    goal: '0',
  });
  run.figure('integrity', integrity, { isKept: integrity === 'ok', goal: 'ok' });
}

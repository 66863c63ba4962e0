// Power cuts, simulated by a disk that keeps only what was synced (disk-shim.c): whatever was acknowledged is there
// afterwards. The same with `synchronous=NORMAL` must lose something: that shows that the suite can see.

import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildDiskShim } from './support/build-disk-shim.ts';
import { prepareDelivery, readOfficialPush } from './support/deliveries.ts';
import { loadAtFullSpeed } from './support/load.ts';
import { openSimulation, type Simulation } from './support/open-simulation.ts';
import { readAftermath } from './support/read-database.ts';
import { databaseIn, newFolder, startServe } from './support/server-process.ts';
import { pause, type TortureRun } from './support/torture.ts';

const normalSync = new URL('preload/normal-sync.ts', import.meta.url).pathname;

export async function powerCut(run: TortureRun): Promise<void> {
  const shim = buildDiskShim();
  if (shim === null) throw new Error('This suite needs Linux and a C compiler (apt-get install gcc libc6-dev).');
  const simulation = await openSimulation();
  try {
    const full = await cutOften(run, simulation, shim, run.choose(1, 20, 200), []);
    run.figure('power cuts with synchronous=FULL', full.rounds);
    run.figure('acknowledged', full.acknowledged, {
      isKept: run.size === 'short' || full.acknowledged > 0,
      goal: 'more than 0',
    });
    run.figure('lost', full.lost, { isKept: full.lost === 0, goal: '0' });
    run.figure('broken databases', full.broken, { isKept: full.broken === 0, goal: '0' });
    const normal = await cutOften(run, simulation, shim, run.choose(1, 5, 20), [normalSync]);
    run.figure('lost with synchronous=NORMAL', `${normal.lost} of ${normal.acknowledged}`, {
      // One cut may fall where everything happens to be synced: only many of them show that the suite can see.
      isKept: normal.lost > 0 || run.size === 'short',
      goal: 'more than 0, or this suite is blind',
    });
  } finally {
    await simulation.close();
  }
}

async function cutOften(
  run: TortureRun,
  simulation: Simulation,
  shim: string,
  rounds: number,
  preload: readonly string[],
) {
  const delivery = prepareDelivery({ event: 'push', body: readOfficialPush() });
  const totals = { rounds, acknowledged: 0, lost: 0, broken: 0 };
  for (let round = 0; round < rounds; round += 1) {
    const folder = newFolder();
    simulation.configure(folder);
    const overriddenBy = join(folder, 'shadow');
    mkdirSync(overriddenBy);
    const environment = { LD_PRELOAD: shim, SHADOW: overriddenBy };
    const server = await startServe({ folder, ...simulation.credentials, environment, preload });
    let isCut = false;
    const cut = pause(run.choose(700, 150, 150) + run.random() * 250).then(async () => {
      await server.kill();
      isCut = true;
    });
    const prefix = `p${round}`;
    const load = loadAtFullSpeed({ port: server.port, delivery, connections: 32, prefix, isOver: () => isCut });
    const [{ acknowledged }] = await Promise.all([load, cut]);

    const path = databaseIn(folder);
    const remains = join(newFolder(), 'statusfolio.db');
    for (const ending of ['', '-wal']) {
      const kept = join(overriddenBy, `statusfolio.db${ending}`);
      if (existsSync(kept)) copyFileSync(kept, `${remains}${ending}`);
    }
    // First what a killed process leaves, then what a power cut leaves.
    const killed = readAftermath(path, acknowledged);
    const afterCut = readAftermath(remains, acknowledged);
    totals.acknowledged += acknowledged.length;
    totals.lost += killed.lost.length + afterCut.lost.length;
    if (killed.integrity !== 'ok' || afterCut.integrity !== 'ok') totals.broken += 1;
  }
  return totals;
}

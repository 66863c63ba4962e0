// kill -9 at random instants under load: nothing that was acknowledged is lost, nothing is applied twice, the database
// is whole each time, and in the end the document has exactly the one commit that was due.

import { prepareDelivery, readOfficialPush } from './support/deliveries.ts';
import { loadAtFullSpeed } from './support/load.ts';
import { readAftermath } from './support/read-database.ts';
import { createSampleWorldServer } from './support/sample-server.ts';
import { databaseIn } from './support/server-process.ts';
import { pause, type TortureRun } from './support/torture.ts';

/** A new database after so many kills, so that looking through all of it stays quick. */
const killsPerDatabase = 25;

const connections = 32;

export async function kill(run: TortureRun): Promise<void> {
  const kills = run.choose(2, 40, 1000);
  const delivery = prepareDelivery({ event: 'push', body: readOfficialPush() });
  const totals = { kills: 0, acknowledged: 0, lost: 0, twice: 0, broken: 0, databases: 0, commits: 0 };

  while (totals.kills < kills) {
    const sample = await createSampleWorldServer();
    const acknowledged: string[] = [];
    const killsHere = Math.min(killsPerDatabase, kills - totals.kills);
    const workBeginsAt = Math.floor(run.random() * killsHere);
    for (let round = 0; round < killsHere; round += 1) {
      const server = await sample.start();
      if (round === workBeginsAt) sample.beginWork();
      const timer = pause(run.choose(500, 50, 50) + run.random() * 350).then(() => server.kill());
      let isDead = false;
      void server.ended.then(() => {
        isDead = true;
      });
      const prefix = `k${totals.kills}`;
      const load = loadAtFullSpeed({ port: server.port, delivery, connections, prefix, isOver: () => isDead });
      // GitHub itself delivers into the chaos, once.
      if (round === workBeginsAt) void sample.deliver(server.port);
      const [result] = await Promise.all([load, timer]);
      acknowledged.push(...result.acknowledged);
      const { integrity, lost } = readAftermath(databaseIn(sample.folder), result.acknowledged);
      totals.kills += 1;
      totals.acknowledged += result.acknowledged.length;
      totals.lost += lost.length;
      if (integrity !== 'ok') totals.broken += 1;
    }
    const last = await sample.start();
    await sample.waitForCommits(2);
    await sample.waitForSilence();
    await last.kill('SIGTERM');
    const { lost, twice } = readAftermath(databaseIn(sample.folder), acknowledged);
    totals.lost += lost.length;
    totals.twice += twice;
    totals.commits += sample.commits() - 1;
    totals.databases += 1;
    await sample.close();
    run.say(`${totals.kills} kills, ${totals.acknowledged} acknowledged, ${totals.lost} lost`);
  }

  run.figure('kills', totals.kills);
  const enough = run.choose(1, 5_000, 200_000);
  run.figure('acknowledged', totals.acknowledged, {
    isKept: totals.acknowledged >= enough,
    goal: `at least ${enough}`,
  });
  run.figure('lost', totals.lost, { isKept: totals.lost === 0, goal: '0' });
  run.figure('remembered twice', totals.twice, { isKept: totals.twice === 0, goal: '0' });
  run.figure('broken databases', totals.broken, { isKept: totals.broken === 0, goal: '0' });
  run.figure('commits for one change each', `${totals.commits} of ${totals.databases}`, {
    isKept: totals.commits === totals.databases,
    goal: 'one per database',
  });
}

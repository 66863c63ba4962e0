// kill -9 at random instants under load: nothing that was acknowledged is lost, nothing is applied twice, the database
// is whole each time, and in the end the document has exactly the one commit that was due.

import { createRandom } from '../support/random.ts';
import { prepareDelivery, readOfficialPush } from './support/deliveries.ts';
import { loadAtFullSpeed } from './support/load.ts';
import { publishProgram } from './support/publish-program.ts';
import { readAftermath } from './support/read-database.ts';
import { createSampleWorldServer } from './support/sample-server.ts';
import { databaseIn } from './support/server-process.ts';
import type { TortureRun } from './support/torture.ts';

/** A new database after so many kills, so that looking through all of it stays quick. */
const killsPerDatabase = 25;

const connections = 32;

/** So many databases are tormented at the same time: starting a server is most of the time, and leaves cores idle. */
const atOnce = 2;

interface Totals {
  kills: number;
  acknowledged: number;
  lost: number;
  twice: number;
  broken: number;
  databases: number;
  commits: number;
}

export async function kill(run: TortureRun): Promise<void> {
  const kills = run.choose(2, 40, 1000);
  const totals: Totals = { kills: 0, acknowledged: 0, lost: 0, twice: 0, broken: 0, databases: 0, commits: 0 };
  const lives = Array.from({ length: Math.ceil(kills / killsPerDatabase) }, (_, index) => ({
    kills: Math.min(killsPerDatabase, kills - index * killsPerDatabase),
    random: createRandom(Math.floor(run.random() * 2 ** 31)),
    prefix: `k${index}-`,
  }));
  const lane = async () => {
    for (let life = lives.shift(); life !== undefined; life = lives.shift()) {
      await torment(run, life, totals);
      run.messages(`${totals.kills} kills, ${totals.acknowledged} acknowledged, ${totals.lost} lost`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));

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

/** One database from its first server to the last, with a kill at the end of each but that one. */
async function torment(
  run: TortureRun,
  life: { readonly kills: number; readonly random: () => number; readonly prefix: string },
  totals: Totals,
): Promise<void> {
  const delivery = prepareDelivery({ event: 'push', body: readOfficialPush() });
  const sample = await createSampleWorldServer();
  const program = publishProgram(run);
  const acknowledged: string[] = [];
  const workBeginsAt = Math.floor(life.random() * life.kills);
  for (let round = 0; round < life.kills; round += 1) {
    const server = await sample.start({ program });
    if (round === workBeginsAt) sample.beginWork();
    // Counted in deliveries, not in time: a slow machine acknowledges as many.
    const fatal = connections + life.random() * 500;
    let isDead = false;
    void server.ended.then(() => {
      isDead = true;
    });
    const prefix = `${life.prefix}${round}`;
    const isOver = (sent: number) => {
      if (sent >= fatal) void server.kill();
      return isDead;
    };
    const load = loadAtFullSpeed({ port: server.port, delivery, connections, prefix, isOver });
    // GitHub itself delivers into the chaos, once.
    if (round === workBeginsAt) void sample.deliver(server.port);
    const result = await load;
    acknowledged.push(...result.acknowledged);
    const { integrity, lost } = readAftermath(databaseIn(sample.folder), result.acknowledged);
    totals.kills += 1;
    totals.acknowledged += result.acknowledged.length;
    totals.lost += lost.length;
    if (integrity !== 'ok') totals.broken += 1;
  }
  const last = await sample.start({ program });
  await sample.waitForCommits(2);
  await sample.waitForSilence();
  await last.kill('SIGTERM');
  const { lost, twice } = readAftermath(databaseIn(sample.folder), acknowledged);
  totals.lost += lost.length;
  totals.twice += twice;
  totals.commits += sample.commits() - 1;
  totals.databases += 1;
  await sample.close();
}

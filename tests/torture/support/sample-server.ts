// A server process with the sample portfolio behind it, started as often as a suite kills it, on the same folder.

import { deliverWebhooks } from '../../../demo/github/deliver-webhooks.ts';
import type { SimulatedRepository } from '../../../demo/github/repository.ts';
import { addPlanned } from '../../support/sample-scenario.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { openSimulation, type Simulation } from './open-simulation.ts';
import { torturedSecret } from './secret.ts';
import { newFolder, type ServeOptions, type ServerProcess, startServe } from './server-process.ts';

export interface SampleServer extends Simulation {
  readonly folder: string;
  /** The project whose row says planned and has no link. */
  readonly perception: SimulatedRepository;
  start(options?: Partial<ServeOptions>): Promise<ServerProcess>;
  /** Real work on a second day in a project that the table calls planned: one change is due. */
  beginWork(): void;
  /** Sends the webhooks that are on their way to a server. Returns their statuses. */
  deliver(port: number): Promise<number[]>;
  commits(): number;
  waitForCommits(count: number): Promise<void>;
  /** Until GitHub has not been asked for a while. */
  waitForSilence(): Promise<void>;
}

export async function createSampleWorldServer(): Promise<SampleServer> {
  const simulation = await openSimulation();
  const { github, portfolio, credentials } = simulation;
  const perception = addPlanned(github, new Date());
  const folder = newFolder();
  simulation.configure(folder);
  const commits = () => portfolio.history().length;
  return {
    ...simulation,
    folder,
    perception,
    commits,
    start: (options = {}) => startServe({ folder, ...credentials, ...options }),
    beginWork() {
      // Port 0 is replaced by that of whichever server is up.
      perception.addHook({ url: 'http://127.0.0.1:0/webhooks/github', secret: torturedSecret, events: ['push'] });
      perception.state.languages = ['Python'];
      perception.commit({
        at: new Date(Date.now() + 1000),
        message: 'Ground captions in regions',
        files: { 'src/ground.py': 'pass\n' },
      });
    },
    async deliver(port) {
      const pending = github.pending.splice(0).map((one) => ({
        ...one,
        hook: { ...one.hook, url: `http://127.0.0.1:${port}/webhooks/github` },
      }));
      return (await deliverWebhooks(pending)).map(({ status }) => status);
    },
    waitForCommits: (count) => waitUntil(`${count} commits`, () => commits() >= count),
    async waitForSilence() {
      let seen = -1;
      let quietSince = Date.now();
      await waitUntil('silence', () => {
        if (github.requests.length !== seen) quietSince = Date.now();
        seen = github.requests.length;
        return Date.now() - quietSince > 600;
      });
    },
  };
}

// What `publish: working-tree` prints, sums up, hands on, writes and remembers.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAction } from '../support/run-action.ts';
import { type CanaryCase, openCase } from './cases.ts';
import type { Sink } from './read-sinks.ts';

/** A workflow whose step writes into the checkout, and that commits what it finds there with the message that it is given. */
export async function readWorkingTree(canary: CanaryCase): Promise<Sink[]> {
  const pipeline = openCase(canary, 'commit');
  const { me, world, clock } = pipeline;
  const directory = mkdtempSync(join(tmpdir(), 'statusfolio-canaries-'));
  const { url, close } = await world.listen();
  const readDocument = () => Buffer.from(me.head()?.files.get('README.md') ?? []).toString('utf8');
  const at = (name: string) => join(directory, name);
  const read = (name: string) => readFileSync(at(name), 'utf8');
  try {
    const documents = 'documents:\n  - { repo: ada/me, publish: commit }\n';
    writeFileSync(at('statusfolio.yml'), `${canary.configuration}${documents}`);
    writeFileSync(at('event.json'), JSON.stringify({ repository: { full_name: 'ada/me' } }));
    const environment = {
      GITHUB_ACTIONS: 'true',
      GITHUB_API_URL: url,
      GITHUB_REPOSITORY: 'ada/me',
      GITHUB_EVENT_NAME: 'schedule',
      GITHUB_EVENT_PATH: at('event.json'),
      GITHUB_STEP_SUMMARY: at('summary'),
      GITHUB_OUTPUT: at('output'),
      GITHUB_WORKSPACE: directory,
      RUNNER_TEMP: directory,
      INPUT_TOKEN: world.token,
      INPUT_PUBLISH: 'working-tree',
    };
    const act = async () => {
      writeFileSync(at('README.md'), readDocument());
      for (const name of ['summary', 'output']) writeFileSync(at(name), '');
      const { out, err } = await runAction({ directory, environment }, clock.now().toISOString());
      const said = { log: out + err, summary: read('summary'), output: read('output'), file: read('README.md') };
      const message = /message<<(\S+)\n([\s\S]*?)\n\1/.exec(said.output)?.[2] ?? '';
      if (said.file !== readDocument()) me.commit({ at: clock.now(), message, files: { 'README.md': said.file } });
      return said;
    };
    await act();
    // What was public at the first run, it could tell.
    const saved = me.history('statusfolio-state').length;
    pipeline.pass(1);
    canary.change(pipeline);
    const runs = [await act()];
    pipeline.passMinutes(30);
    runs.push(await act());
    const all = me.history('statusfolio-state');
    const states = all.slice(0, Math.max(1, all.length - saved));
    const joined = (name: 'log' | 'summary' | 'output' | 'file') => runs.map((run) => run[name]).join('\n');
    return [
      { name: 'working tree: log', text: joined('log'), tells: true },
      { name: 'working tree: summary', text: joined('summary'), tells: true },
      { name: 'working tree: outputs, and the message for a commit', text: joined('output'), tells: true },
      { name: 'working tree: files', text: joined('file'), isDocument: true },
      {
        name: 'working tree: state.json',
        text: states.map(({ files }) => Buffer.from(files.get('state.json') ?? []).toString('utf8')).join('\n'),
        isDocument: true,
        tells: true,
      },
    ];
  } finally {
    await close();
    rmSync(directory, { recursive: true, force: true });
  }
}

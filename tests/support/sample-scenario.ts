// The scenario that every runtime must pass: the sample portfolio on a simulated GitHub, one signed event that changes
// one status, the same event again, and an event that changes nothing.

import { expect } from 'vitest';
import { type DeliveryReport, sendDelivery } from '../../demo/github/deliver-webhooks.ts';
import type { SimulatedRepository } from '../../demo/github/repository.ts';
import { createSampleWorld, type SampleWorld } from '../../demo/github/sample-world.ts';
import { waitUntil } from './wait-until.ts';

export const webhookSecret = 'a-secret-for-tests-0123456789-abcdef';
export const configuration =
  'documents: [{ repo: naaas94/me, path: README.md, publish: commit }]\n' +
  'projects: [{ match: dl-symbolic-perception, repo: naaas94/dl-symbolic-perception }]\n' +
  'labels: { archived: "⚪ Archived" }\n';

export interface Scenario extends SampleWorld {
  readonly apiUrl: string;
  /** The project whose row says planned and has no link. */
  readonly perception: SimulatedRepository;
  commits(): number;
  /** Waits until the document has this many commits. */
  waitForCommits(count: number): Promise<void>;
  /** Waits until GitHub has not been asked for a while, which is when everything is done. */
  waitForSilence(): Promise<void>;
  close(): Promise<void>;
}

export async function openScenario(): Promise<Scenario> {
  // The owner has typed the table lately, so that hardly anything can contradict it before work begins.
  const start = new Date();
  const world = createSampleWorld({ now: () => new Date(), until: start, confirmedAt: daysBefore(start, 2) });
  const perception = addPlanned(world.github, start);
  const { url, close } = await world.github.listen();
  const commits = () => world.portfolio.history().length;
  return {
    ...world,
    apiUrl: url,
    perception,
    commits,
    waitForCommits: (count) => waitUntil(`${count} commits`, () => commits() >= count),
    async waitForSilence() {
      let seen = -1;
      await waitUntil('silence', async () => {
        const before = seen;
        seen = world.github.requests.length;
        await pause(1500);
        return before === seen && seen > 0;
      });
    },
    close,
  };
}

const daysBefore = (at: Date, days: number) => new Date(at.getTime() - days * 86_400_000);

/** The repository of the planned project: made after the table was typed, and worked on for one day so far. */
export function addPlanned(github: SampleWorld['github'], start: Date): SimulatedRepository {
  const createdAt = daysBefore(start, 1.5);
  const planned = github.addRepository({ owner: 'naaas94', name: 'dl-symbolic-perception', createdAt });
  planned.commit({ at: daysBefore(start, 1.2), message: 'Read captions', files: { 'src/read.py': 'pass\n' } });
  return planned;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Real work on a second day in a project that the table calls planned. */
export function beginWork({ perception }: Scenario): void {
  perception.state.languages = ['Python'];
  perception.commit({
    at: new Date(Date.now() + 1000),
    message: 'Ground captions in regions',
    files: { 'src/ground.py': 'pass\n' },
  });
}

/** Sends the webhooks that are on their way. */
export async function deliver({ github }: Scenario, statuses: readonly number[]): Promise<DeliveryReport[]> {
  const reports = await github.deliver();
  expect(reports.map(({ status }) => status)).toEqual(statuses);
  return reports;
}

/** Plays the scenario against a receiver at `baseUrl` that has taken its first check; `waitForEnd` waits until all is done. */
export async function playScenario(
  scenario: Scenario,
  baseUrl: string,
  waitForEnd: () => Promise<void> = scenario.waitForSilence,
): Promise<void> {
  const { github, portfolio, perception, document } = scenario;
  const hook = { url: `${baseUrl}/webhooks/github`, secret: webhookSecret, events: ['push'] };
  perception.addHook(hook);
  portfolio.addHook(hook);
  scenario.repository('data-pipeline').addHook(hook);
  expect(scenario.commits()).toBe(1);

  beginWork(scenario);
  const [delivery] = await deliver(scenario, [202]);
  await scenario.waitForCommits(2);
  expectOneCell(document, portfolio.read('README.md'));
  expect(portfolio.head()?.message).toMatch(
    /^docs: mark dl-symbolic-perception as 🟡 In Progress\n[\s\S]*\nStatusfolio: naaas94\/me:README\.md@$/,
  );

  // Our own push comes back, the same delivery comes again, and something happens that changes nothing.
  await deliver(scenario, [202]);
  await waitForEnd();
  if (delivery === undefined) throw new Error('a push must have been delivered');
  expect(await sendDelivery(delivery.request)).toBe(202);
  scenario
    .repository('data-pipeline')
    .commit({ at: new Date(), message: 'docs: fix a typo', files: { 'README.md': 'better\n' } });
  await deliver(scenario, [202]);
  await waitForEnd();
  expect(scenario.commits()).toBe(2);
  expect(github.unexpected).toEqual([]);
}

/** The archived word, its bytes encoded twice. */
export const archivedTwice = 'âšª Archived';

/** One line differs, in one cell; the new bytes are doubly encoded like their neighbours; there is no final newline. */
export function expectOneCell(before: Uint8Array, after: Uint8Array | null, written = 'ðŸŸ¡ In Progress'): void {
  const [old, fresh] = [before, after ?? new Uint8Array()].map((bytes) =>
    Buffer.from(bytes).toString('latin1').split('\n'),
  );
  const changed = (old ?? []).flatMap((line, index) => (line === fresh?.[index] ? [] : [[line, fresh?.[index] ?? '']]));
  expect(fresh).toHaveLength(old?.length ?? 0);
  expect(changed).toHaveLength(1);
  const [oldCells, freshCells] = (changed[0] ?? []).map((line) => line.split('|'));
  const cells = (oldCells ?? []).flatMap((cell, index) =>
    cell === freshCells?.[index] ? [] : [freshCells?.[index] ?? ''],
  );
  const doublyEncoded = Buffer.from(written).toString('latin1');
  expect(cells).toEqual([` ${doublyEncoded} `]);
  expect(Buffer.from(after ?? []).at(-1)).not.toBe(0x0a);
}

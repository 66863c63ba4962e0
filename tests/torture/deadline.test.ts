// A suite that does not come to its end is ended, says what it waited for, and leaves no process.

import { expect, it } from 'vitest';
import { waitUntil } from '../support/wait-until.ts';
import { newFolder, type ServerProcess, startProcess } from './support/server-process.ts';
import { runTorture } from './support/torture.ts';

const listening = `console.log(JSON.stringify({ event: 'listening', url: 'http://127.0.0.1:1' })); setInterval(() => {}, 1000);`;

it('a suite that never ends fails with what it waited for, and its processes are gone', async () => {
  const server = await startProcess(['-e', listening], newFolder());
  const endless = () => waitUntil('something that never comes', () => false);
  await expect(runTorture(endless, { size: 'short', seed: 1, messages: () => {}, deadlineMs: 500 })).rejects.toThrow(
    /not at its end after 0\.5 s with seed 1: it waited for something that never comes/,
  );
  expect(await server.ended).toBe('SIGKILL');
});

it('a suite that fails leaves no process either', async () => {
  const started: ServerProcess[] = [];
  const failing = async () => {
    started.push(await startProcess(['-e', listening], newFolder()));
    throw new Error('a broken promise');
  };
  await expect(runTorture(failing, { size: 'short', seed: 1, messages: () => {} })).rejects.toThrow('a broken promise');
  expect(await started[0]?.ended).toBe('SIGKILL');
});

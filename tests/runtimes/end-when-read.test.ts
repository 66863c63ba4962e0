// A command whose work is done ends, whatever it left open, and not before all that it said is read.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';

/** Says so many characters, and leaves a server open that would keep it running forever. */
function start(characters: number) {
  const script = `
    import { createServer } from 'node:net';
    import { endWhenRead, openTerminal } from './src/runtimes/open-terminal.ts';
    createServer().listen(0, '127.0.0.1');
    openTerminal().out('x'.repeat(${characters}));
    process.exitCode = 1;
    endWhenRead();`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
}

it('ends with its exit code though something is open', async () => {
  const child = start(3);
  child.stdout.resume();
  expect(await once(child, 'close')).toEqual([1, null]);
});

it('gives a reader that takes its time everything', async () => {
  const most = 3_000_000;
  const child = start(most);
  const ended = once(child, 'close');
  let read = 0;
  for await (const chunk of child.stdout) read += chunk.length;
  expect(read).toBe(most + 1);
  expect(await ended).toEqual([1, null]);
});

// How often a function of the sources is called, counted by V8 itself.

import { Session } from 'node:inspector/promises';

/** `file`: the end of its path. */
export async function countCalls(file: string, name: string, run: () => Promise<unknown>): Promise<number> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
    await run();
    const { result } = await session.post('Profiler.takePreciseCoverage');
    const functions = result.filter(({ url }) => url.endsWith(file)).flatMap((script) => script.functions);
    const counted = functions.filter(({ functionName }) => functionName === name);
    return counted.reduce((sum, { ranges }) => sum + (ranges[0]?.count ?? 0), 0);
  } finally {
    session.disconnect();
  }
}

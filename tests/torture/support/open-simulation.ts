// A simulated GitHub on a port of its own, for server processes: the sample portfolio, or nothing but an empty document.

import { createSampleWorld, type SampleWorld } from '../../../demo/github/sample-world.ts';
import { writeConfiguration } from './server-process.ts';

export interface Simulation extends SampleWorld {
  readonly credentials: { readonly apiUrl: string; readonly token: string };
  /** Writes a configuration for the portfolio into a server's folder. */
  configure(folder: string): void;
  close(): Promise<void>;
}

export const configuration = `documents: [{ repo: naaas94/me, path: README.md, publish: commit }]
projects: [{ match: dl-symbolic-perception, repo: naaas94/dl-symbolic-perception }]
labels: { archived: "⚪ Archived" }
`;

export async function openSimulation(now: () => Date = () => new Date()): Promise<Simulation> {
  const start = now();
  const confirmedAt = new Date(start.getTime() - 2 * 86_400_000);
  const world = createSampleWorld({ now, until: start, confirmedAt });
  const { url, close } = await world.github.listen();
  return {
    ...world,
    credentials: { apiUrl: url, token: world.github.token },
    configure: (folder) => writeConfiguration(folder, configuration),
    close,
  };
}

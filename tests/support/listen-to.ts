// A simulated world that a command under test can reach, and that complains when it was asked anything it does not know.

import { expect } from 'vitest';
import type { SampleWorld } from '../../demo/github/sample-world.ts';

export interface Listening {
  /** The address and the token, and what else the command is given. */
  readonly environment: Record<string, string>;
  close(): Promise<void>;
}

export async function listenTo(
  { github }: SampleWorld,
  more: Readonly<Record<string, string>> = {},
): Promise<Listening> {
  const { url, close } = await github.listen();
  return {
    environment: { GITHUB_TOKEN: github.token, GITHUB_API_URL: url, ...more },
    close: async () => {
      expect(github.unexpected).toEqual([]);
      await close();
    },
  };
}

// What the web application is given where a test has nothing to say about it: nobody listens and nothing is queued.

import type { WebPorts } from '../../src/web/types.ts';

export const quietPorts: Omit<WebPorts, 'receive' | 'owners' | 'clock'> = {
  log: { info: () => {}, warn: () => {}, error: () => {} },
  wake: () => {},
  requestSync: async () => {},
  refreshDocuments: async () => {},
  listDeadJobs: async () => [],
  replayDelivery: async () => {},
  replayJob: async () => false,
  signIn: null,
  compress: null,
};

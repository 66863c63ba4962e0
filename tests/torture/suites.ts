// Every suite by name; loaded when it is asked for.

import type { Torture } from './support/torture.ts';

export const suites: Readonly<Record<string, () => Promise<Torture>>> = {
  load: async () => (await import('./load.ts')).load,
};

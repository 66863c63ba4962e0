// Every suite by name; loaded when it is asked for.

import type { Torture } from './support/torture.ts';

export const suites: Readonly<Record<string, () => Promise<Torture>>> = {
  load: async () => (await import('./load.ts')).load,
  kill: async () => (await import('./kill.ts')).kill,
  'power-cut': async () => (await import('./power-cut.ts')).powerCut,
  disk: async () => (await import('./disk.ts')).disk,
  signatures: async () => (await import('./signatures.ts')).signatures,
  fuzz: async () => (await import('./fuzz.ts')).fuzz,
  'crash-points': async () => (await import('./crash-points.ts')).crashPointsSuite,
  disorder: async () => (await import('./disorder.ts')).disorder,
  time: async () => (await import('./time.ts')).time,
  poison: async () => (await import('./poison.ts')).poison,
  outage: async () => (await import('./outage.ts')).outage,
};

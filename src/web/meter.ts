// Counts the answers to webhooks and how long each took, in this process, as a histogram: cheap enough to be done for
// every delivery. Forgotten when the process ends, as Prometheus expects.

/** Upper bounds in seconds; GitHub waits for ten. */
const bounds = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10] as const;

export interface Meter {
  note(status: number, ms: number): void;
  read(): {
    /** How often each status was answered. */
    readonly answers: ReadonlyMap<number, number>;
    /** Of acknowledged deliveries: how many took at most so long, for each bound in seconds. */
    readonly within: readonly (readonly [number, number])[];
    readonly acknowledged: number;
    readonly seconds: number;
  };
}

export function createMeter(): Meter {
  const answers = new Map<number, number>();
  const counts = bounds.map(() => 0);
  let acknowledged = 0;
  let seconds = 0;
  return {
    note(status, ms) {
      answers.set(status, (answers.get(status) ?? 0) + 1);
      if (status < 200 || status > 299) return;
      acknowledged += 1;
      seconds += ms / 1000;
      const index = bounds.findIndex((bound) => ms / 1000 <= bound);
      if (index >= 0) counts[index] = (counts[index] ?? 0) + 1;
    },
    read() {
      let sum = 0;
      const within = bounds.map((bound, index): readonly [number, number] => {
        sum += counts[index] ?? 0;
        return [bound, sum];
      });
      return { answers, within, acknowledged, seconds };
    },
  };
}

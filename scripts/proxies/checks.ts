// A table of checks, printed line by line as they are made.

export type Verdict = 'ok' | 'FAILED' | 'not tried';

export interface Checks {
  /** `check` returns what was seen; it throws what is wrong. */
  check(what: string, look: () => Promise<string>): Promise<void>;
  /** Says by name what cannot be tried on this machine. */
  leaveOut(what: string, why: string): void;
  count(verdict: Verdict): number;
}

/** `group` stands at the beginning of every line. */
export function openChecks(print: (line: string) => void): (group: string) => Checks {
  const counts: Record<Verdict, number> = { ok: 0, FAILED: 0, 'not tried': 0 };
  const tell = (verdict: Verdict, group: string, what: string, seen: string) => {
    counts[verdict] += 1;
    print(`${verdict.padEnd(10)}${group.padEnd(34)}${what.padEnd(58)} ${seen}`);
  };
  return (group) => ({
    async check(what, look) {
      try {
        tell('ok', group, what, await look());
      } catch (error) {
        tell('FAILED', group, what, toLine(error instanceof Error ? error.message : String(error)));
      }
    },
    leaveOut: (what, why) => tell('not tried', group, what, why),
    count: (verdict) => counts[verdict],
  });
}

/** Throws where it is not so. */
export function demand(isTrue: boolean, otherwise: string): void {
  if (!isTrue) throw new Error(otherwise);
}

/** What a program said may have many. */
export function toLine(text: string): string {
  return text.split(/\s+/).join(' ').slice(0, 300);
}

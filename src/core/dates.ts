// Arithmetic on instants and days. Instants are ISO 8601 UTC text; nothing here reads the clock.

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** The UTC day of an instant: `2026-11-21`. */
/** `2027-01-31`; the thirtieth of February is none. */
export function isDay(text: string): boolean {
  const at = Date.parse(text);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

export function toDay(instant: string | Date): string {
  return toInstant(instant).slice(0, 10);
}

/** The Monday that begins the ISO week of an instant: weeks that do not move with the present. */
export function toIsoWeek(instant: string): string {
  const day = Date.parse(`${toDay(instant)}T00:00:00Z`);
  return toDay(new Date(day - ((new Date(day).getUTCDay() + 6) % 7) * dayMs));
}

export function toInstant(instant: string | Date | number): string {
  return new Date(instant).toISOString();
}

export function addDays(instant: string, days: number): string {
  return toInstant(Date.parse(instant) + days * dayMs);
}

/** Milliseconds from one instant to another; negative when `to` is earlier. */
export function elapsedMs(from: string, to: string | Date): number {
  return new Date(to).getTime() - Date.parse(from);
}

/** The latest of the instants that are known; null when none is. */
export function latest(...instants: readonly (string | null)[]): string | null {
  return pick(instants, (candidate, best) => Date.parse(candidate) > Date.parse(best));
}

/** The earliest of the instants that are known; null when none is. */
export function earliest(...instants: readonly (string | null)[]): string | null {
  return pick(instants, (candidate, best) => Date.parse(candidate) < Date.parse(best));
}

function pick(instants: readonly (string | null)[], isBetter: (candidate: string, best: string) => boolean) {
  let best: string | null = null;
  for (const instant of instants) {
    if (instant !== null && (best === null || isBetter(instant, best))) best = instant;
  }
  return best;
}

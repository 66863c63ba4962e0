// Values of options, read as they are parsed: a wrong one is refused with an example of a right one.

import { InvalidArgumentError } from 'commander';

export function readInstant(text: string): Date {
  const instant = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(instant.getTime())) {
    throw new InvalidArgumentError('Give a day or an instant in UTC, such as 2026-03-01 or 2026-03-01T12:00:00Z.');
  }
  return instant;
}

export function readDay(text: string): string {
  const at = Date.parse(text);
  // The thirtieth of February would be the second of March.
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
  if (!isDay) throw new InvalidArgumentError('Give a day such as 2027-01-31.');
  return text;
}

export function readLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 10_000)
    throw new InvalidArgumentError('Give a number from 1 to 10000.');
  return limit;
}

export function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new InvalidArgumentError('Give a port such as 8787.');
  return port;
}

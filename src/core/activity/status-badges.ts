// The badges by which repositories say what state they are in: one table of values for each family, in
// config/status-badges.json. Reads the value out of a picture's address, and writes another value of the same family into
// address, texts and link.

import data from '../../../config/status-badges.json' with { type: 'json' };
import { readBadge, rewriteBadge } from '../document/words/status-cell.ts';
import type { BadgeFamily } from '../model.ts';
import type { Status } from '../status/statuses.ts';
import { readStatusWord } from '../status/vocabulary.ts';

interface Value {
  readonly status: Status;
  /** Further statuses that it says as well. */
  readonly also?: readonly Status[];
  /** repostatus.org tells what stopped before its first release from what stopped after it. */
  readonly stage?: string;
  readonly colour?: string;
  /** The alternative text that the family asks for. */
  readonly text?: string;
}

interface Family {
  readonly values: Readonly<Record<string, Value>>;
  /** The value for each status, by stage; what is not there the family cannot say. */
  readonly writes: Readonly<Record<string, Readonly<Partial<Record<Status, string>>>>>;
}

const families = data as unknown as Readonly<Record<keyof typeof data, Family>>;

/** What stands before the value, the value, and where a colour follows, what stands between them and the colour. */
const addresses: Readonly<Record<keyof typeof data, RegExp>> = {
  repostatus: /(repostatus\.org\/badges\/[\w.]{1,20}\/)([a-z]{1,20})/i,
  lifecycle: /(\/\/img\.shields\.io\/badge\/lifecycle-)([a-z]{1,20})(?:(-)(\w{1,30}))?/i,
  'lifecycle-figure': /(\/figures\/lifecycle-|lifecycle-badge-)([a-z]{1,20})/i,
  stability: /(stability-badges\/dist\/|\/\/img\.shields\.io\/badge\/stability-)([a-z]{1,20})(?:(-)(\w{1,30}))?/i,
};

const statusAddress = /\/\/img\.shields\.io\/badge\/(?:project|repo|current)?(?:[-_ ]|%20){0,2}status-/i;

/** What a badge says. */
export interface BadgeStatement {
  readonly family: BadgeFamily;
  /** As the family spells it, in lower case; of a badge of shields.io the owner's word. */
  readonly value: string;
  readonly status: Status;
}

/** One picture: what it shows in its own place, and instead of itself. */
export interface BadgePicture {
  readonly address: string;
  readonly alternative: string;
}

/** null where the picture is no badge of these families, or its value is not known. */
export function readStatusBadge({ address, alternative }: BadgePicture): BadgeStatement | null {
  for (const [family, pattern] of Object.entries(addresses) as [keyof typeof data, RegExp][]) {
    const value = pattern.exec(address)?.[2]?.toLowerCase();
    if (value === undefined) continue;
    const known = findValue(family, value)?.status ?? 'unknown';
    return known === 'unknown' ? null : { family, value, status: known };
  }
  if (!statusAddress.test(address)) return null;
  const value = readBadge(toMarkup({ address, alternative }))?.text ?? '';
  const status = readStatusWord(value);
  return status === 'unknown' ? null : { family: 'status', value, status };
}

function findValue(family: keyof typeof data, value: string): Value | undefined {
  const { values } = families[family];
  return Object.hasOwn(values, value) ? values[value] : undefined;
}

/** Everything that a value says: repostatus.org has one word for paused and for finished. */
export function listStatuses({ family, value, status }: BadgeStatement): readonly Status[] {
  return family === 'status' ? [status] : [status, ...(findValue(family, value)?.also ?? [])];
}

/** The value of the same family that says the status; null: the family has none. */
export function findBadgeValue({ family, value }: BadgeStatement, wanted: Status): string | null {
  if (family === 'status') return null;
  const { writes } = families[family];
  return writes[findValue(family, value)?.stage ?? '']?.[wanted] ?? null;
}

/** The picture with another value. `word`: how a badge of shields.io spells it. */
export function rewriteStatusBadge(picture: BadgePicture, said: BadgeStatement, to: string): BadgePicture {
  if (said.family === 'status') {
    const [, alternative = '', address = ''] =
      /^!\[([^\]]*)\]\((.*)\)$/s.exec(rewriteBadge(toMarkup(picture), to)) ?? [];
    return { address, alternative };
  }
  const { family, value } = said;
  const colour = findValue(family, to)?.colour;
  const match = addresses[family].exec(picture.address);
  if (match === null) return picture;
  const [whole, before = '', , dash = '', shade = ''] = match;
  const written = `${before}${to}${dash}${dash === '' ? '' : (colour ?? shade)}`;
  const address = picture.address.replace(whole, () => written);
  return { address, alternative: rewriteText(picture.alternative, family, value, to) };
}

function toMarkup({ address, alternative }: BadgePicture): string {
  return `![${alternative}](${address})`;
}

/** What the family asks for where that stood there; else only the value. */
export function rewriteText(text: string, family: BadgeFamily, from: string, to: string): string {
  const wanted = family === 'status' ? undefined : findValue(family, to)?.text;
  const plain = text.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  if (wanted !== undefined && plain.startsWith(`project status: ${from}`)) return wanted;
  let written = '';
  let read = 0;
  const lower = text.toLowerCase();
  for (let at = lower.indexOf(from); at !== -1; at = lower.indexOf(from, at + 1)) {
    const isWord = !/[\w-]/.test(text.charAt(at - 1)) && !/[\w-]/.test(text.charAt(at + from.length));
    if (!isWord || at < read) continue;
    written += text.slice(read, at) + setCase(to, text.slice(at, at + from.length));
    read = at + from.length;
  }
  return written + text.slice(read);
}

function setCase(to: string, like: string): string {
  if (like === like.toUpperCase()) return to.toUpperCase();
  return like.charAt(0) === like.charAt(0).toLowerCase() ? to : `${to.charAt(0).toUpperCase()}${to.slice(1)}`;
}

/** A link to the place that explains the value leads to that of the other. */
export function rewriteLink(address: string, from: string, to: string): string {
  return address.replace(/#([\w-]{1,40})$/, (whole, place: string) => {
    return place.toLowerCase() === from ? `#${to}` : whole;
  });
}

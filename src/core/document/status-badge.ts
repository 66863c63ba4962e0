// Statuses that are pictures: static badges of shields.io, whose address holds the word and the colour, and whose
// alternative text may repeat the word.

import { statusTable } from '../status/statuses.ts';
import { readStatusWord } from '../status/vocabulary.ts';

const image = /^(?:!\[[^[\]]{0,200}\]\([^()\s]{1,1000}\)|<img\s[^<>]{1,1000}>)$/i;
const badgePath = /(\/\/img\.shields\.io\/badge\/)([^?\s"'()<>]+?)(\.svg|\.png)?(?=[?\s"'()<>]|$)/i;
/** The older form: label, message and colour stand in the query. */
const badgeQuery = /\/\/img\.shields\.io\/static\/v1(?:\.svg)?\?/i;
/** The colour of the message; that of the label and of the logo have other names. It outranks the one in the path. */
const colourParts = /([?&;]color(?:B)?=)[^&\s"'()<>]*/g;
const messagePart = /([?&;]message=)([^&\s"'()<>]*)/;
/** What is shown where the picture is not, or beside it. */
const descriptions =
  /^(!\[)([^[\]]*)(\])|(\s(?:alt|title|aria-label)=")([^"]*)(")|(\s(?:alt|title|aria-label)=')([^']*)(')/gi;

function isImage(markup: string): boolean {
  return /^[!<]/.test(markup) && image.test(markup);
}

/** The alternative text of a cell that is one picture and nothing else; null for any other cell. */
export function readAlternative(markup: string): string | null {
  if (!isImage(markup)) return null;
  return (
    /^!\[([^[\]]*)\]|\salt="([^"]*)"/i
      .exec(markup)
      ?.slice(1)
      .find((text) => text !== undefined) ?? ''
  );
}

export interface Badge {
  /** The word on it. */
  readonly text: string;
  /** Why another word could not be written without a contradiction; null when it could. */
  readonly doubt: string | null;
}

/** A static badge; null for any other picture. */
export function readBadge(markup: string): Badge | null {
  const message = isImage(markup) ? readMessage(markup) : null;
  if (message === null) return null;
  const says = [...markup.matchAll(descriptions)].map(readDescription);
  const isSaid = says.every((text) => rewriteDescription(text, message, '') !== null);
  return { text: message, doubt: isSaid ? null : 'The alternative text of the badge says more than its status.' };
}

function readMessage(markup: string): string | null {
  if (badgeQuery.test(markup)) {
    const encoded = messagePart.exec(markup)?.[2];
    return encoded === undefined ? null : decodeAddress(encoded.replaceAll('+', ' '));
  }
  const path = badgePath.exec(markup)?.[2];
  const message = path === undefined || path.startsWith('dynamic/') ? undefined : splitBadge(path).at(-2);
  return message === undefined ? null : decodePart(message);
}

/** The same picture with another word and its colour. What describes it follows where it said the word too. */
export function rewriteBadge(markup: string, text: string): string {
  const word = text.replace(/^[^\p{L}\p{N}]+/u, '');
  const colour = statusTable[readStatusWord(text)].shield;
  const before = readMessage(markup) ?? '';
  return markup
    .replace(badgePath, (_, site: string, path: string, extension = '') => {
      const label = splitBadge(path).slice(0, -2);
      return `${site}${[...label, encodePart(word), colour].join('-')}${extension}`;
    })
    .replace(messagePart, (whole, name: string) =>
      badgeQuery.test(markup) ? `${name}${encodeURIComponent(word)}` : whole,
    )
    .replaceAll(colourParts, (_, name: string) => `${name}${colour}`)
    .replaceAll(descriptions, (...match: string[]) => {
      const says = readDescription(match);
      const [open, close] = [match[1] ?? match[4] ?? match[7] ?? '', match[3] ?? match[6] ?? match[9] ?? ''];
      return `${open}${rewriteDescription(says, before, word) ?? says}${close}`;
    });
}

function readDescription(match: readonly (string | undefined)[]): string {
  return match[2] ?? match[5] ?? match[8] ?? '';
}

/** `Active`, `Status: Active`, `status-active`; null where it says something about the status in its own words. */
function rewriteDescription(says: string, message: string, word: string): string | null {
  if (readStatusWord(says) !== 'unknown') return word;
  const at = message === '' ? -1 : says.toLowerCase().lastIndexOf(message.toLowerCase());
  const [head, tail] = at === -1 ? [says, ''] : [says.slice(0, at), says.slice(at + message.length)];
  const others = `${head}|${tail}`.split(/[^\p{L}\p{N}]+/u);
  if (others.some((other) => readStatusWord(other) !== 'unknown')) return null;
  return at === -1 ? says : `${head}${word}${tail}`;
}

/** `label-message-colour`: a single hyphen divides, a double one is a hyphen. */
function splitBadge(path: string): string[] {
  return path.split(/(?<!-)-(?!-)/);
}

function decodePart(part: string): string {
  const text = part
    .replaceAll('--', '-')
    .replace(/(?<!_)_(?!_)/g, ' ')
    .replaceAll('__', '_');
  return decodeAddress(text);
}

/** As it stands where it is no proper address. */
function decodeAddress(text: string): string {
  try {
    return decodeURIComponent(text).trim();
  } catch {
    return text;
  }
}

function encodePart(text: string): string {
  return encodeURIComponent(text.replaceAll('-', '--').replaceAll('_', '__').replaceAll(' ', '_'));
}

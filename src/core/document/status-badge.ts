// Statuses that are pictures: static badges of shields.io, whose address holds the word and the colour, and whose
// alternative text may repeat the word.

import type { Status } from '../model.ts';
import { readStatusWord } from '../status/vocabulary.ts';

const image = /^(?:!\[[^[\]]{0,200}\]\([^()\s]{1,1000}\)|<img\s[^<>]{1,1000}>)$/i;
const badgePath = /(img\.shields\.io\/badge\/)([^?\s"'()<>]+?)(\.svg)?(?=[?\s"'()<>]|$)/i;

/** shields.io's own colour names. */
const colours: Record<Status, string> = {
  running: 'brightgreen',
  complete: 'green',
  maintained: 'green',
  in_progress: 'yellow',
  paused: 'orange',
  stalled: 'orange',
  planned: 'red',
  archived: 'lightgrey',
  unknown: 'lightgrey',
};

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

/** The word on a static badge; null for any other picture. */
export function readBadge(markup: string): string | null {
  const path = isImage(markup) ? badgePath.exec(markup)?.[2] : undefined;
  const message = path === undefined ? undefined : splitBadge(path).at(-2);
  return message === undefined ? null : decodePart(message);
}

/** The same picture with another word and its colour. The alternative text follows where it was the word too. */
export function rewriteBadge(markup: string, text: string): string {
  const word = text.replace(/^[^\p{L}\p{N}]+/u, '');
  const colour = colours[readStatusWord(text)];
  const alternatives = /^(!\[)([^[\]]*)(\])|(\salt=")([^"]*)(")/i;
  return markup
    .replace(badgePath, (_, site: string, path: string, extension = '') => {
      const label = splitBadge(path).slice(0, -2);
      return `${site}${[...label, encodePart(word), colour].join('-')}${extension}`;
    })
    .replace(alternatives, (...[whole, open, alt, close, htmlOpen, htmlAlt, htmlClose]: string[]) => {
      const before = alt ?? htmlAlt ?? '';
      if (readStatusWord(before) === 'unknown') return whole ?? '';
      return `${open ?? htmlOpen ?? ''}${word}${close ?? htmlClose ?? ''}`;
    });
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
  return text.replaceAll(/%20/g, ' ');
}

function encodePart(text: string): string {
  return encodeURIComponent(text.replaceAll('-', '--').replaceAll('_', '__').replaceAll(' ', '_'));
}

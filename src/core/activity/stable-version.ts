// Whether a name is that of a stable version. The flag "prerelease" is forgotten often; the name says it all the same.

import type { Release } from '../model.ts';

/** `v1.0.0`, `2.3`: three numbers or two, the first at least 1, nothing after them. */
export function isStableVersion(tag: string): boolean {
  const version = tag.startsWith('v') || tag.startsWith('V') ? tag.slice(1) : tag;
  const major = version.split('.')[0] ?? '';
  return /^\d{1,3}(\.\d{1,6}){1,2}$/.test(version) && Number(major) >= 1;
}

/** Words by which people say that a version is not meant to stay, or is made again and again. */
const unstableWords = new Set(
  (
    'rc cr candidate prerelease pre preview previews alpha beta gamma dev devel develop development snapshot snapshots ' +
    'nightly nightlies daily weekly hourly canary latest continuous next edge tip head trunk main master rolling unstable ' +
    'experimental insiders insider milestone ea wip draft test testing staging bleeding sandbox autobuild'
  ).split(' '),
);
/** Letters that mean it with a number behind them: `1.0b1`, `5.0.0-M2`. */
const unstableLetters = new Set(['a', 'b', 'c', 'm']);

/** Neither marked as a prerelease nor named like one. */
export function isStableRelease({ tag, isPrerelease }: Pick<Release, 'tag' | 'isPrerelease'>): boolean {
  return !isPrerelease && !isUnstableName(tag);
}

/** `v2.0.0-rc.1`, `1.0b1`, `nightly-2026-05-01`, `latest`; never `next-auth@4.2.0`, whose name is only called so. */
export function isUnstableName(tag: string): boolean {
  const name = tag.slice(0, 200);
  const at = name.search(/\d/);
  const before = at === -1 ? name : name.slice(0, at);
  const after = at === -1 ? '' : name.slice(at);
  const words = splitWords(before);
  // Before a version stands the name of what is versioned: only the word that touches the version speaks of it.
  const lead = at === -1 ? words : before.endsWith('@') ? [] : words.slice(-1);
  return [...lead, ...splitWords(after)].some(isUnstableWord);
}

function splitWords(text: string): string[] {
  return text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/(\d)([a-z])/g, '$1 $2')
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}

function isUnstableWord(word: string): boolean {
  const letters = word.replace(/\d+$/, '');
  return unstableWords.has(letters) || (letters !== word && unstableLetters.has(letters));
}

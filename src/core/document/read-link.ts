// Finds the GitHub repositories that a cell links: owner and name, and the folder of a `/tree/` link.

import { stripEnd } from '../strip-end.ts';

export interface RepositoryLink {
  readonly repo: string;
  readonly folder: string | null;
}

const notOwners = new Set(
  (
    'about apps collections contact customer-stories enterprise events explore features issues login marketplace new ' +
    'notifications orgs pricing pulls search security settings site sponsors stars topics trending users'
  ).split(' '),
);
const placeholders = /^(owner|user|username|your-?(user)?name|your-?github-?username|org|organization)$/i;

const site = 'github.com/';

/** Longer than any owner, name and folder that a person links. */
const maxAddressLength = 1000;

/** Every different repository of the text, in order. Placeholders such as `owner/repo` are not repositories. */
export function findRepositoryLinks(text: string): RepositoryLink[] {
  const links = new Map<string, RepositoryLink>();
  const lower = text.toLowerCase();
  for (let at = lower.indexOf(site); at !== -1; at = lower.indexOf(site, at + 1)) {
    // "gist.github.com" and "notgithub.com" are other sites; "www.github.com" is the same.
    const before = text.slice(Math.max(0, at - 4), at).toLowerCase();
    if (!/(^|[^a-z0-9.-])(www\.)?$/.test(before.endsWith('www.') ? before : before.slice(-1))) continue;
    const link = readPath(text.slice(at + site.length, at + maxAddressLength));
    if (link !== null) links.set(`${link.repo.toLowerCase()}#${link.folder ?? ''}`, link);
  }
  return [...links.values()];
}

function readPath(rest: string): RepositoryLink | null {
  const path = /^[\w./%~-]*/.exec(rest)?.[0] ?? '';
  const [owner = '', rawName = '', kind, , ...folders] = path.split('/');
  const name = stripEnd(rawName.replace(/\.git$/i, ''), '.');
  if (!/^[a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38}$/i.test(owner) || !/^[\w.-]{1,100}$/.test(name)) return null;
  if (notOwners.has(owner.toLowerCase()) || placeholders.test(owner)) return null;
  const folder = kind === 'tree' ? stripEnd(folders.join('/'), '/') : '';
  return { repo: `${owner}/${name}`, folder: folder === '' ? null : folder };
}

// Finds the GitHub repositories that a cell links: owner and name, and the folder of a `/tree/` link.

import type { RepositoryPlace } from '../../model.ts';
import { addressStart, publicSite } from '../../site.ts';
import { stripEnd } from '../../text.ts';

export interface RepositoryLink extends RepositoryPlace {
  /** Leads to the code, not to an issue, a workflow or another page about it. */
  readonly isCode: boolean;
  /** Leads to a part of the repository or to a page about it: whatever is not the repository, a folder or its README. */
  readonly isPart: boolean;
  /** Leads to one thing of many in the repository: an issue, a pull request, a milestone, a commit. */
  readonly isItem: boolean;
  /** Leads to github.com, where the document's own site is another; absent: to the document's own site. */
  readonly isElsewhere?: true;
}

const notOwners = new Set(
  (
    'about apps collections contact customer-stories enterprise events explore features issues login marketplace new ' +
    'notifications orgs pricing pulls search security settings site sponsors stars topics trending users'
  ).split(' '),
);
const placeholders = /^(owner|user|username|your-?(user)?name|your-?github-?username|org|organization)$/i;

/** Further first words of the paths of a GitHub Enterprise Server, which are no owners there. */
const notOwnersThere = new Set(
  (
    'api apps assets avatars codeload enterprises favicon.ico gist gists github-apps graphs images media pages raw ' +
    'render setup sessions stafftools storage user-attachments'
  ).split(' '),
);

const mayBegin = /(^|[^a-z0-9.-])(www\.)?$/;
const mayBeginElsewhere = /(^|[^a-z0-9.-])$/;
const publicStart = addressStart(publicSite);
const slash = '/'.charCodeAt(0);

/** Longer than any owner, name and folder that a person links. */
const maxAddressLength = 1000;

/**
 * Every different repository of the text, in order. Placeholders such as `owner/repo` are not repositories. `site`: whose
 * addresses count; a repository of github.com is a page elsewhere to any other.
 */
export function findRepositoryLinks(text: string, site: string): RepositoryLink[] {
  // Most cells of long tables hold no address.
  if (!text.includes('/')) return [];
  const lower = text.toLowerCase();
  const own = findAddresses(text, lower, addressStart(site));
  if (site === publicSite) return own;
  const links = own.filter(({ repo }) => !notOwnersThere.has(repo.slice(0, repo.indexOf('/')).toLowerCase()));
  return [...links, ...findAddresses(text, lower, publicStart).map(toElsewhere)];
}

/** To its row it is one more page outside GitHub. */
function toElsewhere({ repo, folder }: RepositoryLink): RepositoryLink {
  return { repo, folder, isCode: false, isPart: true, isItem: false, isElsewhere: true };
}

function findAddresses(text: string, lower: string, start: string): RepositoryLink[] {
  const links = new Map<string, RepositoryLink>();
  for (let at = lower.indexOf(start); at !== -1; at = lower.indexOf(start, at + 1)) {
    // "gist.github.com" and "notwww.github.com" are other sites; "www.github.com" is the same.
    const isPlain = lower.charCodeAt(at - 1) === slash;
    if (!isPlain && !(start === publicStart ? mayBegin : mayBeginElsewhere).test(lower.slice(Math.max(0, at - 5), at)))
      continue;
    const link = readPath(text.slice(at + start.length, at + maxAddressLength));
    if (link === null) continue;
    // Most texts that link any hold one.
    if (links.size === 0 && lower.indexOf(start, at + 1) === -1) return [link];
    const key = `${link.repo.toLowerCase()}#${link.folder ?? ''}`;
    const before = links.get(key);
    const isPart = link.isPart && before?.isPart !== false;
    const isItem = link.isItem && before?.isItem !== false;
    links.set(key, { ...link, isCode: link.isCode || before?.isCode === true, isPart, isItem });
  }
  return [...links.values()];
}

function readPath(rest: string): RepositoryLink | null {
  const path = /^[\w./%~-]*/.exec(rest)?.[0] ?? '';
  const [owner = '', rawName = '', ...below] = path.split('/');
  const name = rawName.includes('.') ? stripEnd(rawName.replace(/\.git$/i, ''), '.') : rawName;
  if (!/^[a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38}$/i.test(owner) || !/^[\w.-]{1,100}$/.test(name)) return null;
  if (notOwners.has(owner.toLowerCase()) || placeholders.test(owner)) return null;
  if (below.length === 0) return { repo: `${owner}/${name}`, folder: null, isCode: true, isPart: false, isItem: false };
  const [kind = '', item = '', ...folders] = below.filter((part) => part !== '');
  const folder = kind === 'tree' ? folders.join('/') : '';
  const isCode = kind === '' || kind === 'tree';
  const isPart = !isCode && !isReadme(kind, folders);
  const isItem = isPart && items.has(kind.toLowerCase()) && item !== '';
  return { repo: `${owner}/${name}`, folder: folder === '' ? null : folder, isCode, isPart, isItem };
}

/** GitHub shows it on the page of the repository or of its folder. */
function isReadme(kind: string, folders: readonly string[]): boolean {
  const file = folders.at(-1) ?? '';
  return kind.toLowerCase() === 'blob' && /^(?:readme(?:[._-][\w.-]*)?|index\.\w{1,8})$/i.test(file);
}

const items = new Set('issues pull pulls discussions milestone milestones projects commit commits compare'.split(' '));

/** Several repositories of one owner: a document of their projects, not the page of one of them. */
export function holdsProjects(text: string, site: string): boolean {
  const counts = new Map<string, number>();
  for (const repo of new Set(findRepositoryLinks(text, site).map((link) => link.repo.toLowerCase()))) {
    const owner = repo.split('/')[0] ?? '';
    counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values()) >= 3;
}

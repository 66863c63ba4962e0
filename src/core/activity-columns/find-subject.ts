// Whom a row or list item is about, by the first of its links that leads to a repository on GitHub.

import { type Definitions, resolveReferences } from '../document/markup/hidden-regions.ts';
import { findRepositoryLinks } from '../document/markup/links.ts';
import type { ActivitySubject } from './model.ts';

const picture = /!\[[^[\]]{0,300}\]\([^()\s]{0,1000}(?:[ \t][^()]{0,200})?\)|<img\s[^<>]{0,1000}>/gi;
/** What no address goes on behind. */
const divider = /[\s<>"'()[\]|\0]+/;
/** Pages on these are code, too: what else such a row links is not its own. */
const forges = new Set('gitlab codeberg bitbucket sr gitee gitea sourceforge framagit'.split(' '));
const account = /^https?:\/\/(?:www\.)?github\.com\/(?:orgs\/)?([a-z\d][a-z\d-]{0,38})\/?(?:[?#].*)?$/i;

/** null: it links nothing, or only one thing of many in a repository, such as an issue. */
export function findSubject(text: string, definitions: Definitions): ActivitySubject | null {
  // A badge is a picture of something; what it links is behind it.
  const seen = text.replace(picture, ' ');
  const linked = definitions.size === 0 ? [] : resolveReferences(seen, definitions);
  const addresses = [seen, ...linked].flatMap((part) => part.split(divider)).flatMap(readAddress);
  const hosts = addresses.flatMap((one) => readHost(one) ?? []);
  const [first] = hosts;
  if (first?.split('.').some((part) => forges.has(part)) === true) return { kind: 'other', host: first };
  const repository = addresses.flatMap((one) => findRepositoryLinks(one)).find(({ isItem }) => !isItem);
  if (repository !== undefined) return { kind: 'repository', repo: repository.repo };
  for (const one of addresses) {
    const login = account.exec(one)?.[1];
    if (login !== undefined) return { kind: 'account', login };
  }
  const other = hosts.find((host) => !/^(?:www\.)?github\.com$/.test(host));
  return other === undefined ? null : { kind: 'other', host: other };
}

function readAddress(word: string): string[] {
  const at = word.search(/https?:\/\//i);
  if (at !== -1) return [word.slice(at)];
  return /^(?:www\.)?github\.com\//i.test(word) ? [word] : [];
}

function readHost(text: string): string | null {
  const url = text.includes('://') ? text : `https://${text}`;
  return URL.canParse(url) ? new URL(url).hostname : null;
}

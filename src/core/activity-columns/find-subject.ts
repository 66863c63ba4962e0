// Whom a row or list item is about, by the first of its links that leads to a repository on GitHub.

import { type Definitions, resolveReferences } from '../document/markup/hidden-regions.ts';
import { findRepositoryLinks } from '../document/markup/links.ts';
import { addressStart, publicSite } from '../site.ts';
import type { ActivitySubject } from './model.ts';

const picture = /!\[[^[\]]{0,300}\]\([^()\s]{0,1000}(?:[ \t][^()]{0,200})?\)|<img\s[^<>]{0,1000}>/gi;
/** What no address goes on behind. */
const divider = /[\s<>"'()[\]|\0]+/;
/** Pages on these are code, too: what else such a row links is not its own. */
const forges = new Set('gitlab codeberg bitbucket sr gitee gitea sourceforge framagit'.split(' '));
const account = /^\/(?:orgs\/)?([a-z\d][a-z\d-]{0,38})\/?(?:[?#].*)?$/i;

/** null: it links nothing, or only one thing of many in a repository, such as an issue. */
export function findSubject(
  text: string,
  { definitions, site }: { readonly definitions: Definitions; readonly site: string },
): ActivitySubject | null {
  const start = addressStart(site);
  // A badge is a picture of something; what it links is behind it.
  const seen = text.replace(picture, ' ');
  const linked = definitions.size === 0 ? [] : resolveReferences(seen, definitions);
  const addresses = [seen, ...linked]
    .flatMap((part) => part.split(divider))
    .flatMap((word) => readAddress(word, start));
  const hosts = addresses.flatMap((one) => readHost(one) ?? []);
  const [first] = hosts;
  if (first?.split('.').some((part) => forges.has(part)) === true) return { kind: 'other', host: first };
  const links = addresses.flatMap((one) => findRepositoryLinks(one, site));
  const repository = links.find(({ isItem, isElsewhere }) => !isItem && isElsewhere !== true);
  if (repository !== undefined) return { kind: 'repository', repo: repository.repo };
  for (const one of addresses) {
    const login = readAccount(one, start);
    if (login !== undefined) return { kind: 'account', login };
  }
  const other = hosts.find((host) => !isHost(host, site));
  return other === undefined ? null : { kind: 'other', host: other };
}

/** `https://github.com/ada`, and not a page below it. */
function readAccount(address: string, start: string): string | undefined {
  const scheme = /^https?:\/\//i.exec(address)?.[0];
  if (scheme === undefined) return undefined;
  const rest = address.slice(scheme.length);
  const plain = start === publicStart ? rest.replace(/^www\./i, '') : rest;
  return plain.toLowerCase().startsWith(start) ? account.exec(plain.slice(start.length - 1))?.[1] : undefined;
}

const publicStart = addressStart(publicSite);

function isHost(host: string, site: string): boolean {
  return host === new URL(site).hostname || (site === publicSite && host === 'www.github.com');
}

function readAddress(word: string, start: string): string[] {
  const at = word.search(/https?:\/\//i);
  if (at !== -1) return [word.slice(at)];
  const lower = word.toLowerCase();
  return lower.startsWith(start) || (start === publicStart && lower.startsWith(`www.${start}`)) ? [word] : [];
}

function readHost(text: string): string | null {
  const url = text.includes('://') ? text : `https://${text}`;
  return URL.canParse(url) ? new URL(url).hostname : null;
}

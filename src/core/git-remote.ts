// What a clone says of where it came from: the text of its configuration in, a name on GitHub out.

import { publicSite } from './site.ts';

/** The address of `origin` in the text of `.git/config`; null where it is not set. */
export function readOriginUrl(config: string): string | null {
  const section = config.split(/^[ \t]*\[/m).find((text) => text.startsWith('remote "origin"]'));
  return /^[ \t]*url[ \t]*=[ \t]*(\S+)/m.exec(section ?? '')?.[1] ?? null;
}

/**
 * `git@host:owner/name.git`, `https://host/owner/name`, `ssh://git@host/owner/name.git`; null where the host is not the
 * site's, such as `https://github.com`.
 */
export function readGitHubName(url: string, site: string): string | null {
  const [, host = '', path = ''] = schemed.exec(url) ?? short.exec(url) ?? [];
  const [owner = '', name = '', ...rest] = path
    .replace(/\/$/, '')
    .replace(/\.git$/i, '')
    .split('/');
  const isName = [owner, name].every((part) => /^[\w.-]+$/.test(part)) && rest.length === 0;
  return isName && isHostOf(site, host.toLowerCase()) ? `${owner}/${name}` : null;
}

/** Ports differ between HTTPS and SSH. A name without a dot, such as `github-work`, is an alias of one's own for SSH. */
function isHostOf(site: string, host: string): boolean {
  if (!host.includes('.')) return host.includes('github') || host === new URL(site).hostname;
  if (site === publicSite) return /^(?:(?:www|ssh)\.)?github\.com(?:-.*)?$/.test(host);
  const own = new URL(site).hostname;
  return host === own || host === `ssh.${own}`;
}

/** The host of such an address, in lower case; null where it names none. */
export function readGitHost(url: string): string | null {
  return (schemed.exec(url) ?? short.exec(url))?.[1]?.toLowerCase() ?? null;
}

const schemed = /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([^@/:]+)(?::\d+)?\/(.+)$/i;
const short = /^[^@/:]+@([^@/:]+):(.+)$/;

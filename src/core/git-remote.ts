// What a clone says of where it came from: the text of its configuration in, a name on GitHub out.

/** The address of `origin` in the text of `.git/config`; null where it is not set. */
export function readOriginUrl(config: string): string | null {
  const section = config.split(/^[ \t]*\[/m).find((text) => text.startsWith('remote "origin"]'));
  return /^[ \t]*url[ \t]*=[ \t]*(\S+)/m.exec(section ?? '')?.[1] ?? null;
}

/** `git@host:owner/name.git`, `https://host/owner/name`, `ssh://git@host/owner/name.git`. */
export function readGitHubName(url: string): string | null {
  const [, host = '', path = ''] = schemed.exec(url) ?? short.exec(url) ?? [];
  const [owner = '', name = '', ...rest] = path
    .replace(/\/$/, '')
    .replace(/\.git$/i, '')
    .split('/');
  const isName = [owner, name].every((part) => /^[\w.-]+$/.test(part)) && rest.length === 0;
  return isName && host.toLowerCase().includes('github') ? `${owner}/${name}` : null;
}

/** The host of such an address, in lower case; null where it names none. */
export function readGitHost(url: string): string | null {
  return (schemed.exec(url) ?? short.exec(url))?.[1]?.toLowerCase() ?? null;
}

const schemed = /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([^@/:]+)(?::\d+)?\/(.+)$/i;
const short = /^[^@/:]+@([^@/:]+):(.+)$/;

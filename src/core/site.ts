// The website that belongs to an API: github.com, a GitHub Enterprise Server, or an enterprise on ghe.com. Only its own
// addresses are links to repositories; what it links elsewhere is somebody else's, whatever it is called.

/** The address of a site without a slash at its end, such as `https://github.com`. */
export const publicSite = 'https://github.com';

/**
 * `https://HOST/api/v3` belongs to `https://HOST`, `https://api.NAME.ghe.com` to `https://NAME.ghe.com`
 * (https://docs.github.com/enterprise-cloud@latest/admin/data-residency). Whatever else answers stands in for github.com.
 */
export function siteOf(apiUrl: string): string {
  if (!URL.canParse(apiUrl)) return publicSite;
  const { protocol, host, pathname } = new URL(apiUrl);
  if (/^api\.[a-z\d-]+\.ghe\.com$/.test(host)) return `https://${host.slice('api.'.length)}`;
  return /^\/api\/v3\/?$/.test(pathname) ? `${protocol}//${host}` : publicSite;
}

/** What stands before `owner/name` in every address of the site, in lower case: `github.com/`. */
export function addressStart(site: string): string {
  return site === publicSite ? 'github.com/' : `${hostOf(site)}/`;
}

/** `github.com`, `ghe.example.org:8443`: the site's name in sentences. */
export function hostOf(site: string): string {
  return site.slice(site.indexOf('://') + 3).toLowerCase();
}

/** The page of `owner/name`, or of something in it. */
export function repositoryUrl(site: string, repo: string, path = ''): string {
  return `${site}/${repo}${path}`;
}

/** The site of a document's reference. */
export function siteOfDocument({ site = publicSite }: { readonly site?: string }): string {
  return site;
}

/** For a reference: nothing is said of github.com. */
export function toSite(site: string): { readonly site?: string } {
  return site === publicSite ? {} : { site };
}

// What a person without a token is told: what works without one, how little a token needs, and where to make it with
// everything filled in.

import type { Settings } from '../config/settings.ts';

/** GitHub's page for a new fine-grained token, filled in. */
export function tokenUrl(site: string, request: { owner: string | null; canWrite: boolean }): string {
  const url = new URL(`${site}/settings/personal-access-tokens/new`);
  const { searchParams } = url;
  searchParams.set('name', 'statusfolio');
  searchParams.set(
    'description',
    request.canWrite ? 'Keeps my project status table up to date' : 'Reads public repositories',
  );
  searchParams.set('expires_in', '90');
  if (request.owner !== null) searchParams.set('target_name', request.owner);
  if (request.canWrite) searchParams.set('contents', 'write');
  return url.href;
}

export function adviseOnToken({ token, writeToken, app, site }: Settings, repo: string | null): string[] {
  if (token !== null || writeToken !== null || app !== null) return [];
  const owner = repo?.split('/')[0] ?? null;
  return [
    'There is no GitHub token. Without one: check, explain and init work on public repositories, 60 requests an hour',
    '(three for each project). To check more, a token without any permission is enough; create one here:',
    `  ${tokenUrl(site, { owner: null, canWrite: false })}`,
    ...(repo === null
      ? []
      : [
          `To commit to ${repo}, give it "Contents: read and write" on that repository alone:`,
          `  ${tokenUrl(site, { owner, canWrite: true })}`,
        ]),
    'Then: export GITHUB_TOKEN=…   (in GitHub Actions the workflow brings its own.)',
  ];
}

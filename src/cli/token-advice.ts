// What a person without a token is told: what works without one, how little a token needs, and where to make it with
// everything filled in.

import type { Settings } from '../config/settings.ts';

/** What is written needs: the file, the questions in the status issue, and, where changes are proposed, pull requests. */
const permissionNames = { contents: 'Contents', issues: 'Issues', pull_requests: 'Pull requests' } as const;

export type Permission = keyof typeof permissionNames;

export function listPermissions(publish: string | undefined): Permission[] {
  return publish === 'pull-request' ? ['contents', 'issues', 'pull_requests'] : ['contents', 'issues'];
}

/** GitHub's page for a new fine-grained token, filled in. */
export function tokenUrl(
  site: string,
  request: { readonly owner: string | null; readonly permissions: readonly Permission[] },
): string {
  const url = new URL(`${site}/settings/personal-access-tokens/new`);
  const { searchParams } = url;
  searchParams.set('name', 'statusfolio');
  searchParams.set(
    'description',
    request.permissions.length > 0 ? 'Keeps my project status table up to date' : 'Reads public repositories',
  );
  searchParams.set('expires_in', '90');
  if (request.owner !== null) searchParams.set('target_name', request.owner);
  for (const permission of request.permissions) searchParams.set(permission, 'write');
  return url.href;
}

export function adviseOnToken(
  { token, writeToken, app, site }: Settings,
  repo: string | null,
  publish: string | undefined,
): string[] {
  if (token !== null || writeToken !== null || app !== null) return [];
  const owner = repo?.split('/')[0] ?? null;
  const permissions = listPermissions(publish);
  const named = permissions.map((permission) => permissionNames[permission]);
  return [
    'There is no GitHub token. Without one: check, explain and init work on public repositories, 60 requests an hour',
    '(three for each project). To check more, a token without any permission is enough; create one here:',
    `  ${tokenUrl(site, { owner: null, permissions: [] })}`,
    ...(repo === null
      ? []
      : [
          `To write to ${repo}, give it "Read and write" for ${named.join(', ')} on that repository alone`,
          '(Issues are where questions are asked):',
          `  ${tokenUrl(site, { owner, permissions })}`,
        ]),
    'Then: export GITHUB_TOKEN=…   (in GitHub Actions the workflow brings its own.)',
  ];
}

// What can come instead of an answer of GitHub, or after a request has had its effect.

import type { Fault } from '../../demo/github/simulated-github.ts';

export interface NamedFault {
  readonly name: string;
  readonly answer: () => Fault['answer'];
  readonly effect?: 'before' | 'after';
}

const text = (status: number, body: string, type = 'text/html', headers: Record<string, string> = {}) =>
  new Response(body === '' ? null : body, { status, headers: { 'content-type': type, ...headers } });
const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  text(status, JSON.stringify(body), 'application/json; charset=utf-8', headers);
const says = (status: number, message: string, headers: Record<string, string> = {}) =>
  json(status, { message }, headers);
const invalid = (message: string) =>
  json(422, { message: 'Validation Failed', errors: [{ resource: 'PullRequest', code: 'custom', message }] });
const graphql = (type: string | null, message: string) =>
  json(200, { data: null, errors: [{ ...(type !== null && { type }), path: ['x'], message }] });

const answers: readonly (readonly [string, () => Fault['answer']])[] = [
  ['reset', () => 'reset'],
  ['black hole', () => 'hang'],
  ['500', () => says(500, 'Server Error')],
  ['502 page', () => text(502, '<html><title>Unicorn!</title></html>')],
  ['502 JSON', () => says(502, 'Server Error')],
  ['503', () => text(503, 'no server is available')],
  ['503 with retry-after', () => text(503, '', 'text/plain', { 'retry-after': '30' })],
  ['504', () => says(504, "We couldn't respond to your request in time.")],
  ['401', () => says(401, 'Bad credentials')],
  ['401 expired', () => says(401, 'Requires authentication')],
  [
    '403 primary limit',
    () => says(403, 'API rate limit exceeded', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' }),
  ],
  ['403 secondary limit', () => says(403, 'You have exceeded a secondary rate limit', { 'retry-after': '60' })],
  ['403 abuse', () => says(403, 'You have triggered an abuse detection mechanism.')],
  ['403 integration', () => says(403, 'Resource not accessible by integration')],
  ['403 personal token', () => says(403, 'Resource not accessible by personal access token')],
  ['403 single sign-on', () => says(403, 'Resource protected by organization SAML enforcement.')],
  ['403 suspended', () => says(403, 'This installation has been suspended')],
  ['403 archived', () => says(403, 'Repository was archived so is read-only.')],
  ['404', () => says(404, 'Not Found')],
  ['404 page', () => text(404, '<html>not here</html>')],
  ['409 blob', () => says(409, 'README.md does not match 0123456789')],
  ['409 race', () => says(409, 'is at 1111111 but expected 2222222')],
  ['409 empty', () => says(409, 'Git Repository is empty.')],
  ['410', () => says(410, 'Issues has been disabled in this repository.')],
  ['422 exists', () => invalid('A pull request already exists for ada:statusfolio/main.')],
  ['422 no commits', () => invalid('No commits between main and statusfolio/main')],
  ['422 reference', () => says(422, 'Reference already exists')],
  ['422 not forward', () => says(422, 'Update is not a fast forward')],
  ['422 sha', () => says(422, 'Invalid request.\n\n"sha" wasn\'t supplied.')],
  ['429', () => says(429, 'Too many requests', { 'retry-after': '5' })],
  ['429 without a time', () => text(429, '')],
  ['429 for ever', () => says(429, 'Too many requests', { 'retry-after': '999999999999' })],
  ['451', () => says(451, 'Repository access blocked')],
  ['301 to nowhere', () => text(301, '', 'text/plain', { location: 'https://api.github.com/repos/ada/gone' })],
  ['200 empty', () => text(200, '')],
  ['200 page', () => text(200, '<html>Sign in</html>')],
  ['200 half of an answer', () => text(200, '{"data":{"repository":{"visib', 'application/json')],
  ['200 null', () => json(200, null)],
  ['200 list', () => json(200, [])],
  ['200 text', () => json(200, 'ok')],
  ['200 other object', () => json(200, { hello: 'world' })],
  ['200 no data', () => json(200, { data: null })],
  ['200 nulls', () => json(200, { data: { repository: null, nodes: [null, null], r0: null, r1: null } })],
  ['200 empty objects', () => json(200, { data: { repository: {}, nodes: [{}, {}], r0: {}, r1: {} } })],
  ['NOT_FOUND', () => graphql('NOT_FOUND', 'Could not resolve to a Repository')],
  ['FORBIDDEN', () => graphql('FORBIDDEN', 'Resource not accessible by integration')],
  ['RATE_LIMITED', () => graphql('RATE_LIMITED', 'API rate limit exceeded')],
  ['STALE_DATA', () => graphql('STALE_DATA', 'Expected branch to point to "x" but it did not.  Pull and try again.')],
  [
    'BRANCH_PROTECTION_RULE_VIOLATION',
    () => graphql('BRANCH_PROTECTION_RULE_VIOLATION', "protected branch 'main' check failed"),
  ],
  [
    'rule violation',
    () => graphql('FORBIDDEN', 'Repository rule violations found\n\nChanges must be made through a pull request.'),
  ],
  ['RESOURCE_LIMITS_EXCEEDED', () => graphql('RESOURCE_LIMITS_EXCEEDED', 'Resource limits for this query exceeded.')],
  ['something went wrong', () => graphql(null, 'Something went wrong while executing your query.')],
];

const lostAnswers = [
  'reset',
  'black hole',
  '500',
  '502 page',
  '504',
  '200 empty',
  '200 half of an answer',
  '200 other object',
];

export const faults: readonly NamedFault[] = [
  ...answers.map(([name, answer]): NamedFault => ({ name, answer })),
  ...answers
    .filter(([name]) => lostAnswers.includes(name))
    .map(([name, answer]): NamedFault => ({ name: `${name}, after the effect`, answer, effect: 'after' })),
];

// S21, what was suspected, and of the hardening list what can be shown: addresses and hosts that should be refused,
// secrets in the log, a cloned repository that commands.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Attack, gotThrough, held, mustHold } from './support/attack.ts';
import { everybody } from './support/configuration.ts';
import type { Place } from './support/place.ts';
import { adminToken, serveTarget } from './support/serve-target.ts';
import { openWorld } from './support/world.ts';

const document = '| Project | Status |\n|---|---|\n| Lantern | Active |\n';

/** Names below .invalid lead nowhere, so that nothing is asked of anybody. */
const addresses = [
  'http://github.invalid',
  'http://localhost.github.invalid',
  'http://127.0.0.1.github.invalid',
  'http://[::1].github.invalid'.replace('[::1].', '0--1.'),
  'http://github.invalid/api/v3',
  'HTTP://GITHUB.INVALID',
];

const plain = addresses.map(
  (address): Attack => ({
    number: 'S21',
    kind: 'a token sent in the clear',
    name: `GITHUB_API_URL=${address}`,
    run: async (place) => {
      writeFileSync(
        join(place.folder, 'README.md'),
        `${document.trim()}\n| Tides | Active https://github.com/ada/tides |\n`,
      );
      const environment = { GITHUB_TOKEN: 'canary', GITHUB_API_URL: address };
      const { code, err, out } = await place.run(['check', 'README.md'], { environment });
      mustHold(code !== null, err);
      return code === 2 && /GITHUB_API_URL[: ].*(https|must)/.test(err + out)
        ? held('it is refused before anything is sent')
        : gotThrough(`it is accepted: exit ${code}`);
    },
  }),
);

const secrets: Readonly<Record<string, { readonly text: string; readonly secret: string }>> = {
  "an installation token of today's form": {
    text: 'rejected: ghs_123456_eyJhbGciOiJSUzI1NiJ9.eyJjYW5hcnkiOjF9.c2lnbmF0dXJlLWNhbmFyeQ expired',
    secret: 'c2lnbmF0dXJlLWNhbmFyeQ',
  },
  'an installation token with dashes': { text: 'ghs_12-canary-tail.x-y_z', secret: 'canary-tail' },
  'a bearer value': { text: 'header Authorization: Bearer abc.canarytoken-0123456789', secret: 'canarytoken' },
  'a token header': { text: 'authorization: token canarytoken0123456789abcdef', secret: 'canarytoken' },
  'a JSON web token': {
    text: 'sent eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiIxMjM0NTYifQ.canary-signature_x9',
    secret: 'canary-signature',
  },
  'a login code': { text: 'GET /login?code=1795999999999-canary-0123.abcdef failed', secret: 'canary-0123' },
  'a code of the sign-in': { text: 'GET /login/github/return?code=canarycode12345&state=s', secret: 'canarycode' },
  'basic credentials': { text: 'Authorization: Basic Y2FuYXJ5OmNhbmFyeQ==', secret: 'Y2FuYXJ5' },
  'credentials in an address': { text: 'https://ada:canary@example.org/x', secret: 'canary' },
  'a user token': { text: 'token ghu_canary0123456789', secret: 'canary' },
  'a fine-grained token': { text: 'github_pat_11ABC_canary0123456789', secret: 'canary' },
  'a private key': { text: '-----BEGIN RSA PRIVATE KEY-----\ncanary\n-----END RSA PRIVATE KEY-----', secret: 'canary' },
};

/** The module that cleans a text for the log, wherever it lies. */
function findCleaner(target: string): string {
  const root = join(target, 'src');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const found = files.find((name) => readFileSync(join(root, name), 'utf8').includes('export function cleanText('));
  mustHold(found !== undefined, 'no module exports cleanText');
  return pathToFileURL(join(root, found)).href;
}

const redactions = Object.entries(secrets).map(
  ([name, { text, secret }]): Attack => ({
    number: 'Q3',
    kind: 'a secret in the log',
    name: `${name} in a text for the log`,
    run: async (place) => {
      const program = `const { cleanText } = await import(process.argv[1]); console.log(cleanText(process.argv[2]));`;
      const args = ['--input-type=module', '-e', program, findCleaner(place.target), text];
      const { code, out, err } = await place.start(process.execPath, args).finished;
      mustHold(code === 0, err);
      return out.includes(secret) ? gotThrough(`it stays: ${out}`) : held(out);
    },
  }),
);

const clones: Readonly<Record<string, string>> = {
  'of another repository': 'documents: [{ repo: ada/me, path: README.md, publish: commit }]\n',
  'that pins':
    'documents: [{ repo: ada/me, path: README.md, publish: commit }]\nprojects: [{ match: Lantern, pin: { status: paused } }]\n',
};

const cloned = Object.entries(clones).map(
  ([name, configuration]): Attack => ({
    number: 'Q2',
    kind: 'the configuration of an untrusted folder commands',
    name: `sync in a clone whose configuration writes to a document ${name}`,
    run: async (place) => {
      const text =
        '| Project | Status | Code |\n|---|---|---|\n| Tides | Paused | |\n| Harbour | Archived | [c](https://github.com/ada/harbour) |\n| Lantern | Active | [c](https://github.com/ada/lantern) |\n';
      const world = await openWorld(place, { document: text });
      for (const project of ['ada/harbour', 'ada/lantern']) world.addProject(project).archive(new Date());
      const clone = place.makeFolder('clone');
      const git = (...args: string[]) => execFileSync('git', args, { cwd: clone, stdio: 'pipe' });
      git('init', '-q');
      git('remote', 'add', 'origin', 'https://github.com/mallory/toy.git');
      writeFileSync(join(clone, 'statusfolio.yml'), configuration);
      const { code } = await place.run(['sync'], { directory: clone, environment: world.environment });
      return world.commits() > 1
        ? gotThrough(`Ada's document was written to: ${world.portfolio.head()?.message.split('\n')[0]}`)
        : held(`nothing was written, exit ${code}`);
    },
  }),
);

const hosts: readonly Attack[] = ['evil.example', '10.0.0.7'].map((host) => ({
  number: 'H',
  kind: 'a foreign name for this server',
  name: `HOST=0.0.0.0 with a public address, asked as ${host}`,
  run: async (place) => {
    const world = await openWorld(place, { document });
    const environment = {
      HOST: '0.0.0.0',
      STATUSFOLIO_PUBLIC_URL: 'https://status.example.org',
      STATUSFOLIO_ADMIN_TOKEN: adminToken,
    };
    const configuration = `documents: [{ repo: ada/me, publish: none }]\n${everybody(place)}`;
    const serving = await serveTarget(place, world, { configuration, environment });
    const own = await serving.ask('/', { headers: { host: 'status.example.org' } });
    mustHold(own.status === 200, `the public name itself is answered ${own.status}`);
    const { status } = await serving.ask('/', { headers: { host } });
    return status === 200 ? gotThrough('the page is shown') : held(`it is answered ${status}`);
  },
}));

const readFiles = (target: string, pattern: RegExp): string[] =>
  readdirSync(target)
    .filter((name) => pattern.test(name))
    .map((name) => readFileSync(join(target, name), 'utf8'));

const exactImage = /:\d+\.\d+\.\d+(?:-[\w.-]+)?$|@sha256:[0-9a-f]{64}$/;

const supply: readonly Attack[] = [
  {
    number: 'H',
    kind: 'a name that somebody can move',
    // By version and not by digest: docs/decisions/security.md says why.
    name: 'a base image that is named by no exact version',
    run: async ({ target }: Place) => {
      const images = readFiles(target, /^Dockerfile/).flatMap((text) =>
        [...text.matchAll(/^FROM (?:--\S+ )*(?!scratch)(\S+)(?: AS (\S+))?/gim)].map(([, image = '', as = '']) => ({
          image,
          as,
        })),
      );
      mustHold(images.length > 0, 'there is no Dockerfile');
      const stages = images.map(({ as }) => as);
      const loose = images.find(({ image }) => !stages.includes(image) && !exactImage.test(image));
      return loose === undefined ? held('all are named by version') : gotThrough(loose.image);
    },
  },
  {
    number: 'H',
    kind: 'a name that somebody can move',
    name: 'an action of a workflow that is named by a tag',
    run: async ({ target }: Place) => {
      const texts = readFiles(join(target, '.github/workflows'), /\.ya?ml$/);
      mustHold(texts.length > 0, 'there is no workflow');
      const loose = texts
        .flatMap((text) => text.match(/uses: (?!\.\/)\S+/g) ?? [])
        .find((uses) => !/@[0-9a-f]{40}$/.test(uses));
      return loose === undefined ? held('all are named by commit') : gotThrough(loose);
    },
  },
];

export const settingsAttacks: readonly Attack[] = [...plain, ...redactions, ...cloned, ...hosts, ...supply];

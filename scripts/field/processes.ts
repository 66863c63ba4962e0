// F10 to F15: what surrounds a process: readers, disks, whoever started it, proxies, names.

import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { createSampleWorld } from '../../demo/github/sample-world.ts';
import { adminToken, buildApp } from '../../tests/web/build-app.ts';
import { isListening, pause, startProgram, waitFor } from '../proxies/programs.ts';
import { configuration, readPort, root, startServe, visit } from '../proxies/start-site.ts';
import { newFolder, oneRow, type Relative, relatives } from './relative.ts';

const bin = join(root, 'bin/statusfolio.js');

/** The exit code of a command whose output leads there. */
function runInto(args: string, redirection: string): Promise<string> {
  const folder = newFolder();
  writeFileSync(join(folder, 'README.md'), oneRow('🟡 In Progress'));
  const script = `"${process.execPath}" "${bin}" ${args} ${redirection}; echo "code \${PIPESTATUS[0]}" >&2`;
  const env = { PATH: process.env['PATH'], HOME: folder, GITHUB_TOKEN: 't', GITHUB_API_URL: 'http://127.0.0.1:9' };
  const child = spawn('bash', ['-c', script], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  return new Promise((resolve) => {
    child.on('close', () =>
      resolve(/Unhandled|triggerUncaught/.test(said) ? 'a stack trace' : (/code (\d+)/.exec(said)?.[1] ?? said)),
    );
  });
}

async function pressed(args: string): Promise<string> {
  const free = await runInto(args, '> /dev/null');
  const codes = [
    await runInto(args, '2>/dev/null | head -c 1'),
    await runInto(args, '> /dev/full'),
    await runInto(args, '>&-'),
  ];
  return codes.every((code) => code === free) ? 'the code that it has anyway' : `${free} becomes ${codes.join(', ')}`;
}

/** Whether the server is gone after whoever started it was ended. */
async function endStarter(command: string, args: readonly string[], signal: NodeJS.Signals): Promise<string> {
  const world = createSampleWorld({ now: () => new Date(), until: new Date() });
  const { url, close } = await world.github.listen();
  const home = newFolder();
  writeFileSync(join(home, 'statusfolio.yml'), configuration);
  const more = ['--config', join(home, 'statusfolio.yml'), '--database', join(home, 'data.db')];
  const environment = {
    HOME: home,
    PORT: '0',
    LOG_LEVEL: 'silent',
    GITHUB_API_URL: url,
    GITHUB_TOKEN: world.github.token,
  };
  const started = startProgram(command, [...args, ...more], { directory: root, environment });
  try {
    const port = await readPort(started);
    started.process.kill(signal);
    await waitFor('the server to be gone', async () => !(await isListening(port)), 30);
    return 'the server ends as well';
  } finally {
    await started.end('SIGKILL');
    await close();
  }
}

/** A connection that idles for so long, then carries one more request. */
async function postAfter(seconds: number): Promise<string> {
  const world = createSampleWorld({ now: () => new Date(), until: new Date() });
  const { url, close } = await world.github.listen();
  const home = newFolder();
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'statusfolio.yml'), configuration);
  const server = startServe(home, { GITHUB_API_URL: url, GITHUB_TOKEN: world.github.token });
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });
  try {
    const port = await readPort(server);
    const send = () =>
      new Promise<number>((resolve) => {
        const asked = request(
          { port, host: '127.0.0.1', method: 'POST', path: '/webhooks/github', agent },
          (response) => {
            response.resume().on('end', () => resolve(response.statusCode ?? 0));
          },
        );
        asked.on('error', () => resolve(0));
        asked.end('{}');
      });
    const burst = () => Promise.all(Array.from({ length: 20 }, send));
    await burst();
    await pause(seconds * 1000);
    const lost = (await burst()).filter((status) => status === 0).length;
    return `${lost} of 20 lost`;
  } finally {
    agent.destroy();
    await server.end();
    await close();
  }
}

const publicUrl = 'https://status.example.org';
const site = (address = publicUrl) =>
  buildApp({ audience: 'all', publicUrl: address, isSecure: true, allowedHosts: ['localhost'] });

/** Addresses on pages that do not begin with the path of the site. */
async function leaving(address: string): Promise<string> {
  const { app } = await site(address);
  const base = new URL(address).pathname.replace(/\/+$/, '');
  const wrong: string[] = [];
  for (const path of ['/', '/login', '/nowhere', '/projects/a/b']) {
    const page = await (
      await app.request(`${new URL(address).origin}${path}`, { headers: { Accept: 'text/html' } })
    ).text();
    const found = [...page.matchAll(/ (?:href|src|action|formaction)="(\/[^"]*)"/g)].map(([, target = '']) => target);
    if (found.length === 0) wrong.push(`nothing on ${path}`);
    wrong.push(...found.filter((target) => !target.startsWith(`${base}/`)));
  }
  return wrong.length === 0 ? 'everything stays below' : wrong.slice(0, 3).join(', ');
}

async function checkBehind(environment: Readonly<Record<string, string>>): Promise<string> {
  const folder = newFolder();
  const link = 'https://github.invalid/ada/engine';
  writeFileSync(
    join(folder, 'README.md'),
    `| Project | Status | Repo |\n|---|---|---|\n| e | 🟡 In Progress | ${link} |\n`,
  );
  const common = { HOME: folder, GITHUB_TOKEN: 't', GITHUB_API_URL: 'https://github.invalid/api/v3' };
  const started = startProgram(process.execPath, [bin, 'check', 'README.md'], {
    directory: folder,
    environment: { ...common, ...environment },
  });
  await new Promise((resolve) => started.process.on('close', resolve));
  const [name = ''] = Object.keys(environment);
  const said = started.said();
  if (said.includes('hunter2')) return 'the password is printed';
  return said.includes(name) ? 'the variable is named' : said.slice(0, 200);
}

export const processes: readonly Relative[] = [
  ...relatives(
    'F10',
    'the code that it has anyway',
    {
      'explain, unread': 'explain',
      'badge --help, unread': 'badge --help',
      'check --json, unread': 'check README.md --json',
    },
    pressed,
  ),
  ...relatives(
    'F11',
    'the server ends as well',
    {
      'npm start, SIGTERM': ['npm', ['start', '-s', '--'], 'SIGTERM'],
      'npm start, SIGKILL': ['npm', ['start', '-s', '--'], 'SIGKILL'],
      'npm run statusfolio, SIGHUP': ['npm', ['run', '-s', 'statusfolio', '--', 'serve'], 'SIGHUP'],
      'node itself, SIGTERM': [process.execPath, [bin, 'serve'], 'SIGTERM'],
    } as const,
    ([command, args, signal]) => endStarter(command, args, signal),
  ),
  ...relatives('F12', '0 of 20 lost', { 'after 5.2 s': 5.2, 'after 6.1 s': 6.1, 'after 12 s': 12 }, postAfter),
  ...relatives(
    'F13',
    '200',
    {
      'a pod address': '10.42.0.17:8787',
      'an IPv6 address': '[fd00::17]:8787',
      'a name inside a cluster': 'statusfolio.default.svc.cluster.local',
    },
    async (host) => {
      const { app } = await site();
      return String((await app.request(`http://${host}/healthz`)).status);
    },
  ),
  ...relatives(
    'F13',
    '200',
    {
      'capital letters': 'https://STATUS.Example.ORG/',
      'a final dot': 'https://status.example.org./',
      'another port': 'https://status.example.org:8443/',
    },
    async (address) => {
      const { app } = await site();
      return String((await app.request(address)).status);
    },
  ),
  ...relatives(
    'F13',
    '403, names the variable',
    {
      'a name that begins like ours': 'https://status.example.org.evil.example/',
      'a name that ends like ours': 'https://evil-status.example.org/',
    },
    async (address) => {
      const response = await (await site()).app.request(address);
      return `${response.status}, ${(await response.text()).includes('STATUSFOLIO_PUBLIC_URL') ? 'names the variable' : 'says nothing'}`;
    },
  ),
  ...relatives(
    'F13',
    'signed in',
    {
      'a token with a line break': `${adminToken}\n`,
      'a token with CR LF': `${adminToken}\r\n`,
      'a token with blanks': `  ${adminToken} `,
    },
    async (token) => {
      const home = newFolder();
      writeFileSync(join(home, 'statusfolio.yml'), configuration);
      writeFileSync(join(home, 'token'), token);
      const server = startServe(home, {
        GITHUB_API_URL: 'http://127.0.0.1:9',
        GITHUB_TOKEN: 't',
        STATUSFOLIO_ADMIN_TOKEN: '',
        STATUSFOLIO_ADMIN_TOKEN_FILE: join(home, 'token'),
      });
      try {
        const port = await readPort(server);
        const { status } = await visit({ port, isSecure: false, host: 'localhost' }, '/metrics', {
          headers: { Authorization: `Bearer ${adminToken}` },
        });
        return status === 200 ? 'signed in' : `HTTP ${status}`;
      } finally {
        await server.end();
      }
    },
  ),
  ...relatives(
    'F14',
    'everything stays below',
    {
      'two levels': 'https://home.example.org/apps/status',
      'a slash at its end': 'https://home.example.org/s/',
      'a letter with an accent': 'https://home.example.org/%C3%A9tat',
      'a path like one of ours': 'https://home.example.org/projects',
    },
    leaving,
  ),
  ...relatives(
    'F15',
    'the variable is named',
    {
      'HTTPS_PROXY, nobody there': { HTTPS_PROXY: 'http://me:hunter2@127.0.0.1:9001' },
      'http_proxy alone, for https': { http_proxy: 'http://me:hunter2@127.0.0.1:9001' },
      'HTTPS_PROXY without a scheme': { HTTPS_PROXY: 'hunter2.example.com:3128' },
      'HTTPS_PROXY of SOCKS': { HTTPS_PROXY: 'socks5://me:hunter2@127.0.0.1:1080' },
    } as Readonly<Record<string, Readonly<Record<string, string>>>>,
    checkBehind,
  ),
];

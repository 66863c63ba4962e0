// Our programs where the network is left only through a proxy, and where certificates are by an authority of the company's own:
// the command line, the server and the bundle of the Action, each as a process. The proxy is tinyproxy; proxies that are down,
// refuse or hang are played. The simulated GitHub answers behind TLS.

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { request as askPlainly, createServer as createPlainServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createSampleWorld } from '../../demo/github/sample-world.ts';
import { runAsRunner } from '../action/run-as-runner.ts';
import { buildAction } from '../build-action.ts';
import { runProgram } from '../run-program.ts';
import type { Certificates } from './certificates.ts';
import { type Checks, demand, toLine } from './checks.ts';
import { findFreePort, startProgram, waitFor, waitForPort } from './programs.ts';
import { configuration, root, startServe } from './start-site.ts';

type Environment = Readonly<Record<string, string>>;

/** What a program said, until it ended or (the server) until what it said was enough. */
interface Ended {
  readonly said: string;
  readonly code: number | null;
}

interface Traveller {
  readonly name: string;
  /** Ends when it has looked at GitHub, or has said that it cannot. */
  travel(environment: Environment): Promise<Ended>;
}

const password = 'hunter2-of-the-proxy';

/** Where a chat takes notices; only the proxy knows where that is. */
export const channelName = 'hooks.example.org';

export async function checkOutgoing(
  openGroup: (group: string) => Checks,
  {
    folder,
    certificates,
    tinyproxy,
  }: { readonly folder: string; readonly certificates: Certificates; readonly tinyproxy: string | null },
): Promise<void> {
  const world = createSampleWorld({ now: () => new Date(), until: new Date() });
  const plain = await world.github.listen();
  const secure = await putTlsBefore(Number(new URL(plain.url).port), certificates);
  const behindTls = `https://localhost:${secure.port}`;
  const trust = { NODE_EXTRA_CA_CERTS: certificates.authority };
  const travellers = await listTravellers(folder, world.document, world.github.token);
  try {
    await checkNotices(openGroup('outgoing notices'), folder, certificates);
    for (const { name, travel } of travellers) {
      const checks = openGroup(`outgoing ${name}`);
      const asked = () => world.github.requests.length;
      /** Whether it came through to GitHub. */
      const arrives = async (environment: Environment) => {
        const before = asked();
        const { said, code } = await travel(environment);
        demand(!said.includes(password), 'it prints the password of the proxy');
        demand(asked() > before, `GitHub was not asked (exit ${code}): ${toLine(said)}`);
      };
      const refused = async (environment: Environment, variable: string, words: string) => {
        const before = asked();
        const startedAt = performance.now();
        const { said } = await travel({ GITHUB_API_URL: behindTls, ...trust, ...environment });
        const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
        demand(!said.includes(password), 'it prints the password of the proxy');
        demand(asked() === before, 'GitHub was asked all the same');
        demand(said.includes(variable), `it does not name ${variable}: ${toLine(said)}`);
        demand(said.includes(words), `it does not say "${words}": ${toLine(said)}`);
        return `names ${variable} (${words}) after ${seconds} s`;
      };
      await checks.check('an authority of the company: NODE_EXTRA_CA_CERTS', async () => {
        await arrives({ GITHUB_API_URL: behindTls, ...trust });
        return 'GitHub was asked';
      });
      await checks.check('the same without the variable', () =>
        refused({ NODE_EXTRA_CA_CERTS: '' }, 'NODE_EXTRA_CA_CERTS', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
      );
      if (tinyproxy === null) checks.leaveOut('HTTPS_PROXY, HTTP_PROXY, NO_PROXY', 'tinyproxy is not installed here');
      else await checkVariables(checks, { tinyproxy, folder, arrives, behindTls, plainUrl: plain.url, trust });
      const down = await findFreePort();
      await checks.check('a proxy that is down', () =>
        refused({ HTTPS_PROXY: `http://user:${password}@127.0.0.1:${down}` }, 'HTTPS_PROXY', 'ECONNREFUSED'),
      );
      for (const [what, answer, words] of refusals) {
        const proxy = await playProxy(answer);
        const address = `http://user:${password}@127.0.0.1:${proxy.port}`;
        await checks.check(what, () => refused({ https_proxy: address }, 'https_proxy', words));
        proxy.close();
      }
    }
  } finally {
    secure.close();
    await plain.close();
  }
}

/** A notice to a chat whose name this machine cannot resolve. */
async function checkNotices(checks: Checks, folder: string, certificates: Certificates): Promise<void> {
  const taken: string[] = [];
  const { certificate, key } = certificates;
  const chat = createSecureServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (request, response) => {
    taken.push(request.url ?? '');
    request.resume().on('end', () => response.writeHead(204).end());
  });
  const { port } = await listen(chat);
  const asked: string[] = [];
  const tunnels = createPlainServer().on('connect', (request, socket: Socket) => {
    asked.push(request.url ?? '');
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [onward, socket]) end.on('error', () => {});
  });
  const proxy = await listen(tunnels);
  const home = mkdtempSync(join(folder, 'notices-'));
  writeFileSync(join(home, 'README.md'), '# Work\n');
  const channel = '{ url: "$' + '{STATUSFOLIO_NOTIFY_CHAT}", format: slack }';
  writeFileSync(join(home, 'statusfolio.yml'), `documents: [{ file: README.md }]\nnotify: [${channel}]\n`);
  await checks.check('a test notice to a chat that only the proxy can resolve', async () => {
    const { out } = await runProgram(process.execPath, [join(root, 'bin/statusfolio.js'), 'doctor', '--test-notify'], {
      directory: home,
      environment: {
        PATH: process.env['PATH'],
        HOME: home,
        GITHUB_API_URL: 'http://127.0.0.1:9',
        STATUSFOLIO_NOTIFY_CHAT: `https://${channelName}/services/T0`,
        HTTPS_PROXY: `http://user:${password}@127.0.0.1:${proxy.port}`,
        NODE_EXTRA_CA_CERTS: certificates.authority,
      },
      isWhole: true,
    });
    demand(!out.includes(password), 'it prints the password of the proxy');
    demand(taken.join() === '/services/T0', `the chat took ${taken.length} notices: ${toLine(out)}`);
    return `by way of CONNECT ${asked.join()}`;
  });
  chat.close();
  proxy.close();
}

/** null: it never answers. */
const refusals: readonly (readonly [string, string | null, string])[] = [
  [
    'a proxy that wants other credentials',
    'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n',
    'HTTP 407',
  ],
  ['a proxy that forbids the address', 'HTTP/1.1 403 Forbidden\r\n\r\n', 'HTTP 403'],
  ['a proxy that hangs', null, 'did not answer in time'],
];

async function checkVariables(
  checks: Checks,
  {
    tinyproxy,
    folder,
    arrives,
    behindTls,
    plainUrl,
    trust,
  }: {
    readonly tinyproxy: string;
    readonly folder: string;
    readonly arrives: (environment: Environment) => Promise<void>;
    readonly behindTls: string;
    readonly plainUrl: string;
    readonly trust: Environment;
  },
): Promise<void> {
  const proxy = await startTinyproxy(tinyproxy, folder);
  const through = async (environment: Environment, isThrough: boolean) => {
    const before = proxy.count();
    await arrives({ ...trust, ...environment });
    const passed = proxy.count() - before;
    demand(passed > 0 === isThrough, `${passed} connections went through the proxy`);
    return isThrough ? `${passed} connections through tinyproxy` : 'past the proxy';
  };
  const secure = { GITHUB_API_URL: behindTls };
  try {
    await checks.check('HTTPS_PROXY', () => through({ ...secure, HTTPS_PROXY: proxy.url }, true));
    await checks.check('HTTP_PROXY', () => through({ GITHUB_API_URL: plainUrl, HTTP_PROXY: proxy.url }, true));
    await checks.check('HTTP_PROXY alone, for https as well', () =>
      through({ ...secure, HTTP_PROXY: proxy.url }, true),
    );
    await checks.check('NODE_USE_ENV_PROXY=1 beside it', () =>
      through({ ...secure, HTTPS_PROXY: proxy.url, NODE_USE_ENV_PROXY: '1' }, true),
    );
    await checks.check('NO_PROXY names the host', () =>
      through({ ...secure, HTTPS_PROXY: proxy.url, NO_PROXY: 'example.org,localhost' }, false),
    );
  } finally {
    await proxy.end();
  }
}

// ---- who travels ---------------------------------------------------------------------------------------------------

async function listTravellers(folder: string, document: Buffer, token: string): Promise<Traveller[]> {
  const newHome = () => mkdtempSync(join(folder, 'traveller-'));
  const actionFolder = newHome();
  await buildAction(join(actionFolder, 'dist'));
  for (const name of ['action.yml', 'package.json']) copyFileSync(join(root, name), join(actionFolder, name));
  return [
    {
      name: 'check',
      async travel(environment) {
        const home = newHome();
        writeFileSync(join(home, 'README.md'), document);
        const { code, out, err } = await runProgram(
          process.execPath,
          [join(root, 'bin/statusfolio.js'), 'check', 'README.md'],
          {
            directory: home,
            environment: { PATH: process.env['PATH'], HOME: home, GITHUB_TOKEN: token, ...environment },
            isWhole: true,
          },
        );
        return { code, said: `${out}${err}` };
      },
    },
    {
      name: 'serve',
      async travel(environment) {
        const home = newHome();
        writeFileSync(join(home, 'statusfolio.yml'), configuration);
        const server = startServe(home, { LOG_LEVEL: 'info', GITHUB_TOKEN: token, ...environment });
        await waitFor('the server to say how it went', () => {
          const isOver = /"document\.refreshed"|"(?:refresh|job)\.failed"/.test(server.said());
          return isOver || server.process.exitCode !== null;
        });
        const code = await server.end();
        return { code, said: server.said() };
      },
    },
    {
      name: 'Action',
      async travel({ GITHUB_API_URL: apiUrl = '', ...environment }) {
        const workspace = newHome();
        writeFileSync(join(workspace, 'README.md'), document);
        execFileSync('git', ['init', '--quiet'], { cwd: workspace });
        const event = { name: 'pull_request', payload: {} };
        const job = {
          actionFolder,
          workspace,
          temporary: newHome(),
          apiUrl,
          token,
          repository: 'naaas94/me',
          event,
          environment,
        };
        const { code, out, err, summary } = await runAsRunner(job);
        return { code, said: `${out}${err}${summary}` };
      },
    },
  ];
}

// ---- what stands on the way ----------------------------------------------------------------------------------------

interface Listening {
  readonly port: number;
  close(): void;
}

async function listen(server: Server): Promise<Listening> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}

/** The same server behind TLS, with a certificate for `localhost`. */
async function putTlsBefore(port: number, { certificate, key }: Certificates): Promise<Listening> {
  const server = createSecureServer(
    { cert: readFileSync(certificate), key: readFileSync(key) },
    (request, response) => {
      const { method, url, headers } = request;
      const onward = askPlainly({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      request.pipe(onward);
    },
  );
  const { port: itsPort } = await listen(server);
  return {
    port: itsPort,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Answers every CONNECT so. */
async function playProxy(answer: string | null): Promise<Listening> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      if (answer !== null) socket.end(answer);
    });
  });
  return await listen(server);
}

async function startTinyproxy(program: string, folder: string) {
  const home = mkdtempSync(join(folder, 'tinyproxy-'));
  const port = await findFreePort();
  const user = process.getuid?.() === 0 ? 'User root\nGroup root\n' : '';
  const lines = [
    `Port ${port}`,
    'Listen 127.0.0.1',
    'Timeout 60',
    `LogFile "${join(home, 'log')}"`,
    'LogLevel Connect',
  ];
  const more = ['MaxClients 100', `PidFile "${join(home, 'pid')}"`, 'Allow 127.0.0.1', `BasicAuth user ${password}`];
  writeFileSync(join(home, 'tinyproxy.conf'), `${user}${[...lines, ...more].join('\n')}\n`);
  const started = startProgram(program, ['-d', '-c', join(home, 'tinyproxy.conf')], { directory: home });
  await waitForPort(port, started);
  return {
    url: `http://user:${password}@127.0.0.1:${port}`,
    /** How many connections it has made for others. */
    count: () =>
      readFileSync(join(home, 'log'), 'utf8')
        .split('\n')
        .filter((line) => / CONNECT | GET | POST /.test(line)).length,
    end: () => started.end(),
  };
}

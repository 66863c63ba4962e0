// nginx and Caddy with the very files that docs/examples ships: only ports, certificates and folders are put in.

import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Certificates } from './certificates.ts';
import { demand } from './checks.ts';
import { type Started, startProgram, waitForPort } from './programs.ts';
import { root } from './start-site.ts';

export interface Place {
  readonly folder: string;
  readonly certificates: Certificates;
  /** Where the proxy shall listen. */
  readonly port: number;
  /** Where the server listens. */
  readonly serverPort: number;
}

export interface ReverseProxy {
  readonly name: 'nginx' | 'caddy';
  /** How it is set up. */
  readonly setUp: string;
  readonly publicUrl: string;
  /** What a browser sends as Host. */
  readonly host: string;
  /** Whether names that are not ours reach the server. */
  readonly takesAnyName: boolean;
  start(program: string, place: Place): Promise<Started>;
}

const top = { publicUrl: 'https://status.example.org', host: 'status.example.org' };
const below = { publicUrl: 'https://home.example.org/statusfolio', host: 'home.example.org' };
const withPort = { publicUrl: 'https://status.example.org:8443', host: 'status.example.org:8443' };

export const hostNames = ['status.example.org', 'home.example.org'];

const nginx = (setUp: string, site: typeof top, file: string, ...changes: Change[]): ReverseProxy => ({
  ...{ name: 'nginx', setUp, ...site, takesAnyName: true },
  start: (program, place) => startNginx(program, place, readExample(file, place, changes)),
});
const caddy = (setUp: string, site: typeof top, file: string, ...changes: Change[]): ReverseProxy => ({
  ...{ name: 'caddy', setUp, ...site, takesAnyName: false },
  start: (program, place) => startCaddy(program, place, readExample(file, place, changes)),
});

/** The last ones are what people make of the examples who set them up by themselves. */
export const reverseProxies: readonly ReverseProxy[] = [
  nginx('at the root', top, 'nginx.conf'),
  nginx('path passed on', below, 'nginx-path.conf'),
  nginx('path taken away', below, 'nginx-path.conf', ['127.0.0.1:8787;', '127.0.0.1:8787/;']),
  nginx('port dropped from Host', withPort, 'nginx.conf', ['$http_host', '$host']),
  caddy('at the root', top, 'Caddyfile'),
  caddy('path passed on', below, 'Caddyfile-path'),
  caddy('path taken away', below, 'Caddyfile-path', ['handle /', 'handle_path /']),
  caddy('port dropped from Host', withPort, 'Caddyfile', [
    'reverse_proxy 127.0.0.1:8787',
    'reverse_proxy 127.0.0.1:8787 {\n\t\theader_up Host {host}\n\t}',
  ]),
];

type Change = readonly [string, string];

/** A file of docs/examples with changes; each has to find its place, or the file is no longer what is tried here. */
function readExample(file: string, { serverPort }: Place, changes: readonly Change[]): string {
  const all: Change[] = [...changes, ['127.0.0.1:8787', `127.0.0.1:${serverPort}`]];
  return all.reduce(
    (text, [from, to]) => {
      demand(text.includes(from), `docs/examples/${file} no longer holds "${from}"`);
      return text.replaceAll(from, to);
    },
    readFileSync(join(root, 'docs/examples', file), 'utf8'),
  );
}

async function startNginx(program: string, { folder, certificates, port }: Place, example: string): Promise<Started> {
  const home = mkdtempSync(join(folder, 'nginx-'));
  writeFileSync(join(home, 'example.conf'), example);
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `  ${name}_temp_path ${join(home, name)};`,
  );
  // An administrator's nginx works as somebody else, who may not write here.
  const user = process.getuid?.() === 0 ? 'user root;\n' : '';
  const configuration = `${user}daemon off;
pid ${join(home, 'nginx.pid')};
error_log stderr warn;
worker_processes 1;
events {}
http {
${places.join('\n')}
  access_log off;
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${certificates.certificate};
    ssl_certificate_key ${certificates.key};
    include ${join(home, 'example.conf')};
  }
}
`;
  writeFileSync(join(home, 'nginx.conf'), configuration);
  return await start(program, ['-p', home, '-c', join(home, 'nginx.conf')], home, port);
}

async function startCaddy(program: string, { folder, certificates, port }: Place, example: string): Promise<Started> {
  const home = mkdtempSync(join(folder, 'caddy-'));
  mkdirSync(join(home, 'data'));
  const [, host = ''] = /^([a-z.]+) \{$/m.exec(example) ?? [];
  demand(host !== '', 'the example has no line that begins a site');
  const site = `https://${host}:${port} {\n\tbind 127.0.0.1\n\ttls ${certificates.certificate} ${certificates.key}`;
  const global = '{\n\tadmin off\n\tauto_https disable_redirects\n}\n';
  writeFileSync(join(home, 'Caddyfile'), `${global}${example.replace(`${host} {`, site)}`);
  return await start(program, ['run', '--adapter', 'caddyfile', '--config', join(home, 'Caddyfile')], home, port);
}

async function start(program: string, args: readonly string[], home: string, port: number): Promise<Started> {
  const started = startProgram(program, args, { directory: home, environment: { HOME: home, XDG_DATA_HOME: home } });
  try {
    await waitForPort(port, started);
  } catch (error) {
    await started.end('SIGKILL');
    throw error;
  }
  return started;
}

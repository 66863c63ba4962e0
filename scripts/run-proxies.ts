// Our real server behind real proxies, and our programs behind the proxy of a company: one line for each thing that was tried.
// Run with: npm run proxies [-- --only NAME] [--full]
// NAME is a part of a group's name, such as nginx, "caddy path", outgoing or endings. --full waits as long as proxies keep idle
// connections (minutes). What is not installed here is named on its line. Ends with 1 when a check failed.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Certificates, makeCertificates } from './proxies/certificates.ts';
import { checkEndings } from './proxies/check-endings.ts';
import { channelName, checkOutgoing } from './proxies/check-outgoing.ts';
import { checkSite } from './proxies/check-site.ts';
import { openChecks } from './proxies/checks.ts';
import { findFreePort, findOnPath } from './proxies/programs.ts';
import { hostNames, type ReverseProxy, reverseProxies } from './proxies/reverse-proxies.ts';
import { startSite } from './proxies/start-site.ts';

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, full: { type: 'boolean', default: false } },
});
/** Node's own server would close an idle connection after five to six seconds. */
const pauses = values.full
  ? { gaps: [5.9, 6, 6.1, 6.2, 6.4, 61, 91, 121, 5], burst: 60 }
  : { gaps: [5.9, 6.2], burst: 20 };

const folder = mkdtempSync(join(tmpdir(), 'statusfolio-proxies-'));
const openGroup = openChecks(console.log);
const isWanted = (group: string) => group.toLowerCase().includes(values.only.toLowerCase());
const startedAt = performance.now();
try {
  const openssl = findOnPath('openssl');
  const names = [...hostNames, channelName, 'localhost'].map((name) => `DNS:${name}`);
  const certificates = openssl === null ? null : makeCertificates(openssl, folder, [...names, 'IP:127.0.0.1']);

  const waiting = reverseProxies.filter(({ name, setUp }) => isWanted(`${name} ${setUp}`));
  // Most of it is waiting.
  const work = async () => {
    for (let proxy = waiting.shift(); proxy !== undefined; proxy = waiting.shift())
      await tryReverseProxy(proxy, certificates);
  };
  await Promise.all([work(), work(), work()]);
  if (isWanted('outgoing')) {
    if (certificates === null) openGroup('outgoing').leaveOut('everything', 'openssl is not installed here');
    else await checkOutgoing(openGroup, { folder, certificates, tinyproxy: findOnPath('tinyproxy') });
  }
  if (isWanted('endings')) await checkEndings(openGroup, folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const { count } = openGroup('');
const seconds = Math.round((performance.now() - startedAt) / 1000);
console.log(
  `\n${count('ok')} checks held, ${count('FAILED')} failed, ${count('not tried')} not tried, in ${seconds} s`,
);
process.exitCode = count('FAILED') === 0 ? 0 : 1;

async function tryReverseProxy(proxy: ReverseProxy, certificates: Certificates | null): Promise<void> {
  const checks = openGroup(`${proxy.name} ${proxy.setUp}`);
  const program = findOnPath(proxy.name);
  if (program === null || certificates === null) {
    checks.leaveOut('everything', `${program === null ? proxy.name : 'openssl'} is not installed here`);
    return;
  }
  await checks.check('set up as docs/examples says', async () => {
    const site = await startSite(folder, { STATUSFOLIO_PUBLIC_URL: proxy.publicUrl });
    try {
      const port = await findFreePort();
      const started = await proxy.start(program, { folder, certificates, port, serverPort: site.port });
      const way = { port, isSecure: true, host: proxy.host, authority: readFileSync(certificates.authority) };
      await checkSite({ checks, way, serverPort: site.port, ...proxy, ...pauses }).finally(() => started.end());
    } finally {
      await site.close();
    }
    return 'it ran, and ended';
  });
}

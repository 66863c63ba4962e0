// Everything that people, browsers, probes and GitHub do with a site, done through a proxy.

import { createHmac, randomUUID } from 'node:crypto';
import { signDelivery } from '../../demo/github/sign-delivery.ts';
import { type Checks, demand } from './checks.ts';
import { crawlPages } from './crawl-pages.ts';
import { pause } from './programs.ts';
import { type Asked, adminToken, type Visit, visit, type Way, webhookSecret } from './start-site.ts';

export interface SiteVisit {
  readonly checks: Checks;
  readonly way: Way;
  readonly publicUrl: string;
  /** The server itself, for what never passes through a proxy. */
  readonly serverPort: number;
  readonly takesAnyName: boolean;
  /** Pauses of the connection to the server, in seconds, and how many deliveries are sent after each. */
  readonly gaps: readonly number[];
  readonly burst: number;
}

const html = { Accept: 'text/html' };
const form = { ...html, 'Content-Type': 'application/x-www-form-urlencoded' };
const mebibyte = 1024 * 1024;

export async function checkSite(site: SiteVisit): Promise<void> {
  const { checks, way, publicUrl, serverPort } = site;
  const { origin, pathname } = new URL(publicUrl);
  const base = pathname === '/' ? '' : pathname;
  const ask = (path: string, asked?: Asked) => visit(way, `${base}${path}`, asked);
  const direct = (host: string, path: string) => visit({ port: serverPort, isSecure: false, host }, path);
  let cookie = '';

  await checks.check('signing in: sent back to the site, cookie for it alone', async () => {
    const body = new URLSearchParams({ token: adminToken }).toString();
    const answer = await ask('/login', { method: 'POST', headers: { ...form, Origin: origin }, body });
    demand(answer.status === 303, `HTTP ${answer.status}: ${answer.text.slice(0, 200)}`);
    const location = answer.headers.location ?? '';
    demand(new URL(location, origin).href === `${publicUrl}/`, `it leads to ${location}`);
    const [set = ''] = answer.headers['set-cookie'] ?? [];
    demand(
      set.includes(`; Path=${base}/`) && /; Secure/i.test(set) && /; HttpOnly/i.test(set),
      set.replace(/=[^;]*/, '=…'),
    );
    cookie = set.split(';')[0] ?? '';
    return `${location}, Path=${base}/, Secure`;
  });
  await checks.check('signing in: refused from a page of somebody else', async () => {
    const body = new URLSearchParams({ token: adminToken }).toString();
    const { status } = await ask('/login', {
      method: 'POST',
      headers: { ...form, Origin: 'https://evil.example' },
      body,
    });
    demand(status === 403, `HTTP ${status}`);
    return '403';
  });
  await checks.check('every page, link, asset and form', async () => {
    const signedIn = { Cookie: cookie, ...html };
    const { pages, addresses, forms, wrong } = await crawlPages({
      publicUrl,
      get: (path) => visit(way, path, { headers: signedIn }),
      post: (path) => visit(way, path, { method: 'POST', headers: { ...form, Cookie: cookie }, body: '' }),
    });
    demand(wrong.length === 0, wrong.slice(0, 3).join('; '));
    demand(pages >= 10 && forms >= 3, `only ${pages} pages and ${forms} forms were found`);
    return `${pages} pages, ${addresses} addresses, ${forms} forms`;
  });
  await checks.check('an answer by its form', () => answerQuestion(ask, { origin, publicUrl, cookie }));
  await checks.check('the stream of events: the first one arrives', async () => {
    const startedAt = performance.now();
    const { status, text } = await ask('/events', {
      headers: { Cookie: cookie },
      until: (seen) => seen.includes('\n\n'),
    });
    const seconds = (performance.now() - startedAt) / 1000;
    demand(status === 200 && text.startsWith('event: version'), `HTTP ${status}: ${text.slice(0, 80)}`);
    demand(seconds < 4, `after ${seconds.toFixed(1)} s: something holds it back`);
    return `after ${seconds.toFixed(2)} s`;
  });
  await checks.check('badges, feed and status.json', async () => {
    for (const path of ['/badges/naaas94/pcc.svg', '/badges/naaas94/pcc.json', '/feed.atom', '/api/status.json'])
      demand((await ask(path)).status === 200, `${path} is not there`);
    const feed = (await ask('/feed.atom')).text;
    demand(feed.includes(`"${publicUrl}/`), `the feed does not name ${publicUrl}`);
    return 'each 200; the feed names its public address';
  });
  await checks.check('a webhook with its signature', async () => `${await post(ask, signed(randomUUID()))}`);
  await checks.check('a webhook of 25 MiB; one byte more is refused', async () => {
    const sent = await postLarge(ask, 25 * mebibyte);
    demand(sent === 202, `25 MiB are answered ${sent}`);
    const refused = await postLarge(ask, 25 * mebibyte + 1).catch(() => 0);
    demand(refused === 413 || refused === 0, `one byte more is answered ${refused}`);
    return `202; ${refused === 0 ? 'the connection is cut' : refused}`;
  });
  await checks.check(`deliveries after pauses of ${site.gaps.join(', ')} s: none is lost`, async () => {
    const lost: string[] = [];
    for (const seconds of site.gaps) {
      // Together, so that the proxy opens as many connections to the server as it will keep.
      const statuses = await Promise.all(
        Array.from({ length: site.burst }, () => post(ask, signed(randomUUID())).catch(String)),
      );
      lost.push(...statuses.filter((status) => status !== '202').map((status) => `${status} after ${seconds} s`));
      await pause(seconds * 1000);
    }
    const after = await post(ask, signed(randomUUID()));
    demand(lost.length === 0, `${lost.length} of ${site.gaps.length * site.burst}: ${lost[0]}`);
    return `${site.gaps.length * site.burst + 1} of as many, the last ${after}`;
  });
  await checks.check('health by the address of the machine', async () => {
    for (const path of ['/healthz', '/readyz']) {
      const { status } = await direct(`10.1.2.3:${serverPort}`, path);
      demand(status === 200, `${path} answers ${status}`);
    }
    return '/healthz and /readyz answer 200';
  });
  await checks.check('another host name is refused, with the variable', async () => {
    const answers = [await direct('evil.example', '/')];
    if (site.takesAnyName) answers.push(await visit(way, `${base}/`, { headers: { Host: 'evil.example' } }));
    for (const { status, text } of answers)
      demand(status === 403 && text.includes('STATUSFOLIO_PUBLIC_URL'), `HTTP ${status}: ${text.slice(0, 120)}`);
    return `403${site.takesAnyName ? '' : ' (this proxy itself lets no other name through)'}`;
  });
  await checks.check('forwarded headers of a visitor: they change nothing', () => spoof(ask, { origin, publicUrl }));
}

type Ask = (path: string, asked?: Asked) => Promise<Visit>;

async function answerQuestion(
  ask: Ask,
  { origin, publicUrl, cookie }: { readonly origin: string; readonly publicUrl: string; readonly cookie: string },
): Promise<string> {
  const page = await ask('/', { headers: { ...html, Cookie: cookie } });
  const [, proof = ''] = /name="proof" value="([^"]+)"/.exec(page.text) ?? [];
  const [, pressed = ''] = /name="do" value="(active:[^"]+)"/.exec(page.text) ?? [];
  demand(proof !== '' && pressed !== '', 'the dashboard holds no question to answer');
  const body = new URLSearchParams({ do: pressed, proof }).toString();
  const send = (from: string) => {
    const headers = { ...form, Cookie: cookie, Origin: from, Referer: `${publicUrl}/` };
    return ask('/api/answers', { method: 'POST', headers, body });
  };
  const foreign = await send('https://evil.example');
  demand(foreign.status === 403, `from somebody else's page it answers ${foreign.status}`);
  const answer = await send(origin);
  demand(answer.status === 303, `HTTP ${answer.status}: ${answer.text.slice(0, 200)}`);
  const location = answer.headers.location ?? '';
  demand(new URL(location, origin).href === `${publicUrl}/`, `it leads to ${location}`);
  return `303 to ${location}`;
}

/** Whatever a visitor writes into the headers that proxies write. */
async function spoof(
  ask: Ask,
  { origin, publicUrl }: { readonly origin: string; readonly publicUrl: string },
): Promise<string> {
  const lies = {
    'X-Forwarded-Host': 'evil.example',
    'X-Forwarded-Proto': 'http',
    'X-Forwarded-Prefix': '/evil',
    'X-Forwarded-User': 'owner',
    'X-Original-URL': '/operations',
    'X-Rewrite-URL': '/operations',
    'Remote-User': 'owner',
    Forwarded: 'for=127.0.0.1;host=evil.example;proto=http',
  };
  const operations = await ask('/operations', { headers: { ...html, ...lies, 'X-Forwarded-For': '127.0.0.1' } });
  demand(operations.status === 401, `/operations answers ${operations.status} to a stranger`);
  const page = await ask('/', { headers: { ...html, ...lies } });
  demand(!page.text.includes('evil'), 'the page repeats what the visitor wrote');
  demand(page.text.includes(`rel="canonical" href="${publicUrl}/"`), 'the page names another address of its own');
  // The limit of wrong tokens holds for the client, whoever it says that it is. Last, for it takes this client's turns.
  const statuses: number[] = [];
  for (let tries = 1; tries <= 25; tries += 1) {
    const headers = { ...form, Origin: origin, ...lies, 'X-Forwarded-For': `198.51.100.${tries}` };
    statuses.push((await ask('/login', { method: 'POST', headers, body: 'token=wrong' })).status);
  }
  demand(statuses[0] === 401, `the first wrong token is answered ${statuses[0]}`);
  demand(statuses.at(-1) === 429, 'each invented X-Forwarded-For gets limits of its own');
  return `401 for a stranger; after ${statuses.indexOf(429)} wrong tokens 429 under 25 invented addresses`;
}

function signed(guid: string) {
  const payload = { ref: 'refs/heads/main', commits: [], repository: { node_id: 'R_none', full_name: 'ada/none' } };
  return signDelivery({ secret: webhookSecret, event: 'push', payload, guid });
}

async function post(ask: Ask, { headers, body }: ReturnType<typeof signed>): Promise<string> {
  const { status, text } = await ask('/webhooks/github', { method: 'POST', headers, body });
  demand(status === 202, `HTTP ${status}: ${text.slice(0, 120)}`);
  return String(status);
}

/** Of exactly so many bytes, with a signature that holds. */
async function postLarge(ask: Ask, bytes: number): Promise<number> {
  const { headers } = signed(randomUUID());
  const [head, tail] = ['{"ref":"refs/heads/main","commits":[],"repository":{"node_id":"R_none"},"filler":"', '"}'];
  const body = Buffer.alloc(bytes, 'x');
  body.write(head, 0);
  body.write(tail, bytes - tail.length);
  const signature = `sha256=${createHmac('sha256', webhookSecret).update(body).digest('hex')}`;
  const answer = await ask('/webhooks/github', {
    method: 'POST',
    headers: { ...headers, 'x-hub-signature-256': signature },
    body,
  });
  return answer.status;
}

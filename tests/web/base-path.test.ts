// A site under a path of its host: everything that leaves carries the path, whether the proxy passes it on or takes it away.

import { describe, expect, it } from 'vitest';
import { addBasePath, stripBasePath } from '../../src/web/base-path.ts';
import { adminToken, buildApp } from './build-app.ts';

const publicUrl = 'https://home.example.org/statusfolio';

async function openSite() {
  const site = await buildApp({ audience: 'all', publicUrl, isSecure: true });
  // As nginx and Caddy send it: one passes the path on, the other takes it away.
  const passedOn = (path: string, init?: RequestInit) =>
    site.app.request(`https://home.example.org/statusfolio${path}`, init);
  const takenAway = (path: string, init?: RequestInit) => site.app.request(`https://home.example.org${path}`, init);
  return [passedOn, takenAway] as const;
}

/** Every address of ours in a page, by attribute. */
const addressesIn = (page: string) =>
  [...page.matchAll(/\s(?:href|src|action|formaction)="([^"#][^"]*)"/g)].map(([, address = '']) => address);

describe('a site under a path', () => {
  it.each([['/'], ['/login'], ['/projects/nobody/nothing'], ['/nowhere'], ['/?status=nonsense']])(
    'leads nowhere outside of it from %s',
    async (path) => {
      for (const ask of await openSite()) {
        const page = await (await ask(path, { headers: { Accept: 'text/html' } })).text();
        const addresses = addressesIn(page);
        expect(addresses.length).toBeGreaterThan(2);
        expect(
          addresses.filter((address) => !address.startsWith('/statusfolio/') && !address.startsWith('https://')),
        ).toEqual([]);
        for (const asset of addresses.filter((address) => address.includes('/assets/')))
          expect((await ask(asset.slice('/statusfolio'.length))).status).toBe(200);
      }
    },
  );

  it('keeps its session cookie to itself, and comes back to itself', async () => {
    for (const ask of await openSite()) {
      const body = new URLSearchParams({ token: adminToken });
      const answer = await ask('/login', { method: 'POST', body, headers: { Origin: 'https://home.example.org' } });
      expect([answer.status, answer.headers.get('location')]).toEqual([303, '/statusfolio/']);
      const cookie = answer.headers.get('set-cookie') ?? '';
      expect(cookie).toMatch(/^__Secure-statusfolio=.*; Path=\/statusfolio\/(;|$)/);
      const page = await ask('/operations', { headers: { Cookie: cookie.split(';')[0] ?? '' } });
      expect(page.status).toBe(200);
      expect(await page.text()).toContain('action="/statusfolio/api/answers"');
    }
  });

  it('answers probes, feeds and webhooks there', async () => {
    for (const ask of await openSite()) {
      expect((await ask('/readyz')).status).toBe(200);
      expect(await (await ask('/feed.atom')).text()).toContain(`${publicUrl}/`);
      expect((await ask('/webhooks/github', { method: 'POST', body: '{}' })).status).toBe(401);
    }
  });
});

describe('the path', () => {
  it.each([
    ['/statusfolio', '/'],
    ['/statusfolio/', '/'],
    ['/statusfolio/projects/a/b', '/projects/a/b'],
    ['/statusfolios', '/statusfolios'],
    ['/login', '/login'],
  ])('of %s is %s inside', (path, inside) => {
    expect(stripBasePath(path, '/statusfolio')).toBe(inside);
    expect(stripBasePath(path, '')).toBe(path);
  });

  it('stands before addresses of ours alone: not before others, nor in the text of a person', () => {
    const page = '<a href="/a">x</a><a href="https://x/">y</a><a href="//x">z</a><p>&quot; href=&quot;/b&quot;</p>';
    expect(addBasePath(page, '/s')).toBe(page.replace('href="/a"', 'href="/s/a"'));
    expect(addBasePath(page, '')).toBe(page);
  });
});

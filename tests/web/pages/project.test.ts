import { describe, expect, it } from 'vitest';
import { eight, saveState } from '../../support/page-states.ts';
import { asOwner, buildApp } from '../build-app.ts';
import { saveDocument } from '../build-portfolio.ts';
import { signedRequest } from '../sign-webhook.ts';

const textOf = (page: string) => page.replace(/<head>[\s\S]*<\/head>|<[^>]*>/g, ' ').replace(/\s+/g, ' ');

describe('the page about a project', () => {
  it('has its status, its facts with their age, the rules, its past and what was heard of it', async () => {
    const { app, get, store, waiting } = await buildApp();
    await saveState(store, { scenes: eight });
    const payload = { repository: { node_id: 'R_sextant', full_name: 'mara/sextant' }, action: 'released' };
    expect(
      (await app.request(new Request('http://localhost/webhooks/github', signedRequest(JSON.stringify(payload)))))
        .status,
    ).toBe(202);
    await waiting();
    const page = await (await get('/projects/mara/sextant', asOwner)).text();
    const text = textOf(page);
    expect(text).toContain('Release v2.4.0 on 2026-11-09');
    expect(text).toContain('Checked 2026-11-21 08:51');
    expect(text).toMatch(/archived the repository is not archived .* quiet it is not quiet before/);
    expect(page).toContain('aria-label="running from 2026-04-25, maintained from 2026-06-24"');
    expect(page).toContain('href="https://github.com/mara/mara/commit/1ba7f3c9e2');
    expect(text).toMatch(/Webhook deliveries .* mara\/sextant Pending/);
  });

  it('leads with the status, why, what would change it and when; the rules that did not match are folded', async () => {
    const { get, store } = await buildApp();
    await saveState(store, { scenes: eight });
    const page = await (await get('/projects/mara/sextant', asOwner)).text();
    expect(textOf(page)).toMatch(
      /sextant Maintained since 2026-06-24 Why No conflicting activity .* What would change it 2027-02-07 \( 2027-02-07 \) , if nobody works on it until then: you are asked\. .* Status over time/,
    );
    expect(page).toMatch(/<details class="more"><summary>\d+ rules did not match<\/summary>/);
    expect(page).not.toContain('<details open');
    const pinned = textOf(await (await get('/projects/mara/chart-renderer', asOwner)).text());
    expect(pinned).toContain('What would change it Nothing, until the pin ends on 2026-12-31');
  });

  it('says to others that the owner is asked, not they', async () => {
    const { get, store } = await buildApp({ audience: 'all' });
    await saveState(store, { scenes: eight });
    const text = textOf(await (await get('/projects/mara/sextant')).text());
    expect(text).toContain('the owner is asked');
    expect(text).not.toContain('you are asked');
  });

  it('disables what a higher word rules, with the reason', async () => {
    const { get, store } = await buildApp();
    await saveState(store, { scenes: eight });
    const page = await (await get('/projects/mara/chart-renderer', asOwner)).text();
    expect(page).toContain('Pinned in the file, which takes precedence; remove the comment there to decide here.');
    expect(page).toMatch(/value="pin:\w+" disabled/);
    expect(await (await get('/projects/mara/sextant', asOwner)).text()).toMatch(/value="pin:\w+">/);
  });

  it('shows others the status word alone of what is not public, and nothing of what is not theirs', async () => {
    const { get, store } = await buildApp({ audience: 'all' });
    await saveDocument(store, {
      projects: [
        {
          name: 'Secret work',
          repo: 'ada/secret',
          visibility: 'private',
          derived: { evidence: 'CANARY' },
          reason: 'CANARY',
        },
        {
          name: 'engine',
          repo: 'ada/engine',
          action: 'question',
          reason: 'CANARY',
          question: { status: 'paused', rule: 'quiet', evidence: 'CANARY', askedAt: '2026-11-19T00:00:00Z' },
          derived: { status: 'paused', evidence: 'CANARY' },
        },
      ],
      changes: [{ evidence: 'CANARY' }],
    });
    for (const path of ['/projects/ada/secret', '/projects/ada/engine']) {
      const response = await get(path);
      expect(response.status).toBe(200);
      const page = await response.text();
      expect(page).toContain('Running');
      expect(page).not.toMatch(/CANARY|name="do"|Why|Webhook deliveries|Declared/);
    }
    expect(await (await get('/projects/ada/secret')).text()).not.toMatch(/Languages|2026-06-01|Python/);
  });

  it.each([
    ['none', 401],
    ['badges', 401],
    ['all', 200],
  ] as const)('answers an audience of %s with %i', async (audience, status) => {
    const { get, store } = await buildApp({ audience });
    await saveState(store, { scenes: eight });
    expect((await get('/projects/mara/sextant')).status).toBe(status);
    expect((await get('/projects/mara/nothing', { Accept: 'text/html' })).status).toBe(status === 200 ? 404 : 401);
  });
});

// GET /api/status.json: what the dashboard shows, as data, for the same audience. POST /api/sync: look now.

import type { Hono } from 'hono';
import { answerError } from './answer-error.ts';
import { answerTrouble } from './answer-trouble.ts';
import { readForm } from './read-body.ts';
import type { Sessions } from './session.ts';
import { toStatusJson, wordStatusSchema } from './status-json.ts';
import type { RoutePorts, WebSettings } from './web-ports.ts';

const signInFirst = {
  status: 401,
  code: 'SIGN_IN_REQUIRED',
  message: 'Send the admin token as "Authorization: Bearer …", or sign in.',
} as const;

type Ports = Pick<RoutePorts, 'views' | 'log' | 'wake' | 'requestSync'>;

export function addStatusApi(
  app: Hono,
  settings: Pick<WebSettings, 'audience'>,
  ports: Ports,
  sessions: Sessions,
): void {
  app.get('/api/status.json', async (c) => {
    if (await sessions.isOwner(c)) return c.json(toStatusJson(await ports.views.read('owner')));
    if (settings.audience !== 'all') {
      c.header('WWW-Authenticate', 'Bearer');
      return answerError(c, signInFirst);
    }
    c.header('Access-Control-Allow-Origin', '*');
    c.header('Cross-Origin-Resource-Policy', 'cross-origin');
    c.header('Cache-Control', 'no-cache');
    c.header('Vary', 'Cookie, Authorization');
    return c.json(toStatusJson(await ports.views.read('public')));
  });

  app.get('/api/status.schema.json', (c) => {
    c.header('Access-Control-Allow-Origin', '*');
    c.header('Cross-Origin-Resource-Policy', 'cross-origin');
    c.header('Cache-Control', 'public, max-age=86400');
    return c.json(wordStatusSchema());
  });

  app.post('/api/sync', async (c) => {
    const form = await readForm(c.req.raw);
    if (!(await sessions.mayAct(c, form.get('proof')))) {
      c.header('WWW-Authenticate', 'Bearer');
      return answerTrouble(c, signInFirst);
    }
    await ports.requestSync();
    ports.wake();
    ports.log.info('sync-asked-for');
    // A browser's form goes back to the page that it came from.
    return c.req.header('accept')?.includes('text/html') ? c.redirect('/', 303) : c.json({ accepted: true }, 202);
  });
}

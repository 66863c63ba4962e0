// GET /operations and /deliveries, and trying again what was given up: for the owner alone, whatever is public.

import type { Hono } from 'hono';
import { answerError, type Refusal } from './answer-error.ts';
import { answerTrouble } from './answer-trouble.ts';
import { isForm, readOrigin } from './answers.ts';
import { renderOperations } from './operations-page.ts';
import { renderHead } from './page.ts';
import { preparePage } from './page-cache.ts';
import { readForm } from './read-body.ts';
import type { Sessions } from './session.ts';
import { answerForAudience, ownerActions } from './show-portfolio.ts';
import { answerSignIn } from './sign-in.ts';
import { toTicket } from './ticket.ts';
import type { RoutePorts, WebSettings } from './web-ports.ts';

const deliveriesShown = 50;

const signInFirst: Refusal = {
  status: 401,
  code: 'SIGN_IN_REQUIRED',
  message: 'Sign in and use the forms of the page, or send the admin token as "Authorization: Bearer …".',
};
const noSuchJob: Refusal = { status: 404, code: 'NOT_FOUND', message: 'Nothing of that name was given up.' };
const noSuchDelivery: Refusal = { status: 404, code: 'NOT_FOUND', message: 'There is no such delivery any more.' };

type Settings = Pick<WebSettings, 'adminToken' | 'hasGitHubSignIn' | 'webhookSecrets' | 'publicUrl'>;
type Ports = Pick<
  RoutePorts,
  'all' | 'views' | 'log' | 'wake' | 'listDeadJobs' | 'replayJob' | 'replayDelivery' | 'deflate'
>;

export function addOperations(app: Hono, settings: Settings, ports: Ports, sessions: Sessions): void {
  const { all, log } = ports;

  app.get('/operations', async (c) => {
    if (!(await sessions.isOwner(c))) return answerSignIn(c, settings, 401, null);
    const version = await all.readVersion();
    const [portfolio, counts, dead, deliveries, marks] = await Promise.all([
      ports.views.read('owner'),
      all.counts(),
      ports.listDeadJobs(),
      all.listDeliveries(deliveriesShown),
      all.listMarks(),
    ]);
    const hasWebhooks = settings.webhookSecrets.length > 0;
    const head = await renderHead({
      title: 'Operations',
      description: 'Deliveries, retries and problems.',
      isListed: false,
      version,
      nav: 'operations',
      actions: ownerActions,
      body: renderOperations({ portfolio, counts, dead, deliveries, marks, hasWebhooks }),
    });
    // Deliveries come without another version: this page is never kept.
    return await answerForAudience(c, 'owner', await preparePage(head, ports.deflate), sessions);
  });

  app.get('/deliveries', async (c) => {
    if (!(await sessions.isOwner(c))) return answerError(c, signInFirst);
    return c.json({ deliveries: await all.listDeliveries(1000), dead: await ports.listDeadJobs() });
  });

  app.post('/api/replay', async (c) => {
    const form = await readForm(c.req.raw);
    if (!(await sessions.mayAct(c, form.get('proof')))) return answerTrouble(c, signInFirst);
    const letter = (await ports.listDeadJobs()).find(({ job }) => toTicket(job.documentKey) === form.get('document'));
    if (letter === undefined || !(await ports.replayJob(letter.job.documentKey)))
      return answerTrouble(c, noSuchJob, '/operations');
    ports.wake();
    log.info('job-replayed', { document: letter.job.documentKey });
    return isForm(c) ? c.redirect(readOrigin(c), 303) : c.json({ accepted: true }, 202);
  });

  app.post('/deliveries/:id/replay', async (c) => {
    const form = await readForm(c.req.raw);
    if (!(await sessions.mayAct(c, form.get('proof')))) return answerTrouble(c, signInFirst);
    const id = c.req.param('id');
    const delivery = (await all.listDeliveries(10_000)).find(({ deliveryId, key }) => id === deliveryId || id === key);
    if (delivery === undefined) return answerTrouble(c, noSuchDelivery, '/operations');
    await ports.replayDelivery(delivery);
    ports.wake();
    log.info('delivery-replayed', { delivery: delivery.deliveryId });
    return isForm(c) ? c.redirect(readOrigin(c), 303) : c.json({ accepted: true }, 202);
  });
}

// /login and /logout: the admin token by a form, or a one-time link printed by the server. A wrong token, a used link
// and an expired one get the same answer.

import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { answerPage, type Html } from '../pages/layout.ts';
import { readForm } from '../read-body.ts';
import type { RoutePorts, WebSettings } from '../types.ts';
import { addGitHubSignIn } from './github-login.ts';
import { isOwnPage, type Sessions } from './session.ts';

const sentences = {
  'wrong-token': 'That is not the admin token. Copy it from the server again, whole and without quotes.',
  'wrong-code': 'This link has been used or has expired: it works once, for 15 minutes.',
  'too-many': 'Too many attempts from this network. Try again in five minutes.',
  'github-refused':
    'GitHub did not confirm the sign-in: it was cancelled, took longer than ten minutes, or GitHub did not answer. Start again.',
  'not-the-owner':
    'GitHub does not confirm that this account may write to every repository that is managed here. Use another account, or get write access first.',
  'local-documents':
    'Some documents are files on this server, which no GitHub account owns. Sign in with the admin token or a login link.',
  'not-ours': 'The form did not come from this site, so nothing was done. Sign in from this page.',
} as const;
type Mistake = keyof typeof sentences;

type Settings = Pick<WebSettings, 'adminToken' | 'hasGitHubSignIn'>;

export function addSignInRoutes(
  app: Hono,
  settings: WebSettings,
  ports: Pick<RoutePorts, 'log' | 'clock' | 'signIn' | 'owners'>,
  sessions: Sessions,
): void {
  addGitHubSignIn(app, settings, ports, sessions, refuse);

  app.get('/login', async (c) => {
    const code = c.req.query('code');
    if (code === undefined) return answerSignIn(c, settings, 200, null);
    // A link checker that only asks for the head must not use the link up.
    if (c.req.method !== 'GET') return c.body(null, 204);
    if ((await sessions.signInByCode(c, code)) !== 'signed-in') return refuse(c, 401, 'wrong-code');
    ports.log.info('owner.signed_in', { by: 'link' });
    return c.redirect('/', 303);
  });

  app.post('/login', async (c) => {
    if (!isOwnPage(c, settings.publicUrl)) return refuse(c, 403, 'not-ours');
    const form = await readForm(c.req.raw);
    const outcome = await sessions.signInByToken(c, form.get('token')?.trim() ?? '');
    if (outcome === 'too-many') {
      c.header('Retry-After', '300');
      return refuse(c, 429, 'too-many');
    }
    if (outcome === 'wrong') return refuse(c, 401, 'wrong-token');
    ports.log.info('owner.signed_in', { by: 'token' });
    return c.redirect('/', 303);
  });

  app.post('/logout', async (c) => {
    if (!isOwnPage(c, settings.publicUrl)) return refuse(c, 403, 'not-ours');
    await sessions.signOut(c);
    return c.redirect('/', 303);
  });

  function refuse(c: Context, status: 401 | 403 | 429, mistake: Mistake) {
    ports.log.warn('sign_in.rejected', { mistake });
    return answerSignIn(c, settings, status, mistake);
  }
}

export function answerSignIn(c: Context, settings: Settings, status: 200 | 401 | 403 | 429, mistake: Mistake | null) {
  if (status === 401) c.header('WWW-Authenticate', 'Bearer');
  const body = html`<div class="narrow">
<h1>Sign in</h1>
${mistake === null ? html`<p>For the owner of the documents that are managed here.</p>` : null}
${mistake === null ? null : html`<p class="notice bad" role="alert">${sentences[mistake]}</p>`}
${settings.hasGitHubSignIn ? withGitHub : null}
${settings.adminToken === null ? linkOnly : tokenForm(mistake)}
</div>`;
  return answerPage(c, status, {
    title: 'Sign in',
    description: 'This portfolio is managed by Statusfolio. Its page is private.',
    isListed: false,
    actions: null,
    body,
  });
}

const withGitHub = html`<p><a class="button" href="/login/github">Sign in with GitHub</a></p>
<p class="muted">For people with write access to the documents. No other permission is requested.</p>`;

const linkOnly = html`<p>Open the link that the server printed in its terminal when it started. It works once, for 15 minutes; restart the server for a new one.</p>
<p class="muted">To sign in with a token instead, set <code>STATUSFOLIO_ADMIN_TOKEN</code> on the server and restart it.</p>`;

function tokenForm(mistake: Mistake | null): Html {
  return html`<form method="post" action="/login" class="stack">
<input name="username" value="owner" autocomplete="username" hidden>
<label for="token">Admin token</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus ${mistake === 'wrong-token' ? html`aria-invalid="true"` : null}>
<button type="submit" class="primary">Sign in</button>
</form>
<p class="muted">The value of <code>STATUSFOLIO_ADMIN_TOKEN</code> on the server.</p>`;
}

// What the web app needs of the settings and the configuration; the same on both runtimes.

import type { Portfolio } from '../config/portfolio.ts';
import type { Settings } from '../config/settings.ts';
import type { WebSettings } from '../web/types.ts';

export const loopback = ['localhost', '127.0.0.1', '[::1]'];

export function toWebSettings(settings: Settings, portfolio: Portfolio, sessionSecret: string): WebSettings {
  const isLoopback = loopback.includes(settings.host) || settings.host === '::1';
  return {
    portfolio,
    // A file on this machine has no owner on GitHub.
    hasGitHubSignIn: settings.signIn !== null && portfolio.documents.every((document) => 'repo' in document),
    webhookSecrets: settings.webhookSecrets,
    adminToken: settings.adminToken,
    sessionSecret,
    audience: portfolio.visibility,
    // Where the public name is known, it is the only one, whichever address is listened on.
    allowedHosts: isLoopback || settings.publicUrl !== null ? loopback : null,
    publicUrl: settings.publicUrl,
    isSecure: settings.publicUrl?.startsWith('https://') === true,
  };
}

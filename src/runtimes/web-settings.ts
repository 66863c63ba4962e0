// What the web app needs of the settings and the configuration; the same on both runtimes.

import type { Portfolio } from '../core/portfolio.ts';
import type { Settings } from '../settings.ts';
import type { WebSettings } from '../web/web-ports.ts';

export const loopback = ['localhost', '127.0.0.1', '[::1]'];

export function toWebSettings(settings: Settings, portfolio: Portfolio, sessionSecret: string): WebSettings {
  const isLoopback = loopback.includes(settings.host) || settings.host === '::1';
  return {
    portfolio,
    hasGitHubSignIn: settings.signIn !== null,
    webhookSecrets: settings.webhookSecrets,
    adminToken: settings.adminToken,
    sessionSecret,
    audience: portfolio.public,
    allowedHosts: isLoopback ? loopback : null,
    publicUrl: settings.publicUrl,
    isSecure: settings.publicUrl?.startsWith('https://') === true,
  };
}

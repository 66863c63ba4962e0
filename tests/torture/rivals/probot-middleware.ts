// The middleware of probot on a bare server, as its documentation mounts it, with an app that hears everything and a
// silent log. Keeps nothing.

import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { createNodeMiddleware, createProbot } from 'probot';
import { torturedSecret } from '../support/secret.ts';
import { announce } from './announce.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const probot = createProbot({
  env: { LOG_LEVEL: 'fatal' },
  overrides: {
    appId: 1,
    privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    secret: torturedSecret,
    logLevel: 'fatal',
  },
});
const middleware = await createNodeMiddleware((app) => void app.onAny(async () => {}), {
  probot,
  webhooksPath: '/webhooks/github',
});
announce(createServer((request, response) => void middleware(request, response)));

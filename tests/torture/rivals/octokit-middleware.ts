// The middleware of @octokit/webhooks on a bare server, as its documentation mounts it. Keeps nothing.

import { createServer } from 'node:http';
import { createNodeMiddleware, Webhooks } from '@octokit/webhooks';
import { torturedSecret } from '../support/secret.ts';
import { announce } from './announce.ts';

const silent = () => {};
const log = { debug: silent, info: silent, warn: silent, error: silent };
const webhooks = new Webhooks({ secret: torturedSecret, log });
webhooks.onAny(silent);
announce(createServer(createNodeMiddleware(webhooks, { path: '/webhooks/github', log })));

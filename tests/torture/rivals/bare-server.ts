// The ceiling: node:http, the signature over the raw bytes, 202. Parses and keeps nothing.

import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { torturedSecret } from '../support/secret.ts';
import { announce } from './announce.ts';

announce(
  createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const signature = `sha256=${createHmac('sha256', torturedSecret).update(Buffer.concat(chunks)).digest('hex')}`;
      response.writeHead(signature === request.headers['x-hub-signature-256'] ? 202 : 401).end();
    });
  }),
);

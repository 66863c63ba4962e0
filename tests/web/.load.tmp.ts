import { connect } from 'node:net';
import { officialExamples, webhookHeaders } from './sign-webhook.ts';

const push = officialExamples.find((e) => e.event === 'push')!;
const body = JSON.stringify(push.payload);
const head = Object.entries(webhookHeaders(body))
  .map(([k, v]) => `${k}: ${v}`)
  .join('\r\n');
const request = Buffer.from(
  `POST /webhooks/github HTTP/1.1\r\nHost: localhost\r\n${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
);
const [port, ms] = process.argv.slice(2).map(Number) as [number, number];
let done = 0,
  bad = 0,
  stop = false;
const lat: number[] = [];
await Promise.all(
  Array.from(
    { length: 64 },
    () =>
      new Promise<void>((resolve) => {
        const s = connect(port, '127.0.0.1');
        let t = performance.now();
        s.setNoDelay(true);
        s.on('connect', () => s.write(request));
        s.on('data', (d) => {
          const text = d.toString('latin1');
          if (!text.startsWith('HTTP/1.1')) return;
          if (!/^HTTP\/1\.1 20/.test(text)) bad++;
          done++;
          lat.push(performance.now() - t);
          if (stop) {
            s.destroy();
            resolve();
            return;
          }
          t = performance.now();
          s.write(request);
        });
        setTimeout(() => {
          stop = true;
        }, ms);
      }),
  ),
);
lat.sort((a, b) => a - b);
console.log(
  Math.round((done / ms) * 1000),
  '/s p50',
  lat[lat.length >> 1]!.toFixed(1),
  'p99',
  lat[Math.floor(lat.length * 0.99)]!.toFixed(1),
  'bad',
  bad,
);
process.exit(0);

// Compression as Node has it; on Workers the edge compresses.

import { gzipSync } from 'node:zlib';

export function compress(text: string): Uint8Array<ArrayBuffer> {
  return gzipSync(text, { level: 7 });
}

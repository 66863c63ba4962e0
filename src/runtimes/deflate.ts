// Compression as Node has it, for pages that are compressed once and sent often.

import { constants, deflateRawSync } from 'node:zlib';

/** Raw deflate that ends on a byte, so that more blocks can follow. */
export function deflate(bytes: Uint8Array): Uint8Array {
  return deflateRawSync(bytes, { level: 7, finishFlush: constants.Z_SYNC_FLUSH });
}

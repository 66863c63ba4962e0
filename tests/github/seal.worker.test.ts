// In workerd, where Web Crypto is not that of Node.

import { describe, expect, it } from 'vitest';
import { createSealer } from '../../src/github/seal.ts';

const secret = 'a secret of thirty-two characters';
const text = 'ghs_4711_header.payload.signature ä';

describe('createSealer', () => {
  it('opens what was sealed with the same secret, for the same use and purpose', async () => {
    const sealed = await createSealer(secret, 'tokens').seal(text, '1 7');
    expect(await createSealer(secret, 'tokens').open(sealed, '1 7')).toBe(text);
    expect(sealed).not.toContain('ghs');
  });

  it('never seals twice alike', async () => {
    const sealer = createSealer(secret, 'tokens');
    expect(await sealer.seal(text, '1')).not.toBe(await sealer.seal(text, '1'));
  });

  it('opens nothing else: another secret, use or purpose, a changed or cut text, nonsense', async () => {
    const sealer = createSealer(secret, 'tokens');
    const sealed = await sealer.seal(text, '1');
    const other = sealed.startsWith('A') ? 'B' : 'A';
    const opened = [
      createSealer(`${secret}!`, 'tokens').open(sealed, '1'),
      createSealer(secret, 'sessions').open(sealed, '1'),
      sealer.open(sealed, '2'),
      sealer.open(`${other}${sealed.slice(1)}`, '1'),
      sealer.open(sealed.slice(0, 20), '1'),
      sealer.open('', '1'),
      sealer.open('no base64!', '1'),
    ];
    expect(await Promise.all(opened)).toEqual(opened.map(() => null));
  });
});

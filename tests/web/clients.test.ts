import { describe, expect, it } from 'vitest';
import { readClientAddress } from '../../src/web/clients.ts';

const from = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } });
const behindProxy = { publicUrl: 'https://status.example.org' };
const direct = { publicUrl: null };
const read = (peer: string, forwarded: string, trust: Parameters<typeof readClientAddress>[2]) =>
  readClientAddress(new Headers(forwarded === '' ? {} : { 'X-Forwarded-For': forwarded }), from(peer), trust);

describe('the address that limits of a client hold for', () => {
  it('is that of the connection, whatever a client writes about itself', () => {
    expect(read('198.51.100.7', '203.0.113.9', direct)).toBe('198.51.100.7');
    expect(read('127.0.0.1', '203.0.113.9', direct)).toBe('127.0.0.1');
    expect(read('198.51.100.7', '203.0.113.9', behindProxy)).toBe('198.51.100.7');
  });

  it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1', '10.0.0.3', '172.18.0.2', '192.168.1.4', 'fd00::2'])(
    'is what the configured proxy at %s wrote down last',
    (proxy) => {
      expect(read(proxy, '203.0.113.9', behindProxy)).toBe('203.0.113.9');
      expect(read(proxy, '127.0.0.1, 198.51.100.1, 203.0.113.9', behindProxy)).toBe('203.0.113.9');
      expect(read(proxy, '', behindProxy)).not.toBe('unknown');
    },
  );

  it('is one for a whole network of IPv6, which one client has for itself', () => {
    expect(read('2001:db8:1:2:3:4:5:6', '', direct)).toBe(read('2001:db8:1:2::9', '', direct));
    expect(read('2001:db8:1:3::9', '', direct)).not.toBe(read('2001:db8:1:2::9', '', direct));
    expect(read('::ffff:198.51.100.7', '', direct)).toBe('198.51.100.7');
  });

  it('is one for everybody whose address is not known', () => {
    expect(readClientAddress(new Headers(), undefined, direct)).toBe('unknown');
    expect(read('127.0.0.1', 'no address', behindProxy)).toBe('unknown');
  });

  it("is what Cloudflare's edge says on Workers, and nothing else", () => {
    const headers = new Headers({ 'CF-Connecting-IP': '203.0.113.9', 'X-Forwarded-For': '198.51.100.7' });
    expect(readClientAddress(headers, {}, { ...behindProxy, isOnEdge: true })).toBe('203.0.113.9');
    expect(readClientAddress(headers, from('127.0.0.1'), direct)).toBe('127.0.0.1');
  });
});

// Addresses that a homepage probe must never connect to, in every spelling that a URL allows.

import { describe, expect, it } from 'vitest';
import { isPublicAddress, readProbeTarget } from '../../src/probe/homepages.ts';

const privateV4 = [
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '10.255.255.255',
  '100.64.0.1',
  '100.127.255.255',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.1',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.0.1',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.250',
  '240.0.0.1',
  '255.255.255.255',
];
const privateV6 = [
  '::',
  '::1',
  '::127.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '::ffff:a9fe:a9fe',
  '::ffff:8.8.8.8',
  '64:ff9b::7f00:1',
  '100::1',
  '2001::1',
  '2001:0:4136:e378::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '2002:a9fe:a9fe::1',
  '3fff::1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fec0::1',
  'ff02::1',
];
const spell = (address: string) => {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  const value = ((a * 256 + b) * 256 + c) * 256 + d;
  return [
    address,
    String(value),
    `0x${value.toString(16)}`,
    `0${a.toString(8)}.0${b.toString(8)}.0${c.toString(8)}.0${d.toString(8)}`,
    `${a}.${b * 65_536 + c * 256 + d}`,
    `${address}.`,
  ];
};

describe('an address', () => {
  it.each([...privateV4, ...privateV6, '', '1.2.3', '1.2.3.256', '01.2.3.4x', '::1%eth0', 'g::1', '1:2:3:4:5:6:7:8:9'])(
    '%s is not public',
    (address) => {
      expect(isPublicAddress(address)).toBe(false);
    },
  );

  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '185.199.108.153',
    '223.255.255.255',
    '2606:50c0:8000::153',
    '2a00:1450:4001:829::200e',
    '2001:4860:4860::8888',
  ])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe('a homepage', () => {
  const urls = [
    ...privateV4.slice(0, 18).flatMap((address) => spell(address).map((host) => `http://${host}/`)),
    ...privateV6.map((address) => `http://[${address}]/`),
    'http://localhost/',
    'http://LOCALHOST./',
    'http://api.localhost/',
    'http://printer.local/',
    'http://metadata.google.internal/computeMetadata/v1/',
    'http://db.intranet/',
    'http://nas.lan/',
    'http://router.home.arpa/',
    'http://kubernetes/',
    'http://kubernetes.default.svc.cluster.local/',
    'http://hidden.onion/',
    'http://user@example.org/',
    'http://user:secret@example.org/',
    'http://example.org@127.0.0.1/',
    'http://example.org:22/',
    'https://example.org:8443/',
    'http://example.org:6379/',
    'ftp://example.org/',
    'file:///etc/passwd',
    'gopher://example.org/',
    'data:text/html,hello',
    'javascript:alert(1)',
    'http://%31%32%37.0.0.1/',
    'http://127。0。0。1/',
    'http://①②⑦.⓪.⓪.①/',
    'example.org',
    '',
    'http://',
    `https://example.org/${'x'.repeat(3000)}`,
  ];

  it('has more than 150 spellings that are refused', () => {
    expect(urls.length).toBeGreaterThanOrEqual(150);
    expect(urls.filter((url) => readProbeTarget(url) !== null)).toEqual([]);
  });

  it.each(['https://ada.github.io/engine/', 'http://example.org', 'https://example.org:443/x?y#z', 'http://8.8.8.8/'])(
    '%s may be asked',
    (url) => {
      expect(readProbeTarget(url)).not.toBeNull();
    },
  );
});

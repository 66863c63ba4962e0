// The one native part is the database driver: the installed package has to bring it for every platform that the image and
// the guides name, because nothing is compiled when it is installed.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = 'node_modules/better-sqlite3/prebuilds';

/** Of an ELF file: https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html */
const machines = { x64: 62, arm64: 183 } as const;

describe('the database driver', () => {
  it.each([
    ['linux-x64', 'x64'],
    ['linux-arm64', 'arm64'],
    ['linuxmusl-x64', 'x64'],
    ['linuxmusl-arm64', 'arm64'],
  ] as const)('comes built for %s, and is what its name says', (name, architecture) => {
    const bytes = readFileSync(join(folder, `${name}.node`));
    expect(bytes.toString('latin1', 0, 4)).toBe('\x7fELF');
    expect(bytes.readUInt16LE(18)).toBe(machines[architecture]);
    // Only musl's own loader is asked for by what is built for Alpine.
    expect(bytes.includes('libc.musl-') || bytes.includes('libc.so\0')).toBe(name.startsWith('linuxmusl'));
  });

  it.each([
    ['darwin-arm64', 'cffaedfe'],
    ['darwin-x64', 'cffaedfe'],
    ['win32-x64', '4d5a'],
    ['win32-arm64', '4d5a'],
  ])('comes built for %s', (name, magic) => {
    expect(readFileSync(join(folder, `${name}.node`)).toString('hex', 0, magic.length / 2)).toBe(magic);
  });

  it('is not compiled when the image is built, whose stages hold nothing of one architecture', () => {
    expect(JSON.parse(readFileSync('package.json', 'utf8')).allowScripts).toMatchObject({ 'better-sqlite3': false });
    const dockerfile = readFileSync('Dockerfile', 'utf8');
    const [build, image, ...more] = dockerfile.match(/^FROM .*$/gm) ?? [];
    // The first is that of the machine that builds, whatever it is; the second that of the image.
    expect(build).toMatch(/^FROM --platform=\$BUILDPLATFORM node:[\d.]+-bookworm-slim AS build$/);
    expect(image).toMatch(/^FROM node:[\d.]+-bookworm-slim$/);
    expect(more).toEqual([]);
    expect(dockerfile).not.toMatch(/amd64|x86_64|x64|aarch64|arm64/);
  });
});

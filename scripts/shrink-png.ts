// Makes a screenshot small: at most 256 colours, as a palette image. Reads what Chromium writes (8 bits a channel, not
// interlaced) and nothing else.

import { crc32, deflateSync, inflateSync } from 'node:zlib';

const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

export function shrinkPng(png: Buffer): Buffer {
  const { width, height, channels, pixels } = readPng(png);
  const colours = new Map<number, number>();
  const all = new Uint32Array(width * height);
  for (let index = 0; index < all.length; index += 1) {
    const at = index * channels;
    const colour = ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0);
    all[index] = colour;
    colours.set(colour, (colours.get(colour) ?? 0) + 1);
  }
  const palette = choosePalette([...colours].sort(([, one], [, other]) => other - one).map(([colour]) => colour));
  const nearest = new Map<number, number>();
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const colour = all[y * width + x] ?? 0;
      let entry = nearest.get(colour);
      if (entry === undefined) {
        entry = findNearest(palette, colour);
        nearest.set(colour, entry);
      }
      rows[y * (width + 1) + 1 + x] = entry;
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const table = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  const data = deflateSync(rows, { level: 9, memLevel: 9 });
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('PLTE', table),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function readPng(png: Buffer) {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const [depth, type, , , interlace] = png.subarray(24, 29);
  const channels = type === 6 ? 4 : 3;
  if (depth !== 8 || (type !== 2 && type !== 6) || interlace !== 0) throw new Error('not a screenshot of Chromium');
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return {
    width,
    height,
    channels,
    pixels: unfilter(inflateSync(Buffer.concat(parts)), width * channels, height, channels),
  };
}

/** PNG writes each byte as a difference to its neighbours. */
function unfilter(raw: Buffer, stride: number, height: number, step: number): Uint8Array {
  const out = new Uint8Array(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)];
    for (let x = 0; x < stride; x += 1) {
      const at = y * stride + x;
      const left = x < step ? 0 : (out[at - step] ?? 0);
      const up = y === 0 ? 0 : (out[at - stride] ?? 0);
      const corner = x < step || y === 0 ? 0 : (out[at - stride - step] ?? 0);
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter ?? 0] ?? 0;
      out[at] = (raw[y * (stride + 1) + 1 + x] ?? 0) + guess;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

const common = 192;

/** The commonest colours, and those that are least like any of them: a small dot must keep its colour. */
function choosePalette(byCount: readonly number[]): number[] {
  const palette = byCount.slice(0, common);
  const rest = byCount.slice(common);
  const distances = rest.map((colour) => Math.min(...palette.map((entry) => distance(entry, colour))));
  while (palette.length < Math.min(256, byCount.length)) {
    const farthest = distances.indexOf(distances.reduce((most, value) => Math.max(most, value), 0));
    const chosen = rest[farthest];
    if (chosen === undefined) break;
    palette.push(chosen);
    for (const [index, colour] of rest.entries()) {
      distances[index] = Math.min(distances[index] ?? 0, distance(chosen, colour));
    }
  }
  return palette;
}

function findNearest(palette: readonly number[], colour: number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, entry] of palette.entries()) {
    const away = distance(entry, colour);
    if (away < least) [best, least] = [index, away];
  }
  return best;
}

function distance(one: number, other: number): number {
  const red = (one >> 16) - (other >> 16);
  const green = ((one >> 8) & 255) - ((other >> 8) & 255);
  const blue = (one & 255) - (other & 255);
  return red * red + green * green + blue * blue;
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

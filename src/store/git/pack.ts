// A pack of Git and its index: many objects in one file, most of them as differences from another. Reads only the pages
// that are needed, because packs of whole gigabytes are usual. Formats: https://git-scm.com/docs/gitformat-pack

import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { inflateSync } from 'node:zlib';

export interface GitObject {
  readonly type: 'commit' | 'tree' | 'blob' | 'tag';
  readonly data: Buffer;
}

/** A repository that is damaged, or kept in a way that is not known here. */
export class GitUnreadable extends Error {}

/** Commits and folders are small; a larger one was made to exhaust the memory. */
export const maxObjectBytes = 32 * 1024 * 1024;

/** Of the index of a pack, kept while it is read. */
const maxTableBytes = 16 * 1024 * 1024;

/** By the number that stands in a pack. */
const typeNames = [null, 'commit', 'tree', 'blob', 'tag', null, null, null] as const;

interface Delta {
  /** An offset in the same pack, or the name of an object. */
  readonly base: number | string;
  readonly delta: Buffer;
}

export interface Pack {
  readonly path: string;
  find(oid: string): number | null;
  readAt(offset: number): GitObject | Delta;
  close(): void;
}

/** `path` without its ending; `hashBytes` is how long the name of an object is. */
export function openPack(path: string, hashBytes: number): Pack {
  const opened = new Map<string, { readonly handle: number; readonly size: number }>();
  const open = (name: string) => {
    const known = opened.get(name);
    if (known !== undefined) return known;
    const found = statSync(name, { throwIfNoEntry: false });
    if (found === undefined || !found.isFile()) throw new GitUnreadable(`${name} is missing`);
    const file = { handle: openSync(name, 'r'), size: found.size };
    opened.set(name, file);
    return file;
  };
  const readBytes = (name: string, start: number, length: number): Buffer => {
    const { handle, size } = open(name);
    if (start < 0 || start >= size) throw new GitUnreadable(`${name} ends too early`);
    const bytes = Buffer.allocUnsafe(Math.min(length, size - start));
    return bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, start));
  };
  const readExactly = (name: string, start: number, length: number): Buffer => {
    const bytes = readBytes(name, start, length);
    if (bytes.length !== length) throw new GitUnreadable(`${name} ends too early`);
    return bytes;
  };
  const index = `${path}.idx`;
  const pack = `${path}.pack`;
  let fanout: Buffer | null = null;
  const readFanout = (): Buffer => {
    if (fanout !== null) return fanout;
    const head = readExactly(index, 0, 8 + 1024);
    if (head.readUInt32BE(0) !== 0xff744f63 || head.readUInt32BE(4) !== 2) {
      throw new GitUnreadable(`${index} is not an index of version 2`);
    }
    fanout = head.subarray(8);
    return fanout;
  };

  let table: Buffer | null = null;
  /** The names of objects as they stand in the index, in order; read at once where that is not too much. */
  const readName = (place: number, total: number): Buffer => {
    const start = 8 + 1024;
    if (total * hashBytes > maxTableBytes) return readExactly(index, start + place * hashBytes, hashBytes);
    table ??= readExactly(index, start, total * hashBytes);
    return table.subarray(place * hashBytes, (place + 1) * hashBytes);
  };

  return {
    path,
    find(oid) {
      const requested = Buffer.from(oid, 'hex');
      const counts = readFanout();
      const first = requested[0] ?? 0;
      const total = counts.readUInt32BE(1020);
      const names = 8 + 1024;
      let low = first === 0 ? 0 : counts.readUInt32BE((first - 1) * 4);
      let high = counts.readUInt32BE(first * 4);
      while (low < high) {
        const middle = (low + high) >>> 1;
        const order = readName(middle, total).compare(requested);
        if (order === 0) {
          const offsets = names + total * (hashBytes + 4);
          const offset = readExactly(index, offsets + middle * 4, 4).readUInt32BE(0);
          if (offset < 0x80000000) return offset;
          const large = offsets + total * 4 + (offset - 0x80000000) * 8;
          return Number(readExactly(index, large, 8).readBigUInt64BE(0));
        }
        if (order < 0) low = middle + 1;
        else high = middle;
      }
      return null;
    },
    readAt(offset) {
      const head = readBytes(pack, offset, 64);
      const byteAt = (at: number): number => {
        const byte = head[at];
        if (byte === undefined) throw new GitUnreadable(`${pack} ends too early`);
        return byte;
      };
      let at = 0;
      let byte = byteAt(at);
      at += 1;
      const kind = (byte >> 4) & 7;
      let size = byte & 15;
      for (let shift = 4; (byte & 0x80) !== 0; shift += 7) {
        byte = byteAt(at);
        at += 1;
        size += (byte & 0x7f) * 2 ** shift;
      }
      if (size > maxObjectBytes) throw new GitUnreadable(`${pack} holds a commit or folder of ${size} bytes`);
      let base: number | string | null = null;
      if (kind === 6) {
        byte = byteAt(at);
        at += 1;
        let back = byte & 0x7f;
        while ((byte & 0x80) !== 0) {
          byte = byteAt(at);
          at += 1;
          back = (back + 1) * 128 + (byte & 0x7f);
        }
        if (back <= 0 || back > offset) throw new GitUnreadable(`${pack} points outside itself`);
        base = offset - back;
      } else if (kind === 7) {
        base = head.toString('hex', at, at + hashBytes);
        at += hashBytes;
      }
      // What deflate cannot make smaller it makes a little larger.
      const data = inflate(readBytes(pack, offset + at, size + (size >> 8) + 1024), size);
      if (data.length !== size) throw new GitUnreadable(`${pack} holds an object of another size than it says`);
      if (base !== null) return { base, delta: data };
      const type = typeNames[kind] ?? null;
      if (type === null) throw new GitUnreadable(`${pack} holds an object of an unknown kind`);
      return { type, data };
    },
    close() {
      for (const { handle } of opened.values()) closeSync(handle);
      opened.clear();
    },
  };
}

export function inflate(bytes: Buffer, maxBytes: number): Buffer {
  try {
    // By itself zlib puts the smallest object into 16 kB, all of which are kept as long as the object is.
    const chunkSize = Math.max(64, Math.min(maxBytes, 65_536));
    return inflateSync(bytes, { maxOutputLength: Math.max(1, maxBytes), chunkSize });
  } catch {
    throw new GitUnreadable('an object is damaged or too large');
  }
}

/** https://git-scm.com/docs/gitformat-pack#_deltified_representation */
export function applyDelta(base: Buffer, delta: Buffer): Buffer {
  let at = 0;
  const next = (): number => {
    const byte = delta[at];
    if (byte === undefined) throw new GitUnreadable('a difference ends too early');
    at += 1;
    return byte;
  };
  const readSize = (): number => {
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = next();
      size += (byte & 0x7f) * 2 ** shift;
      if ((byte & 0x80) === 0) return size;
    }
  };
  const readLittle = (flags: number, bits: number): number => {
    let value = 0;
    for (let bit = 0; bit < bits; bit += 1) if ((flags & (1 << bit)) !== 0) value += next() * 2 ** (8 * bit);
    return value;
  };
  const baseSize = readSize();
  const size = readSize();
  if (baseSize !== base.length || size > maxObjectBytes) throw new GitUnreadable('a difference fits no object');
  const result = Buffer.alloc(size);
  let end = 0;
  while (at < delta.length) {
    const command = next();
    if (command === 0) throw new GitUnreadable('a difference is not understood');
    const isCopy = (command & 0x80) !== 0;
    const start = isCopy ? readLittle(command & 0x0f, 4) : at;
    const length = isCopy ? readLittle((command >> 4) & 0x07, 3) || 0x10000 : command;
    const source = isCopy ? base : delta;
    if (start + length > source.length || end + length > size) throw new GitUnreadable('a difference reaches too far');
    source.copy(result, end, start, start + length);
    end += length;
    if (!isCopy) at += length;
  }
  if (end !== size) throw new GitUnreadable('a difference ends too early');
  return result;
}

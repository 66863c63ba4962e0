// How a file is read, by its name and its first bytes, and which files are not read at all.

import type { Dialect } from '../model.ts';
import type { DataDialect } from './data/parse-data.ts';
import { encodeText } from './markup/encoding.ts';

const maxBytes = 5 * 1024 * 1024;
const lfsPointer = encodeText('version https://git-lfs.github.com/spec/');

/** Why the bytes are not read; null: they are. */
export function findRejection(bytes: Uint8Array): string | null {
  if (bytes.length > maxBytes) return 'it is larger than 5 MB.';
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isUtf16) return 'it is encoded in UTF-16.';
  if (bytes.subarray(0, 8192).includes(0)) return 'it is not text.';
  const isPointer = lfsPointer.every((byte, index) => bytes[index] === byte);
  return isPointer ? 'it is a Git LFS pointer, not the document itself.' : null;
}

// How a document is read, by its extension: Markdown as GitHub reads it, Quarto as Pandoc does, HTML as a browser does,
// YAML and JSON as data.
const pandocExtensions = ['.qmd', '.rmd'];
const htmlExtensions = ['.html', '.htm'];

const dataExtensions = { json: ['.json'], yaml: ['.yml', '.yaml'] };

/** Formats that could be taken for text or for JSON, and are neither; null for all others. */
export function findUnreadFormat(path: string): string | null {
  const extension = /\.(jsonc|json5|toml)$/i.exec(path)?.[1]?.toLowerCase();
  if (extension === undefined) return null;
  return extension === 'toml' ? 'TOML is not read.' : 'JSON with comments is not read; .json and .yml are.';
}

/** Whether nobody reads it as a page, so that no generated block, label or date behind a word belongs there. */
export function isData(dialect: Dialect): dialect is DataDialect {
  return dialect === 'yaml' || dialect === 'json';
}

/** Unknown extensions read as GFM. */
export function readDialect(path: string): Dialect {
  const name = path.toLowerCase();
  if (dataExtensions.json.some((extension) => name.endsWith(extension))) return 'json';
  if (dataExtensions.yaml.some((extension) => name.endsWith(extension))) return 'yaml';
  if (pandocExtensions.some((extension) => name.endsWith(extension))) return 'pandoc';
  return htmlExtensions.some((extension) => name.endsWith(extension)) ? 'html' : 'gfm';
}

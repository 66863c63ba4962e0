// How a document is read, by its extension: Markdown as GitHub reads it, Quarto as Pandoc does, HTML as a browser does.

import type { Dialect } from '../model.ts';

const pandocExtensions = ['.qmd', '.rmd'];
const htmlExtensions = ['.html', '.htm'];

/** Unknown extensions read as GFM. */
export function readDialect(path: string): Dialect {
  const name = path.toLowerCase();
  if (pandocExtensions.some((extension) => name.endsWith(extension))) return 'pandoc';
  return htmlExtensions.some((extension) => name.endsWith(extension)) ? 'html' : 'gfm';
}

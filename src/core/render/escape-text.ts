// The owner's words in generated Markdown and HTML: they read as they were typed, and neither format, link nor end
// anything: for GitHub, Pandoc, and what may come before them (formulas, templates of Jekyll). Pipes become entities,
// because GitHub and Pandoc disagree about escaped ones in tables.

const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

const entities: Readonly<Record<string, string>> = {
  '|': '&#124;',
  '<': '&lt;',
  '>': '&gt;',
  '@': '&#64;',
  '&': '&amp;',
};

export function escapeMarkdown(text: string): string {
  return (
    flatten(text)
      .replace(/[\\*`[\]{~^$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&')
      .replace(/[|<>@]|&(?=[#\w]+;)/g, (character) => entities[character] ?? character)
      .replaceAll('://', '&#58;//')
      .replace(/\bwww\./gi, (start) => `${start.slice(0, -1)}&#46;`)
      // GitHub looks for mail addresses in the text that has been read, entities and all.
      .replaceAll('&#64;', '<!-- -->&#64;')
  );
}

/** For HTML, also where Pandoc looks for Markdown in it: whatever could mean something becomes an entity. */
export function escapeHtml(text: string): string {
  return (
    flatten(text)
      .replace(/[&<>"\\*`[\]{}~^$@|]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, toEntity)
      // What would begin a list, a heading or a quote.
      .replace(/^[-+#:=%(]/, toEntity)
      .replace(/^([\p{L}\p{N}]{1,9})([.)])/u, (_, first: string, mark: string) => first + toEntity(mark))
  );
}

function toEntity(character: string): string {
  return entities[character] ?? `&#${character.charCodeAt(0)};`;
}

/** One line without control characters. */
function flatten(text: string): string {
  return text.replace(invisible, ' ').split(/\s+/).filter(Boolean).join(' ');
}

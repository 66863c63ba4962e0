// Takes characters off the end of a text in one pass; a regular expression such as /x+$/ tries anew at every x.

/** `characters` are single UTF-16 units. */
export function stripEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

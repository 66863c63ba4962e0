// Whether a tag's name is that of a stable version.

/** `v1.0.0`, `2.3`: three numbers or two, the first at least 1, nothing after them. */
export function isStableVersion(tag: string): boolean {
  const version = tag.startsWith('v') || tag.startsWith('V') ? tag.slice(1) : tag;
  const major = version.split('.')[0] ?? '';
  return /^\d{1,3}(\.\d{1,6}){1,2}$/.test(version) && Number(major) >= 1;
}

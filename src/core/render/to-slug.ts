// The part of an address or a file name that stands for a project.

/** Letters and digits of any script, the rest as single dashes: `SNR QuickCapture` is `snr-quickcapture`. */
export function toSlug(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}._]+/gu, '-')
    .replace(/^-|-$/g, '');
}

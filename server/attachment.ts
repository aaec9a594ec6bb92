/** Attachments are only ever downloads: nothing of a mail runs or shows in the centre's own origin. */
import type { AttachmentBody } from '../runtime/index.ts';

/** Types that a browser may be told of; everything else is bytes. None of them can carry a script. */
const PASSIVE = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'text/plain',
  'text/csv',
  'application/zip',
]);

export function attachmentHeaders(attachment: AttachmentBody): Record<string, string> {
  const type = attachment.type.toLowerCase();
  return {
    'content-type': PASSIVE.has(type) ? type : 'application/octet-stream',
    'content-disposition': `attachment; filename="${asciiName(attachment.name)}"; filename*=UTF-8''${encodedName(attachment.name)}`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  };
}

/** The last part of a path in a name, without what a file system or a header minds; never empty. */
function plainName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  // Direction marks can make `exe.gpj` of a name look like `jpg.exe` the other way round.
  const clean = last.replace(/[\u0000-\u001f\u007f<>:"|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '_').slice(0, 150);
  return clean.replace(/^\.+/, '_').trim() || 'attachment';
}

function asciiName(name: string): string {
  return plainName(name).replace(/[^\x20-\x7e]|[%\\]/g, '_');
}

/** RFC 8187 ext-value. */
function encodedName(name: string): string {
  const whole = plainName(name).toWellFormed();
  return encodeURIComponent(whole).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/**
 * One mail read by mailparser, within the limits. It runs in a child process only: what it throws or how long it takes concerns that
 * one mail. A mail that is beyond a limit is refused with a sentence (MailRefused), anything else that can be read is read: broken
 * headers, no From, no Date, unknown character sets.
 */
import { type AttachmentStream, MailParser, type MailParserOptions, type MessageText } from 'mailparser';
import type { Limits } from '../limits.ts';
import { boundedLine, boundedText } from './bounded-text.ts';
import { htmlText } from './html-text.ts';
import type { Attachment, ParsedMail } from './parsed-mail.ts';
import { readHeaders } from './read-headers.ts';

/** A mail that is not to be parsed; `message` is the reason that people are shown. */
export class MailRefused extends Error {
  readonly code = 'MAIL_REFUSED';
}

/** Reads a mail. Throws MailRefused beyond a limit. */
export async function parseMail(raw: Uint8Array, limits: Limits): Promise<ParsedMail> {
  const attachments: Attachment[] = [];
  const { parser, text } = await read(raw, limits, { ended: (attachment) => attachments.push(attachment) });
  const fields = readHeaders(parser.headers, parser.headerLines, limits);
  return { ...fields, ...bodies(text, limits), attachments };
}

/** Content of one attachment of a mail; undefined when it has none of that index. */
export async function readAttachment(
  raw: Uint8Array,
  index: number,
  limits: Limits,
): Promise<{ readonly attachment: Attachment; readonly content: Uint8Array } | undefined> {
  const chunks: Uint8Array[] = [];
  let attachment: Attachment | undefined;
  await read(raw, limits, {
    chunk: (at, content) => {
      if (at === index) chunks.push(content);
    },
    ended: (meta) => {
      if (meta.index === index) attachment = meta;
    },
  });
  return attachment === undefined ? undefined : { attachment, content: Buffer.concat(chunks) };
}

/** Hears of each attachment: its content as it comes, if wanted, and what it was at its end. */
interface AttachmentVisitor {
  chunk?(index: number, content: Uint8Array): void;
  ended(attachment: Attachment): void;
}

interface Read {
  readonly parser: Pick<MailParser, 'headers' | 'headerLines'>;
  readonly text: MessageText | undefined;
}

function optionsOf(limits: Limits): MailParserOptions {
  return {
    skipTextToHtml: true,
    skipTextLinks: true,
    skipImageLinks: true,
    checksumAlgo: false,
    // A bounce's machine-readable part is not what people read (RFC 3464); its human part is.
    keepDeliveryStatus: true,
    maxHtmlLengthToParse: limits.htmlCharacters,
    maxHeadSize: limits.headerBytes,
    maxChildNodes: limits.parts,
  };
}

function read(raw: Uint8Array, limits: Limits, visit: AttachmentVisitor): Promise<Read> {
  if (raw.length > limits.mailBytes)
    throw new MailRefused(`the mail has ${raw.length} bytes; at most ${limits.mailBytes} are taken`);
  const parser = new MailParser(optionsOf(limits));
  let text: MessageText | undefined;
  let count = 0;
  return new Promise<Read>((resolve, reject) => {
    parser.on('error', (error: Error) => reject(new MailRefused(reasonOf(error, limits))));
    parser.on('data', (data) => {
      if (data.type === 'text') text = data;
      else takeAttachment(data, count++, limits, visit);
    });
    parser.on('end', () => {
      const depth = depthOf(parser, limits.depth);
      if (depth > limits.depth)
        reject(new MailRefused(`parts stand ${depth} deep in each other; at most ${limits.depth} may`));
      else resolve({ parser, text });
    });
    parser.end(withoutMboxLine(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)));
  });
}

/** Mails out of mbox files begin with a line that is no header field (RFC 4155): `From ann@example.com Mon Jan 1 …`. */
function withoutMboxLine(raw: Buffer): Buffer {
  if (raw.subarray(0, 5).toString('latin1') !== 'From ') return raw;
  const end = raw.indexOf(10);
  return end < 0 ? raw : raw.subarray(end + 1);
}

function takeAttachment(data: AttachmentStream, index: number, limits: Limits, visit: AttachmentVisitor): void {
  let sizeBytes = 0;
  data.content.on('data', (chunk: Uint8Array) => {
    sizeBytes += chunk.length;
    visit.chunk?.(index, chunk);
  });
  data.content.on('end', () => {
    const contentId = data.cid === undefined ? '' : boundedLine(data.cid, limits.messageIdCharacters);
    visit.ended({
      index,
      fileName: fileName(data.filename ?? '', limits),
      contentType: boundedLine(data.contentType, limits.nameCharacters).toLowerCase(),
      sizeBytes,
      inline: data.contentDisposition === 'inline' || data.related === true,
      ...(contentId === '' ? {} : { contentId }),
    });
    data.release?.();
  });
}

/** A name that is safe to show and to propose: no folders, no control or direction characters. */
function fileName(name: string, limits: Limits): string {
  const last =
    boundedLine(name, 4 * limits.fileNameCharacters)
      .split(/[\\/]/)
      .at(-1) ?? '';
  return boundedText(last.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ''), limits.fileNameCharacters);
}

function bodies(text: MessageText | undefined, limits: Limits): { readonly text: string; readonly html?: string } {
  const html = text?.html;
  let plain = text?.text ?? '';
  if (html !== undefined && text?.textConversionError !== undefined && plain.trim() === '')
    plain = htmlText(html.slice(0, limits.htmlCharacters));
  const shown = html !== undefined && html !== '' && html.length <= limits.htmlCharacters ? html : undefined;
  return {
    text: boundedText(plain, limits.bodyCharacters),
    ...(shown === undefined ? {} : { html: boundedText(shown, limits.htmlCharacters) }),
  };
}

function reasonOf(error: Error, limits: Limits): string {
  if (/header size/i.test(error.message)) return `the header of a part has more than ${limits.headerBytes} bytes`;
  if (/child nodes/i.test(error.message)) return `the mail has more than ${limits.parts} parts`;
  return `the mail cannot be read: ${boundedLine(error.message, 200)}`;
}

interface TreeNode {
  readonly children?: readonly TreeNode[];
}

/** How deep the parts stand in each other; stops one beyond the limit. */
function depthOf(parser: MailParser, limit: number): number {
  const tree = (parser as unknown as { readonly tree?: TreeNode | false }).tree;
  let level: readonly TreeNode[] = tree ? [tree] : [];
  let depth = 0;
  while (level.length > 0 && depth <= limit) {
    level = level.flatMap((node) => node.children ?? []);
    depth += 1;
  }
  return depth;
}

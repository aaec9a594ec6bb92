/** What a child makes of a mail, as plain data: it crosses a process boundary. */

export interface Attachment {
  /** From 0, in the order of the parts; `attachment` takes it. */
  readonly index: number;
  /** Without folders; empty when the mail gives none. */
  readonly fileName: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  /** Shown within the text (an image of the HTML) rather than beside it. */
  readonly inline: boolean;
  /** Content-ID without brackets, for `cid:` in the HTML. */
  readonly contentId?: string;
}

export interface Person {
  readonly name: string;
  readonly address: string;
}

/** Every string is well-formed, without NUL, and within its limit. */
export interface ParsedMail {
  /** First address of From; else of Sender; empty address when there is none. */
  readonly from: Person;
  readonly replyTo?: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly subject: string;
  /** In angle brackets; empty when missing. */
  readonly messageId: string;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  readonly text: string;
  readonly html?: string;
  /** Names in lower case; a field that stands several times has its first value. */
  readonly headers: Readonly<Record<string, string>>;
  readonly attachments: readonly Attachment[];
}

export type ParseOutcome =
  | { readonly ok: true; readonly mail: ParsedMail }
  /** `refused`: the same bytes will be refused again. `failed`: the child ended (time, memory); another try may do. */
  | { readonly ok: false; readonly kind: 'refused' | 'failed'; readonly reason: string };

export type AttachmentOutcome =
  | { readonly ok: true; readonly attachment: Attachment; readonly content: Uint8Array }
  | { readonly ok: false; readonly reason: string };

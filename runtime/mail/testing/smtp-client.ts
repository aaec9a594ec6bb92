/** A client that speaks SMTP line by line, so that a test decides what is sent when, and when the connection breaks. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface SmtpClient {
  /** Sends a line; the whole reply, its last line's text included. */
  say(line: string): Promise<string>;
  /** Sends text as it is, and waits for nothing. */
  write(text: string): void;
  /** The next reply. */
  reply(): Promise<string>;
  /** EHLO, MAIL FROM, RCPT TO each; the replies to the recipients. */
  envelope(from: string, to: readonly string[]): Promise<readonly string[]>;
  /** DATA with a mail; the reply to its end. */
  data(raw: Uint8Array): Promise<string>;
  quit(): Promise<void>;
  /** Breaks the connection without a word. */
  destroy(): Promise<void>;
}

export async function connectSmtp(port: number): Promise<SmtpClient> {
  const socket = connect(port, '127.0.0.1');
  const replies = createReplies(socket);
  await replies.next();
  const say = (line: string) => {
    socket.write(`${line}\r\n`);
    return replies.next();
  };
  return {
    say,
    write: (text) => void socket.write(text),
    reply: () => replies.next(),
    async envelope(from, to) {
      await say('EHLO client.example');
      await say(`MAIL FROM:<${from}>`);
      const answers: string[] = [];
      for (const address of to) answers.push(await say(`RCPT TO:<${address}>`));
      return answers;
    },
    async data(raw) {
      await say('DATA');
      socket.write(raw);
      return say('\r\n.');
    },
    async quit() {
      const closed = once(socket, 'close');
      await say('QUIT');
      socket.end();
      await closed;
    },
    async destroy() {
      if (socket.destroyed) return;
      const closed = once(socket, 'close');
      socket.destroy();
      await closed;
    },
  };
}

function createReplies(socket: Socket) {
  const ready: string[] = [];
  const waiting: { resolve: (reply: string) => void; reject: (error: Error) => void }[] = [];
  let text = '';
  socket.on('error', () => {});
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
    for (let end = endOfReply(text); end > 0; end = endOfReply(text)) {
      const reply = text.slice(0, end).trim();
      text = text.slice(end);
      const next = waiting.shift();
      if (next === undefined) ready.push(reply);
      else next.resolve(reply);
    }
  });
  socket.on('close', () => {
    for (const { reject } of waiting.splice(0)) reject(new Error('the server closed the connection'));
  });
  return {
    next(): Promise<string> {
      const reply = ready.shift();
      if (reply !== undefined) return Promise.resolve(reply);
      if (socket.destroyed) return Promise.reject(new Error('the server closed the connection'));
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
  };
}

/** Where the first whole reply ends; 0 when it is not whole. */
function endOfReply(text: string): number {
  const found = /^(?:\d{3}-[^\n]*\n)*\d{3}(?: [^\n]*)?\r?\n/.exec(text);
  return found?.[0].length ?? 0;
}

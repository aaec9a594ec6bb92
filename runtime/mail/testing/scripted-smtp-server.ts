/** An SMTP server that does what a test says at each step: answers, or breaks the connection there. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** What happens at a step; a code answers it, `drop` breaks the connection, `hang` says nothing. */
export type Step = string | 'drop' | 'hang';

export interface Script {
  greeting: Step;
  mail: Step;
  rcpt: (address: string) => Step;
  /** The answer to DATA itself; 354 lets the mail come. */
  data: Step;
  /** The answer to the end of the mail. */
  end: Step;
}

export interface ScriptedSmtpServer {
  readonly port: number;
  readonly script: Script;
  /** Mails whose end was received, with their envelopes; dots already taken out. */
  readonly mails: { readonly from: string; readonly to: readonly string[]; readonly raw: string }[];
  connections: number;
  stop(): Promise<void>;
}

export async function startScriptedSmtpServer(): Promise<ScriptedSmtpServer> {
  const script: Script = {
    greeting: '220 ready',
    mail: '250 ok',
    rcpt: () => '250 ok',
    data: '354 go',
    end: '250 taken',
  };
  const mails: ScriptedSmtpServer['mails'] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    made.connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    converse(socket, script, mails);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const made: ScriptedSmtpServer = {
    port: (server.address() as AddressInfo).port,
    script,
    mails,
    connections: 0,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return made;
}

function converse(socket: Socket, script: Script, mails: ScriptedSmtpServer['mails']): void {
  let text = '';
  let inData = false;
  let from = '';
  let to: string[] = [];
  const step = (what: Step) => {
    if (what === 'drop') socket.destroy();
    else if (what !== 'hang') socket.write(`${what}\r\n`);
  };
  const command = (line: string) => {
    const verb = line.slice(0, 4).toUpperCase();
    const address = /<(.*?)>/.exec(line)?.[1] ?? '';
    if (verb === 'MAIL') {
      from = address;
      to = [];
      step(script.mail);
    } else if (verb === 'RCPT') {
      const answer = script.rcpt(address);
      if (answer.startsWith('2')) to.push(address);
      step(answer);
    } else if (verb === 'DATA') {
      inData = script.data.startsWith('354');
      step(script.data);
    } else if (verb === 'QUIT') {
      step('221 bye');
      socket.end();
    } else step('250 ok');
  };
  step(script.greeting);
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    for (;;) {
      const mark = inData ? '\r\n.\r\n' : '\r\n';
      const end = text.indexOf(mark);
      if (end < 0) return;
      const part = text.slice(0, end);
      text = text.slice(end + mark.length);
      if (!inData) {
        command(part);
        continue;
      }
      inData = false;
      mails.push({ from, to, raw: `${part}\r\n`.replace(/^\.\./gm, '.') });
      step(script.end);
    }
  });
}

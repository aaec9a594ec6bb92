/** A door in front of a database: open, shut (nobody listens), or silent (connections are taken and nothing is answered). */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

export interface DatabaseDoor {
  open(): Promise<void>;
  /** Nobody listens, and connections that were there break. */
  shut(): Promise<void>;
  /** Nothing comes through any more; nothing breaks either. */
  silence(): void;
  /** Ends the silence. */
  speak(): void;
}

export function databaseDoor(port: number, target: number): DatabaseDoor {
  let server: Server | undefined;
  let silent = false;
  const pairs = new Set<readonly [Socket, Socket]>();

  function passed(outer: Socket): void {
    const inner = connect(target, '127.0.0.1');
    const pair = [outer, inner] as const;
    pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => {});
      socket.on('close', () => {
        pairs.delete(pair);
        for (const each of pair) each.destroy();
      });
    }
    outer.on('data', (chunk) => inner.write(chunk));
    inner.on('data', (chunk) => outer.write(chunk));
    if (silent) for (const socket of pair) socket.pause();
  }

  return {
    async open() {
      server = createServer(passed);
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    async shut() {
      if (server === undefined) return;
      const closed = once(server, 'close');
      server.close();
      for (const pair of pairs) for (const socket of pair) socket.destroy();
      await closed;
      server = undefined;
    },
    silence() {
      silent = true;
      for (const pair of pairs) for (const socket of pair) socket.pause();
    },
    speak() {
      silent = false;
      for (const pair of pairs) for (const socket of pair) socket.resume();
    },
  };
}

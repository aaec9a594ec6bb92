/** Ports of a centre: the usual ones if they are free, else what the system gives; kept in the home and used again. */
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** web: the pages and services; smtp: mail from customers; customers: the demonstration's mailbox for answers. */
export const USUAL_PORTS = { web: 8025, smtp: 2525, customers: 0 } as const;
export type PortName = keyof typeof USUAL_PORTS;
export type Ports = Readonly<Record<PortName, number>>;

const file = (home: string) => join(home, 'ports.json');

export async function choosePorts(
  home: string,
  hosts: Readonly<Record<PortName, string>>,
  wanted: Partial<Ports>,
): Promise<Ports> {
  const kept = (await readFile(file(home), 'utf8').then(JSON.parse, () => ({}))) as Partial<Ports>;
  const chosen: Partial<Record<PortName, number>> = {};
  for (const name of Object.keys(USUAL_PORTS) as PortName[]) {
    const asked = wanted[name];
    // 0 is whatever the system gives: asked for here, since what is given must be known before anybody listens.
    if (asked === 0) chosen[name] = await firstFree(hosts[name], []);
    else chosen[name] = asked ?? (await firstFree(hosts[name], [kept[name] ?? USUAL_PORTS[name], USUAL_PORTS[name]]));
  }
  return chosen as Ports;
}

export async function keepPorts(home: string, ports: Ports): Promise<void> {
  await writeFile(file(home), `${JSON.stringify(ports)}\n`, { mode: 0o600 });
}

async function firstFree(host: string, candidates: readonly number[]): Promise<number> {
  for (const port of candidates) if (port !== 0 && (await tryPort(host, port)) !== undefined) return port;
  const given = await tryPort(host, 0);
  if (given === undefined) throw Object.assign(new Error(`no port can be opened on ${host}`), { code: 'no_port' });
  return given;
}

function tryPort(host: string, port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen({ host, port, exclusive: true }, () => {
      const address = probe.address();
      const given = typeof address === 'object' && address !== null ? address.port : undefined;
      probe.close(() => resolve(given));
    });
  });
}

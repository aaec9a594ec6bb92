/**
 * Loaded into a process with `--import`: writes whatever the process would speak to into the file CCMM_TEST_CONNECTIONS, one JSON
 * line each: TCP and Unix sockets, datagrams, and every name that it asks the resolver for.
 */
import dgram from 'node:dgram';
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

const file = process.env.CCMM_TEST_CONNECTIONS;
const note = (entry) => appendFileSync(file, `${JSON.stringify({ pid: process.pid, ...entry })}\n`);

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  const options =
    typeof first === 'object' && first !== null
      ? first
      : /^\d+$/.test(first)
        ? { port: first, host: second }
        : { path: first };
  if (options.path) note({ kind: 'unix', path: options.path });
  else note({ kind: 'tcp', host: options.host ?? 'localhost', port: Number(options.port) });
  return connect.apply(this, args);
};
for (const verb of ['connect', 'send']) {
  const original = dgram.Socket.prototype[verb];
  dgram.Socket.prototype[verb] = function (...args) {
    note({ kind: 'udp', args: args.map(String) });
    return original.apply(this, args);
  };
}
for (const where of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype])
  for (const verb of Object.keys(Object.getOwnPropertyDescriptors(where))) {
    if (!/^(lookup|resolve|reverse)/.test(verb) || typeof where[verb] !== 'function') continue;
    const original = where[verb];
    where[verb] = function (name, ...rest) {
      note({ kind: 'name', host: String(name) });
      return original.call(this, name, ...rest);
    };
  }
syncBuiltinESMExports();

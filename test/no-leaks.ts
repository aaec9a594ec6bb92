/**
 * Runs around every test file: what a file opens it closes. A server, socket or child process that is still there after
 * its last hook fails the file and is named.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll } from 'vitest';

const WATCHED = new Set([
  'TCPServerWrap',
  'TCPSocketWrap',
  'PipeServerWrap',
  'PipeWrap',
  'UDPWrap',
  'ProcessWrap',
  'FSEventWrap',
  'StatWatcher',
  'Worker',
]);
const PATIENCE_MS = 2_000;

const before = opened();

// Registered first, so it runs after all hooks of the file.
afterAll(async () => {
  // Closing takes a few turns of the loop; only a leak waits to the end.
  for (let waitedMs = 0; left().length > 0 && waitedMs < PATIENCE_MS; waitedMs += 20) await delay(20);
  const leaks = left();
  if (leaks.length > 0) throw new Error(`this file leaves open: ${leaks.join(', ')}`);
});

function opened(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const type of process.getActiveResourcesInfo()) {
    if (WATCHED.has(type)) counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return counts;
}

function left(): string[] {
  return [...opened()]
    .map(([type, count]) => [type, count - (before.get(type) ?? 0)] as const)
    .filter(([, count]) => count > 0)
    .map(([type, count]) => `${count} × ${type}`);
}

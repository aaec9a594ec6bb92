/**
 * A centre that is killed again and again and started again at once, with customers and agents who do what people do meanwhile: they
 * try again until they are answered, a command always under the same id.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type CentreOptions, type CentreProcess, type Exit, portsOf, startCentre } from './centre-process.ts';
import { type Letter, letterBytes, offerMail } from './customers.ts';
import { agentOf, type Mine, operatorOf, type Status, type WebClient } from './web-client.ts';

const RETRY_MS = 15;
/** Generous: between two kills there may be no time for an answer. */
const ATTEMPT_MS = 150_000;

export interface KeptCentre {
  readonly operator: WebClient;
  /** Times that its process was killed. */
  readonly kills: number;
  /** Kills the process and starts it again; resolves when it is ready. */
  restart(env?: Readonly<Record<string, string>>): Promise<void>;
  /** Kills the process that runs, without waiting for the next one. */
  kill(): void;
  /** Resolves when the next process has been spawned after `count` kills. */
  ready(): Promise<void>;
  /** Repeats a step until the centre answers it. */
  attempt<T>(what: string, step: () => Promise<T | undefined>): Promise<T>;
  /** Sends a mail until it is taken. */
  write(letter: Letter): Promise<void>;
  agent(login: string): Promise<WebClient>;
  /** SIGTERM, at the end. */
  stop(): Promise<Exit>;
}

/** Starts a centre and keeps it: when it is killed it is started again, without a failpoint. */
export async function keepCentre(options: Omit<CentreOptions, 'args' | 'env'>): Promise<KeptCentre> {
  let kills = 0;
  let stopping = false;
  let failure: Error | undefined;
  let centre = spawn();

  function spawn(env: Readonly<Record<string, string>> = {}): CentreProcess {
    const made = startCentre({ ...options, env });
    void made.exited.then((exit) => {
      if (stopping || centre !== made) return;
      if (exit.signal !== 'SIGKILL') {
        failure = new Error(
          `the centre ended by itself (${exit.code ?? exit.signal}): ${made.stdout()}${made.stderr()}`,
        );
        return;
      }
      kills += 1;
      centre = spawn();
    });
    return made;
  }

  await centre.ready();
  const kept: KeptCentre = {
    operator: operatorOf(options.home),
    get kills() {
      return kills;
    },
    async restart(env) {
      const old = centre;
      stopping = true;
      await old.end('SIGKILL');
      stopping = false;
      centre = spawn(env);
      await centre.readyOrEnded();
    },
    kill: () => void centre.end('SIGKILL'),
    async ready() {
      for (;;) {
        if (failure) throw failure;
        if (typeof (await centre.readyOrEnded()) === 'string') return;
        await delay(RETRY_MS);
      }
    },
    async attempt(what, step) {
      let last: unknown;
      for (const endMs = performance.now() + ATTEMPT_MS; performance.now() < endMs; await delay(RETRY_MS)) {
        if (failure) throw failure;
        try {
          const found = await step();
          if (found !== undefined) return found;
        } catch (error) {
          last = error;
        }
      }
      throw new Error(`${what}: it does not come true: ${last}\n${centre.stderr()}`, { cause: last });
    },
    async write(letter) {
      const raw = letterBytes(letter);
      await kept.attempt(`the mail "${letter.subject}"`, async () => {
        const reply = await offerMail(portsOf(options.home).smtp, letter.from, letter.to, raw);
        return reply.startsWith('250') ? true : undefined;
      });
    },
    agent: (login) => kept.attempt(`the log-in of ${login}`, () => agentOf(options.home, login)),
    async stop() {
      stopping = true;
      return await centre.end('SIGTERM');
    },
  };
  return kept;
}

/** The centre's status once it fits. */
export function settledStatus(kept: KeptCentre, fits: (status: Status) => boolean): Promise<Status> {
  let last: Status | undefined;
  return kept
    .attempt('the status', async () => {
      last = await kept.operator.get<Status>('/status');
      return fits(last) ? last : undefined;
    })
    .catch((error: unknown) => {
      throw new Error(`the status stays ${JSON.stringify(last)}`, { cause: error });
    });
}

/** Works as an agent until `done`: is ready, takes every offer, replies to every contact and closes it. */
export async function workAsAgent(kept: KeptCentre, client: WebClient, done: () => boolean): Promise<void> {
  let readyMs = 0;
  // A refusal is an answer for good too: whoever tries again after one does something new.
  const refusals = new Map<string, number>();
  const command = async (path: string, body: unknown, name: string) => {
    const key = `${name}-${refusals.get(name) ?? 0}`;
    const { status } = await kept.attempt(name, async () => {
      const answer = await client.ask('POST', path, body, key);
      return answer.status < 500 ? answer : undefined;
    });
    if (status >= 400) refusals.set(name, (refusals.get(name) ?? 0) + 1);
  };
  while (!done()) {
    if (performance.now() - readyMs > 5_000) {
      // Also what a terminal's heartbeat is for: silent ones are made not ready.
      await kept.attempt('ready', async () => ok(await client.ask('PUT', '/agent/state', { state: 'ready' })));
      readyMs = performance.now();
    }
    const mine = await kept.attempt('my contacts', () => client.get<Mine>('/me/contacts'));
    for (const { id } of mine.offers) await command(`/offers/${id}/accept`, {}, `accept-${id}`);
    for (const { id, subject } of mine.contacts)
      await command(
        `/contacts/${id}/reply`,
        { text: `Answer to ${subject}`, close: { reason: 'Resolved' } },
        `reply-of-${id}`,
      );
    if (mine.offers.length + mine.contacts.length === 0) await delay(RETRY_MS);
  }
}

function ok({ status }: { readonly status: number }): true | undefined {
  return status === 200 ? true : undefined;
}

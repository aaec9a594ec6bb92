import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  CONTRACT_AGENT,
  contractAgent,
  contractOffer,
  presenterContract,
  type RecordingDesk,
  recordingDesk,
  type Seen,
  seenLine,
} from '../../testing/presenter-contract.ts';
import type { Clock, Log } from '../center/index.ts';
import { inProcessPresenter, type OfferAnswer } from './in-process.ts';
import { sign, verify } from './signature.ts';
import { type WebhookLimits, webhookPresenter } from './webhook.ts';
import { atOf } from './wire.ts';

const SECRET = 'a secret of the webhook';
const clock: Clock = {
  nowMs: () => Date.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};
const log: Log = { debug() {}, info() {}, warn() {}, error() {} };

describe('the in-process presenter', () => {
  const contract = presenterContract(async () => {
    const seen = seenLine();
    const answers = new Map<number, OfferAnswer>();
    let broken = false;
    const presenter = inProcessPresenter({
      offer(offer, answer) {
        if (broken) return;
        answers.set(offer.id, answer);
        seen.push({ kind: 'offer', offer });
      },
      offerEnded: (ended) => seen.push({ kind: 'offer_ended', ended }),
      agentState: (agent) => seen.push({ kind: 'agent_state', agent }),
      contactChanged: (changed) => seen.push({ kind: 'contact_changed', changed }),
    });
    return {
      presenter,
      connect: async () => {},
      next: seen.next,
      accept: async (offer) => void (await answers.get(offer)?.accept()),
      decline: async (offer, reason) => void (await answers.get(offer)?.decline(reason)),
      breakFarSide: async () => {
        broken = true;
      },
      close: async () => {},
    };
  });
  for (const { name, run } of contract) it(name, run);

  it('keeps the terminals of its agents alive while it runs', async () => {
    const desk = recordingDesk();
    const presenter = inProcessPresenter({ agents: ['ana', 'bo'] });
    await presenter.start(desk);
    expect(desk.heartbeats).toEqual(['ana', 'bo']);
    await presenter.stop();
  });
});

/** A receiver of webhook messages: an HTTP server that verifies them and answers as it is told. */
async function receiver(clockOfReceiver: Clock = clock) {
  const seen = seenLine();
  const requests: { id: string; status: number; kind: string }[] = [];
  const statuses: number[] = [];
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const verified = verify(SECRET, request.headers, body, Math.floor(clockOfReceiver.nowMs() / 1000));
    const status = verified.ok ? (statuses.shift() ?? 204) : 401;
    const message = JSON.parse(body);
    requests.push({ id: String(request.headers['ccmm-id']), status, kind: message.kind });
    response.writeHead(status).end(() => {
      if (status < 300) seen.push(seenIn(message));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url, seen, requests, statuses, close };
}

function seenIn(message: Record<string, never>): Seen {
  const { kind, offer, ended, agent, changed } = message as Record<string, Record<string, string>>;
  if (String(kind) === 'offer') {
    return { kind: 'offer', offer: { ...offer, expiresAt: atOf(offer?.expiresAt ?? '') } } as unknown as Seen;
  }
  return { kind, ...(ended && { ended }), ...(agent && { agent }), ...(changed && { changed }) } as unknown as Seen;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const item of open.splice(0)) await item.close();
});

async function webhook(limits: Partial<WebhookLimits> = {}) {
  const far = await receiver();
  const presenter = webhookPresenter({
    name: 'desk',
    url: far.url,
    secret: SECRET,
    clock,
    log,
    limits: { firstRetryMs: 1, retryMsMax: 5, ...limits },
  });
  open.push({ close: () => presenter.stop() }, far);
  const now = () => Math.floor(Date.now() / 1000);
  const answer = (id: string, body: string, timeS = now(), secret = SECRET) =>
    presenter.receive({ headers: sign(secret, id, timeS, body), body });
  return { far, presenter, answer, now };
}

const accept = (offer: number) => JSON.stringify({ agent: CONTRACT_AGENT, command: { kind: 'accept', offer } });

describe('the webhook presenter', () => {
  const contract = presenterContract(async () => {
    const { far, presenter, answer, now } = await webhook();
    let asked = 0;
    return {
      presenter,
      connect: async () => {},
      next: far.seen.next,
      // Each time signed anew, at another second, under the same id.
      accept: async (offer) => void (await answer(`accept-${offer}`, accept(offer), now() - asked++)),
      decline: async (offer, reason) => {
        const command = { kind: 'decline', offer, reason };
        await answer(`decline-${offer}`, JSON.stringify({ agent: CONTRACT_AGENT, command }));
      },
      breakFarSide: far.close,
      close: async () => {},
    };
  });
  for (const { name, run } of contract) it(name, run);

  async function started(
    limits?: Partial<WebhookLimits>,
  ): Promise<Awaited<ReturnType<typeof webhook>> & { desk: RecordingDesk }> {
    const made = await webhook(limits);
    const desk = recordingDesk();
    await made.presenter.start(desk);
    return { ...made, desk };
  }

  it('repeats an offer under its id until the receiver takes it', async () => {
    const { far, presenter } = await started();
    far.statuses.push(500, 503, 429);
    presenter.offer(contractOffer(1));
    await far.seen.next();
    expect(far.requests).toEqual([500, 503, 429, 204].map((status) => ({ id: 'offer-1', status, kind: 'offer' })));
  });

  it('does not repeat what the receiver refuses for good', async () => {
    const { far, presenter } = await started();
    far.statuses.push(410);
    presenter.offer(contractOffer(1));
    presenter.agentState(contractAgent());
    expect((await far.seen.next()).kind).toBe('agent_state');
    presenter.offerEnded({ offer: 2, contact: 3, agent: CONTRACT_AGENT, state: 'lapsed' });
    await far.seen.next();
    expect(far.requests.filter(({ id }) => id === 'offer-1')).toHaveLength(1);
  });

  it('gives an offer up when it has ended, and says that it ended', async () => {
    const { far, presenter } = await started({ firstRetryMs: 60_000, retryMsMax: 60_000, connectionsMax: 1 });
    far.statuses.push(500);
    presenter.offer(contractOffer(1));
    presenter.agentState(contractAgent());
    // With one connection the offer's first attempt is over when this arrives.
    await far.seen.next();
    presenter.offerEnded({ offer: 1, contact: 101, agent: CONTRACT_AGENT, state: 'lapsed' });
    expect((await far.seen.next()).kind).toBe('offer_ended');
    expect(far.requests.map(({ id }) => id).filter((id) => id.startsWith('offer'))).toEqual([
      'offer-1',
      'offer-1-lapsed',
    ]);
  });

  it('refuses an answer that is signed with another secret', async () => {
    const { answer, desk, now } = await started();
    const received = await answer('a', accept(1), now(), 'another secret, as long');
    expect(received).toMatchObject({ status: 401, body: { code: 'forged' } });
    expect(desk.commands).toEqual([]);
  });

  it('refuses an answer whose body was changed', async () => {
    const { presenter, desk, now } = await started();
    const received = await presenter.receive({ headers: sign(SECRET, 'a', now(), accept(1)), body: accept(2) });
    expect(received.status).toBe(401);
    expect(desk.commands).toEqual([]);
  });

  it.each([-301, 301])('refuses an answer signed %i s from now', async (seconds) => {
    const { answer, desk, now } = await started();
    expect(await answer('a', accept(1), now() + seconds)).toMatchObject({ status: 401, body: { code: 'stale' } });
    expect(desk.commands).toEqual([]);
  });

  it('refuses a replay, and answers the same id signed anew with the first answer', async () => {
    const { answer, desk, now } = await started();
    const timeS = now();
    desk.answerWith({ ok: true, contact: 101 });
    expect(await answer('a', accept(1), timeS)).toEqual({ status: 200, body: { ok: true, contact: 101 } });
    desk.answerWith({ ok: false, code: 'offer_ended', message: 'it ended' });
    expect(await answer('a', accept(1), timeS)).toMatchObject({ status: 409, body: { code: 'replayed' } });
    expect(await answer('a', accept(1), timeS + 1)).toEqual({ status: 200, body: { ok: true, contact: 101 } });
    expect(desk.commands).toHaveLength(1);
  });

  it('refuses an unsigned answer and one without a known command', async () => {
    const { presenter, answer, desk } = await started();
    expect(await presenter.receive({ headers: {}, body: accept(1) })).toMatchObject({ status: 401 });
    for (const body of ['', '[]', '{"agent":"ana"}', '{"agent":"ana","command":{"kind":"accept","offer":"1"}}']) {
      expect(await answer(`b-${body.length}`, body)).toMatchObject({ status: 400 });
    }
    expect(desk.commands).toEqual([]);
  });

  it('takes heartbeats for the terminals of its agents', async () => {
    const { answer, desk } = await started();
    expect(await answer('h', '{"heartbeat":["ana","bo"]}')).toMatchObject({ status: 200 });
    expect(desk.heartbeats).toEqual(['ana', 'bo']);
  });

  it('refuses to be made with a short secret', () => {
    expect(() => webhookPresenter({ name: 'x', url: 'http://127.0.0.1/', secret: 'short', clock, log })).toThrow(/16/);
  });
});

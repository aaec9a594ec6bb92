/** The pages of the demo's customers' mailbox: `/demo/mailbox`. No log-in; the server gives them on loopback alone. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import Type from 'typebox';
import { mailPolicy, PAGE_POLICY } from '../barriers.ts';
import { mailDocument } from '../mail-document.ts';
import { notFound, Problem } from '../problem.ts';
import { type Html, html } from './html.ts';
import type { DemoLetter, DemoMail, DemoMailbox } from './mailbox.ts';
import { MAILBOX_STYLE } from './style.ts';

const BASE = '/demo/mailbox';
const DEFAULT_ANSWER = 'Thank you for your answer. I have one more question about this: how long will it take?';

const LetterBody = Type.Object({
  from: Type.String({ minLength: 3, maxLength: 320, pattern: '^[^\\s@<>,;]+@[^\\s@<>,;]+$' }),
  fromName: Type.Optional(Type.String({ maxLength: 200 })),
  to: Type.String({ minLength: 3, maxLength: 320 }),
  subject: Type.String({ maxLength: 900 }),
  text: Type.String({ maxLength: 200_000 }),
});
const AnswerBody = Type.Object({ text: Type.Optional(Type.String({ maxLength: 200_000 })) });
const hidden = { hide: true };

type Id = { Params: { id: string } };

export async function registerDemo(app: FastifyInstance, mailbox: DemoMailbox): Promise<void> {
  await app.register(async (demo) => {
    // Forms without script; the Origin barrier has seen them by now.
    demo.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 1_000_000 },
      (_request, body, parsed) => parsed(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );

    demo.get(`${BASE}.css`, { schema: hidden }, async (_request, reply) =>
      reply.type('text/css; charset=utf-8').send(MAILBOX_STYLE),
    );

    demo.get<{ Querystring: { done?: string } }>(BASE, { schema: hidden }, async (request, reply) =>
      page(reply, 'Customers’ mailbox', listPage(await mailbox.list(), request.query.done)),
    );

    demo.get(`${BASE}/new`, { schema: hidden }, async (_request, reply) =>
      page(reply, 'Write to the centre', letterPage(mailbox.addresses)),
    );

    demo.post<{ Body: DemoLetter }>(
      `${BASE}/new`,
      { schema: { ...hidden, body: LetterBody } },
      async (request, reply) => {
        if (!mailbox.addresses.includes(request.body.to))
          throw new Problem(422, 'bad_address', 'that is no mailbox of the centre');
        await sent(mailbox.write(request.body));
        return reply.redirect(`${BASE}?done=written`, 303);
      },
    );

    demo.get<Id>(`${BASE}/:id`, { schema: hidden }, async (request, reply) => {
      const mail = await found(mailbox, request.params.id);
      return page(reply, mail.subject || '(no subject)', mailPage(mail));
    });

    demo.get<Id>(`${BASE}/:id/html`, { schema: hidden }, async (request, reply) => {
      const mail = await found(mailbox, request.params.id);
      if (mail.html === undefined) throw notFound('HTML message');
      return reply
        .header('content-security-policy', mailPolicy(false))
        .header('referrer-policy', 'no-referrer')
        .type('text/html; charset=utf-8')
        .send(mailDocument(mail.html));
    });

    demo.post<Id & { Body: { text?: string } }>(
      `${BASE}/:id/answer`,
      { schema: { ...hidden, body: AnswerBody } },
      async (request, reply) => {
        const text = request.body.text?.trim() || DEFAULT_ANSWER;
        if (!(await sent(mailbox.answer(request.params.id, text)))) throw notFound('mail');
        return reply.redirect(`${BASE}?done=answered`, 303);
      },
    );
  });
}

async function found(mailbox: DemoMailbox, id: string): Promise<DemoMail> {
  const mail = await mailbox.read(id);
  if (!mail) throw notFound('mail');
  return mail;
}

/** A refusal of the centre's SMTP listener is the customer's to read. */
async function sent<T>(sending: Promise<T>): Promise<T> {
  try {
    return await sending;
  } catch (error) {
    throw new Problem(
      502,
      'not_sent',
      `the centre did not take the mail: ${error instanceof Error ? error.message : error}`,
    );
  }
}

function page(reply: FastifyReply, title: string, body: Html): FastifyReply {
  const whole = html`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title} · ccmm demo</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="${BASE}.css"></head>
<body>${body}</body></html>`;
  return reply.header('content-security-policy', PAGE_POLICY).type('text/html; charset=utf-8').send(whole.text);
}

const header = (extra: Html) =>
  html`<header><h1>Customers’ mailbox</h1><span class="soft">what the demo centre sent to its customers</span>${extra}</header>`;

const DONE: Readonly<Record<string, string>> = {
  written: 'Your mail is with the centre.',
  answered: 'Your answer is with the centre.',
};

function listPage(mails: readonly DemoMail[], done: string | undefined): Html {
  const said = done === undefined ? undefined : DONE[done];
  return html`${header(html`<a class="right" href="${BASE}">Refresh</a><a href="${BASE}/new">Write to the centre</a>`)}
<main>${said ? html`<p class="paper done" role="status">${said}</p>` : undefined}
${mails.length === 0 ? html`<p class="paper">Nothing yet. When an agent answers, the mail appears here.</p>` : mails.map(listItem)}</main>`;
}

function listItem(mail: DemoMail): Html {
  return html`<article class="paper mail"><p class="subject"><a href="${BASE}/${mail.id}">${mail.subject || '(no subject)'}</a></p>
<p class="soft">to ${mail.to.join(', ')} · ${when(mail.date)}</p>
<form method="post" action="${BASE}/${mail.id}/answer"><button class="quiet">Answer as the customer</button></form></article>`;
}

function mailPage(mail: DemoMail): Html {
  const attachments =
    mail.attachments.length > 0 ? html`<dt>Attachments</dt><dd>${mail.attachments.join(', ')}</dd>` : undefined;
  return html`${header(html`<a class="right" href="${BASE}">All mails</a>`)}
<main><article class="paper"><h2>${mail.subject || '(no subject)'}</h2>
<dl><dt>From</dt><dd>${mail.fromName} &lt;${mail.from}&gt;</dd><dt>To</dt><dd>${mail.to.join(', ')}</dd><dt>Sent</dt><dd>${when(mail.date)}</dd>${attachments}</dl>
${
  mail.html === undefined
    ? html`<pre>${mail.text}</pre>`
    : html`<iframe sandbox="allow-popups" referrerpolicy="no-referrer" title="Message" src="${BASE}/${mail.id}/html"></iframe>`
}</article>
<form class="paper" method="post" action="${BASE}/${mail.id}/answer"><label><span>Answer as ${mail.to[0] ?? 'the customer'}</span>
<textarea name="text">${DEFAULT_ANSWER}</textarea></label><button>Send the answer</button></form></main>`;
}

function letterPage(addresses: readonly string[]): Html {
  return html`${header(html`<a class="right" href="${BASE}">All mails</a>`)}
<main><form class="paper" method="post" action="${BASE}/new"><h2>Write to the centre as a customer</h2>
<label><span>Your name</span><input name="fromName" value="Carla Customer" autocomplete="off"></label>
<label><span>Your address</span><input name="from" type="email" required value="carla@customer.example" autocomplete="off"></label>
<label><span>To</span><select name="to">${addresses.map((address) => html`<option>${address}</option>`)}</select></label>
<label><span>Subject</span><input name="subject" required autofocus></label>
<label><span>Message</span><textarea name="text" required></textarea></label><button>Send</button></form></main>`;
}

function when(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

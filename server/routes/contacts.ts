/** Contacts and customers, to read. Any agent may: the history of a customer is everybody's work. */

import Type from 'typebox';
import type { ContactFilter } from '../../runtime/index.ts';
import { toWire } from '../../runtime/presentation/index.ts';
import { attachmentHeaders } from '../attachment.ts';
import { mailPolicy } from '../barriers.ts';
import { mailDocument } from '../mail-document.ts';
import { notFound } from '../problem.ts';
import { type Route, route } from '../route.ts';
import {
  ActionPath,
  AttachmentPath,
  ContactPath,
  ContactsQuery,
  CustomerPath,
  HtmlQuery,
} from '../schemas/requests.ts';
import { ContactSchema, ContactSummarySchema, CustomerSchema, MessageSchema } from '../schemas/views.ts';

const group = 'contacts';

export const CONTACT_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    url: '/contacts',
    operation: 'contacts',
    summary: 'Contacts, newest first, by state, agent, skillset or customer; `before` is the next page.',
    group,
    access: 'agent',
    query: ContactsQuery,
    answer: Type.Array(ContactSummarySchema),
    async handle({ center }, { query }) {
      const { customer, before, limit, ...words } = query;
      const filter: ContactFilter = {
        ...words,
        ...(customer === undefined ? {} : { customer: Number(customer) }),
        ...(before === undefined ? {} : { before: Number(before) }),
        limit: Math.max(1, Number(limit ?? 50)),
      };
      return toWire(await center.contacts(filter));
    },
  }),
  route({
    method: 'GET',
    url: '/contacts/:contact',
    operation: 'contact',
    summary: 'A contact with its queues, actions, events and suggested responses.',
    group,
    access: 'agent',
    params: ContactPath,
    answer: ContactSchema,
    async handle({ center }, { params }) {
      const contact = await center.contact(Number(params.contact));
      if (!contact) throw notFound('contact');
      return toWire(contact);
    },
  }),
  route({
    method: 'GET',
    url: '/contacts/:contact/actions/:action/message',
    operation: 'message',
    summary: 'The text of a message.',
    group,
    access: 'agent',
    params: ActionPath,
    answer: MessageSchema,
    async handle({ center }, { params }) {
      const message = await center.message(Number(params.contact), Number(params.action));
      if (!message) throw notFound('message');
      return { text: message.text, hasHtml: message.html !== undefined };
    },
  }),
  route({
    method: 'GET',
    url: '/contacts/:contact/actions/:action/html',
    operation: 'messageHtml',
    summary: 'The HTML of a message as a document in a sandbox; `images=1` lets it fetch pictures over https.',
    group,
    access: 'agent',
    params: ActionPath,
    query: HtmlQuery,
    async handle({ center }, { params, query, reply }) {
      const message = await center.message(Number(params.contact), Number(params.action));
      if (message?.html === undefined) throw notFound('HTML message');
      return reply
        .header('content-security-policy', mailPolicy(query.images === '1'))
        .header('referrer-policy', 'no-referrer')
        .type('text/html; charset=utf-8')
        .send(mailDocument(message.html));
    },
  }),
  route({
    method: 'GET',
    url: '/contacts/:contact/actions/:action/attachments/:index',
    operation: 'attachment',
    summary: 'An attachment, only ever as a download.',
    group,
    access: 'agent',
    params: AttachmentPath,
    async handle({ center }, { params, reply }) {
      const attachment = await center.attachment(Number(params.contact), Number(params.action), Number(params.index));
      if (!attachment) throw notFound('attachment');
      return reply.headers(attachmentHeaders(attachment)).send(Buffer.from(attachment.content));
    },
  }),
  route({
    method: 'GET',
    url: '/customers/:customer',
    operation: 'customer',
    summary: 'A customer with addresses.',
    group,
    access: 'agent',
    params: CustomerPath,
    answer: CustomerSchema,
    async handle({ center }, { params }) {
      const customer = await center.customer(Number(params.customer));
      if (!customer) throw notFound('customer');
      return customer;
    },
  }),
  route({
    method: 'GET',
    url: '/customers/:customer/contacts',
    operation: 'customerContacts',
    summary: 'The history of a customer: contacts, newest first.',
    group,
    access: 'agent',
    params: CustomerPath,
    answer: Type.Array(ContactSummarySchema),
    handle: async ({ center }, { params }) =>
      toWire(await center.contacts({ customer: Number(params.customer), limit: 100 })),
  }),
];

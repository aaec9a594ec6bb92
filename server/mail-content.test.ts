import { Buffer } from 'node:buffer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContactView, Wire } from '../runtime/presentation/index.ts';
import { type Bench, openContact, startBench } from './testing/client.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

async function firstAction(cookie: string, contact: number): Promise<number | undefined> {
  const { json } = await bench.ask('GET', `/api/v1/contacts/${contact}`, { cookie });
  return (json as Wire<ContactView>).actions[0]?.id;
}

describe('mail content', () => {
  it('serves HTML as a sandboxed document without what could act, pictures only when asked', async () => {
    const html =
      '<p onclick="x()">Hi</p><script>x()</script><img src="https://t.example/p.png"><a href="https://a.example">a</a>';
    const { cookie, contact } = await openContact(bench, { subject: 'x', text: 'Hi', html });
    const action = await firstAction(cookie, contact);
    const path = `/api/v1/contacts/${contact}/actions/${action}`;
    expect((await bench.ask('GET', `${path}/message`, { cookie })).json).toEqual({ text: 'Hi', hasHtml: true });
    const shut = await bench.ask('GET', `${path}/html`, { cookie });
    expect(shut.headers['content-security-policy']).toBe(
      "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-popups",
    );
    expect(shut.headers['referrer-policy']).toBe('no-referrer');
    expect(shut.text).not.toMatch(/script|onclick/);
    expect(shut.text).toContain('<a href="https://a.example" target="_blank" rel="noopener noreferrer nofollow">');
    const open = await bench.ask('GET', `${path}/html?images=1`, { cookie });
    expect(open.headers['content-security-policy']).toContain('img-src data: https:;');
    expect((await bench.ask('GET', `${path}/html`)).status).toBe(401);
  });

  it.each([
    ['text/html', 'a.html', 'application/octet-stream'],
    ['image/svg+xml', 'a.svg', 'application/octet-stream'],
    ['application/pdf', 'a.pdf', 'application/octet-stream'],
    ['image/PNG', 'a.png', 'image/png'],
    ['text/plain; charset=x\r\nX-Evil: 1', 'a.txt', 'application/octet-stream'],
  ])('gives an attachment of %s as a download', async (type, name, shown) => {
    const content = Buffer.from('content');
    const { cookie, contact } = await openContact(bench, { subject: 'x', attachments: [{ name, type, content }] });
    const action = await firstAction(cookie, contact);
    const reply = await bench.ask('GET', `/api/v1/contacts/${contact}/actions/${action}/attachments/0`, { cookie });
    expect(reply.text).toBe('content');
    expect(reply.headers['content-type']).toBe(shown);
    expect(reply.headers['content-disposition']).toMatch(/^attachment; filename="a\./);
    expect(reply.headers['x-content-type-options']).toBe('nosniff');
    expect(reply.headers['x-evil']).toBeUndefined();
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['Rechnung "größer".pdf', 'Rechnung _gr__er_.pdf'],
    ['\u202egpj.exe', '_gpj.exe'],
    ['', 'attachment'],
    ['a\r\nb', 'a__b'],
  ])('names the file of %j harmlessly', async (name, ascii) => {
    const { cookie, contact } = await openContact(bench, {
      subject: 'x',
      attachments: [{ name, type: 'text/plain', content: Buffer.from('') }],
    });
    const action = await firstAction(cookie, contact);
    const reply = await bench.ask('GET', `/api/v1/contacts/${contact}/actions/${action}/attachments/0`, { cookie });
    expect(reply.headers['content-disposition']).toContain(`filename="${ascii}"`);
  });
});

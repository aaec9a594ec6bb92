/** The web services and the demo's customers' mailbox. */
export { createServer, type Server, type ServerOptions, ServerRefused } from './create-server.ts';
export { createDemoMailbox, type DemoMail, type DemoMailbox, type DemoMailboxOptions } from './demo/mailbox.ts';
export { desktopFolder } from './static-files.ts';

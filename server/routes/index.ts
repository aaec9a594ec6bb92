/** Every route of the web services under `/api/v1`; the WebSocket `/api/v1/events` is beside it. */
import type { Route } from '../route.ts';
import { ADMINISTRATION_ROUTES } from './administration.ts';
import { AGENT_ROUTES } from './agent.ts';
import { CONTACT_ROUTES } from './contacts.ts';
import { SESSION_ROUTES } from './session.ts';
import { SUPERVISION_ROUTES } from './supervision.ts';
import { VERSION_ROUTES } from './versions.ts';
import { WORK_ROUTES } from './work.ts';

export const ROUTES: readonly Route[] = [
  ...SESSION_ROUTES,
  ...AGENT_ROUTES,
  ...CONTACT_ROUTES,
  ...WORK_ROUTES,
  ...SUPERVISION_ROUTES,
  ...ADMINISTRATION_ROUTES,
  ...VERSION_ROUTES,
];

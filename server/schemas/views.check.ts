/** Compile-time proof that the schemas and the runtime's views say the same; nothing here runs. */

import type { AgentView, OfferView, QueueView, TraceRow } from '../../runtime/center/index.ts';
import type { Account, CenterStatus, ContactSummary, CustomerView } from '../../runtime/index.ts';
import type { ContactChanged, ContactView, OfferEnded, Wire } from '../../runtime/presentation/index.ts';
import type {
  AccountDto,
  AgentDto,
  ContactChangedDto,
  ContactDto,
  ContactSummaryDto,
  CustomerDto,
  OfferDto,
  OfferEndedDto,
  QueueDto,
  StatusDto,
  TraceDto,
} from './views.ts';

/** Does not compile unless every view, as it goes outside, fits its schema and the schema forgets no field. */
type Fits<View, Dto> = Wire<View> extends Dto ? (keyof View extends keyof Dto ? true : never) : never;

export const SCHEMAS_FIT: readonly [
  Fits<Account, AccountDto>,
  Fits<OfferView, OfferDto>,
  Fits<AgentView, AgentDto>,
  Fits<QueueView, QueueDto>,
  Fits<ContactSummary, ContactSummaryDto>,
  Fits<ContactView, ContactDto>,
  Fits<CustomerView, CustomerDto>,
  Fits<CenterStatus, StatusDto>,
  Fits<TraceRow, TraceDto[number]>,
  Fits<OfferEnded, OfferEndedDto>,
  Fits<ContactChanged, ContactChangedDto>,
] = [true, true, true, true, true, true, true, true, true, true, true];

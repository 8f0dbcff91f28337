/** The operations of `/v1` that are ours alone; logins are described by the hook that takes them. */
import { askAssistance, decideAssistance, listAssistance, showCode } from './assistance.ts';
import { campaignFunnel, listCampaigns } from './campaigns.ts';
import { optOut, resend, timelineById, timelineByIdentifier } from './customers.ts';
import { history } from './history.ts';
import type { Operation } from './operation.ts';
import { listRoutes, routeByBody, routeByQuery, setRoutes } from './route.ts';
import { status } from './status.ts';
import { countTickets, takeTickets } from './tickets.ts';

export const OPERATIONS: readonly Operation[] = [
  status,
  history,
  routeByQuery,
  routeByBody,
  listRoutes,
  setRoutes,
  listCampaigns,
  campaignFunnel,
  timelineById,
  timelineByIdentifier,
  resend,
  optOut,
  countTickets,
  takeTickets,
  listAssistance,
  askAssistance,
  decideAssistance,
  showCode,
];

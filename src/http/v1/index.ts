/** The operations of `/v1` that are ours alone; logins are described by the hook that takes them. */
import { history } from './history.ts';
import type { Operation } from './operation.ts';
import { listRoutes, routeByBody, routeByQuery, setRoutes } from './route.ts';
import { status } from './status.ts';

export const OPERATIONS: readonly Operation[] = [
  status,
  history,
  routeByQuery,
  routeByBody,
  listRoutes,
  setRoutes,
];

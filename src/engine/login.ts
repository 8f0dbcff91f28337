/**
 * The one door for a login: every hook's question comes in here, and one of eight answers goes out.
 *
 * @module
 */
export type {
  Asking,
  Authority,
  CohortRule,
  Door,
  DoorHealth,
  DoorParts,
  Judge,
  LegacyPart,
  LoginSettings,
  Observation,
} from './login/door.ts';

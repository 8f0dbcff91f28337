/**
 * Which page shows what the engine answered.
 *
 * @module
 */
import type { JourneyView } from '../../../engine/reset/journey.ts';
import { invalidPage, welcomePage } from './begin.ts';
import { confirmPage } from './confirm.ts';
import { credentialPage } from './credential.ts';
import {
  crossedPage,
  donePage,
  handedOverPage,
  heldPage,
  laterPage,
  therePage,
  throttledPage,
} from './ends.ts';
import { codesPage, factorPage } from './factor.ts';
import type { Page, Place } from './page.ts';

export interface Shown {
  /** Of the link that was opened. */
  readonly token?: string;
  readonly passkeyFailed?: boolean;
}

export function pageOf(view: JourneyView, place: Place, { token, passkeyFailed }: Shown = {}): Page {
  switch (view.step) {
    case 'welcome':
      return welcomePage(view, place, token ?? '');
    case 'confirm':
      return confirmPage(view, place);
    case 'credential':
      return credentialPage(view, place, passkeyFailed);
    case 'factor':
      return factorPage(view, place);
    case 'recovery-codes':
      return codesPage(view, place);
    case 'there':
      return therePage(view.url, place);
    case 'handed-over':
      return handedOverPage(view.how, place);
    case 'done':
      return donePage(view.credential, place);
    case 'crossed':
      return crossedPage(place);
    case 'invalid':
      return invalidPage(place, token);
    case 'later':
      return laterPage(place);
    case 'held':
      return heldPage(place);
    case 'throttled':
      return throttledPage(view.after, place);
  }
}

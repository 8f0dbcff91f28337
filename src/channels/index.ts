/**
 * Every channel there is. A new one is a file and a line here.
 *
 * @module
 */
import type { Channel } from './channel.ts';
import { httpMail } from './http-mail.ts';
import { httpSms } from './http-sms.ts';
import { smtp } from './smtp.ts';

/** In the order in which docs and menus show them. */
export const CHANNELS: readonly Channel[] = [smtp, httpSms, httpMail];

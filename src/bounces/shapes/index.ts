/**
 * Every shape of a webhook for bounces. A new one is a file and a line here.
 *
 * @module
 */
import { generic } from './generic.ts';
import { mailgun } from './mailgun.ts';
import { postmark } from './postmark.ts';
import { sendgrid } from './sendgrid.ts';
import { ses } from './ses.ts';
import type { BounceShape } from './shape.ts';

/** In the order in which docs show them. */
export const SHAPES: readonly BounceShape[] = [generic, ses, sendgrid, mailgun, postmark];

/**
 * A mail as the demo shows it: what both who takes it and who reads it agree on.
 *
 * @module
 */
import { z } from 'zod';

export const Mail = z.object({
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  /** As a mail program would show it. */
  html: z.string(),
  /** Opens the page; absent in mails that ask for nothing. */
  link: z.string().optional(),
});

export type Mail = z.output<typeof Mail>;

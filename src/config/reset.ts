/**
 * The `reset` section: campaigns, their messages, and the page on which customers set a new credential.
 *
 * @module
 */
import { z } from 'zod';
import { isTimeZone } from '../identity/planned.ts';
import { SecretReference } from './secret.ts';

const Connector = z.looseObject({
  type: z.string().min(1).meta({ description: 'Which one: the name of its page in the documentation.' }),
});

const MountedChannel = Connector.extend({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and hyphens')
    .optional()
    .meta({ description: 'How reports call it; absent: the type.' }),
});

/** `21:00` */
const TimeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time of day like 21:00');

const Url = z.url({ protocol: /^https?$/ });

const Brand = z.strictObject({
  name: z.string().min(1).max(80).meta({ description: 'What customers call you.' }),
  colour: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'a colour like #1a5fb4')
    .default('#1a5fb4')
    .meta({ description: 'Of buttons. Text on it is black or white, whichever can be read.' }),
  logo: z
    .string()
    .optional()
    .meta({ description: 'File (SVG or PNG) beside the configuration, for the page.' }),
  support: z
    .strictObject({
      url: Url.optional(),
      email: z.email().optional(),
      phone: z.string().max(40).optional(),
    })
    .prefault({})
    .meta({ description: 'Where customers find help: said in every message and on every page.' }),
  address: z.string().max(200).optional().meta({ description: 'Postal address for the foot of messages.' }),
});

const Sending = z.strictObject({
  perHour: z.int().positive().default(1_000).meta({
    description:
      'Messages an hour at most, of all kinds together: what your mail server and your support can take.',
  }),
  perDay: z.int().positive().optional().meta({ description: 'Messages a day at most.' }),
  quiet: z.tuple([TimeOfDay, TimeOfDay]).optional().meta({
    description: "`['21:00', '08:00']`: hours of the customer's own day in which nothing goes out.",
  }),
  timeZone: z
    .string()
    .refine(isTimeZone, 'an IANA time zone, such as Europe/Berlin')
    .default('UTC')
    .meta({ description: "Where the customer's is not known: an IANA name." }),
  freezes: z.array(z.iso.date()).default([]).meta({ description: 'Days on which nothing goes out.' }),
  ticketsPerDay: z.int().positive().optional().meta({
    description:
      'Tickets a day your support can take because of a campaign: no more messages a day than are expected to bring them.',
  }),
  unverified: z.boolean().default(false).meta({
    description:
      'Send links to addresses, too, that the old system holds as unverified: whoever reads such a mailbox gets into the account.',
  }),
  remindAfterDays: z.array(z.int().min(1).max(365)).max(5).default([3, 10]).meta({
    description: 'Days after the first message on which whoever is not done is reminded. Empty: never.',
  }),
  linkDays: z
    .int()
    .min(1)
    .max(30)
    .default(7)
    .meta({ description: 'Days for which a link in a message opens.' }),
});

const Messages = z.strictObject({
  language: z.string().default('en').meta({
    description: 'Where the language of a customer is not known, or there is no translation.',
  }),
  templates: z.string().optional().meta({
    description:
      'Folder with templates of your own, by the names of docs/messages.md; what is not there is ours.',
  }),
});

const Journey = z.strictObject({
  pageUrl: Url.transform((url) => url.replace(/\/+$/, '')).meta({
    description:
      'Where customers reach the page that `footbridge serve` shows: `https://welcome.example.com`.',
  }),
  loginUrl: Url.meta({ description: 'Your login page: the button at the end leads there.' }),
  confirm: z.enum(['none', 'code', 'fact']).default('none').meta({
    description:
      'How somebody with a link shows that they are the customer: a code by another channel, or a fact they know.',
  }),
  facts: z.array(z.string().min(1)).default(['profile.birthdate']).meta({
    description: 'Canonical paths of what a customer knows; the first that they have is asked for.',
  }),
  passkey: z
    .strictObject({
      rpId: z.string().min(1).meta({ description: 'Relying-party id of the new platform: `example.com`.' }),
      rpName: z.string().min(1).optional().meta({ description: 'Absent: the name of the brand.' }),
    })
    .optional()
    .meta({
      description: 'Offers a passkey on our page. `footbridge reset check` says whether it can work.',
    }),
  password: z
    .strictObject({
      minAlone: z.int().min(8).max(64).default(15).meta({
        description: 'Characters, where the password is all there is (SP 800-63B-4 §3.1.1.2).',
      }),
      minWithFactor: z
        .int()
        .min(8)
        .max(64)
        .default(8)
        .meta({ description: 'Characters, beside a second factor.' }),
      max: z.int().min(64).max(1024).default(128),
      words: z.array(z.string().min(1)).default([]).meta({
        description: 'Words no password may be made of, beside the name of the brand.',
      }),
    })
    .prefault({}),
  factors: z.enum(['required', 'as-before', 'none']).default('as-before').meta({
    description: 'A second factor beside a new password: for all, for who had one, or for nobody.',
  }),
  sessionMinutes: z.int().min(5).max(120).default(30).meta({
    description: 'Minutes between the first and the last step.',
  }),
  fallback: z
    .strictObject({ url: Url, label: z.string().max(80).optional() })
    .optional()
    .meta({ description: 'Login through the old system as identity provider, where it still lives.' }),
});

const Bounces = z.strictObject({
  secret: SecretReference.optional().meta({
    description:
      'What a provider proves itself with at `/reset/bounces/…`: as bearer token, or as password of HTTP Basic. Absent, with no `signingKeys`: there is no such address.',
  }),
  signingKeys: z
    .strictObject({
      sendgrid: SecretReference.optional().meta({
        description: 'Verification key of the signed event webhook.',
      }),
      mailgun: SecretReference.optional().meta({ description: 'HTTP webhook signing key.' }),
    })
    .prefault({})
    .meta({ description: 'Of providers that sign: then nothing else is believed of them.' }),
  mailbox: z.string().optional().meta({
    description: 'Maildir in which bounces arrive: a folder, from that of the configuration.',
  }),
  everySeconds: z.int().min(1).max(3_600).default(30).meta({
    description: 'Seconds between two looks of `footbridge serve` into the mailbox.',
  }),
});

const Tickets = z.strictObject({
  secret: SecretReference.optional().meta({
    description: 'Bearer token with which a help desk reports tickets; absent: the admin tokens.',
  }),
});

export const ResetConfig = z.strictObject({
  brand: Brand.meta({ description: 'How messages and pages look.' }),
  channels: z.array(MountedChannel).min(1).meta({
    description: 'How messages reach customers; the first that reaches one is taken. docs/channels has them.',
  }),
  handover: Connector.optional().meta({
    description: "Sends customers into the platform's own journey instead of ours. docs/handovers has them.",
  }),
  sending: Sending.prefault({}).meta({ description: 'How fast, and when.' }),
  messages: Messages.prefault({}).meta({ description: 'What they say.' }),
  journey: Journey.meta({ description: 'The page.' }),
  bounces: Bounces.prefault({}).meta({ description: 'What comes back.' }),
  tickets: Tickets.prefault({}).meta({ description: 'Calls to support.' }),
});

export type ResetConfig = z.output<typeof ResetConfig>;

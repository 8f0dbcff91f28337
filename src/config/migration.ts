/**
 * The configuration of a migration: what may stand in `footbridge.config.ts`, `.js`, `.json` or `.yaml`.
 *
 * The settings of a source or a target are its own (`config` in its file); here they are only told apart by
 * `type`. docs/configuration.md is generated from the descriptions below.
 *
 * @module
 */
import { z } from 'zod';
import type { Channel } from '../channels/channel.ts';
import type { Handover } from '../handovers/handover.ts';
import type { Hook } from '../hooks/hook.ts';
import { MappingConfig } from '../identity/mapping.ts';
import type { Legacy } from '../legacy/legacy.ts';
import type { Source } from '../sources/source.ts';
import type { Target } from '../targets/target.ts';
import { AssumeConfig } from './assumptions.ts';
import { CohortsConfig, PlanConfig } from './cohorts.ts';
import { CorrelationConfig } from './correlation.ts';
import { LoginConfig } from './login.ts';
import { POPULATION } from './population.ts';
import { ProveConfig } from './prove.ts';
import { ResetConfig } from './reset.ts';
import { SecretReference } from './secret.ts';
import { ServeConfig } from './serve.ts';

/** A text, or a secret that resolves to one. */
const TextOrSecret = z.union([z.string().min(1), SecretReference]);

const LedgerPlace = z.strictObject({
  url: TextOrSecret.optional(),
  /** Several ledgers may share one server. */
  schema: z.string().optional(),
  /** Of the embedded database, and of a generated key. */
  folder: z.string().optional(),
});

const Connector = z.looseObject({
  type: z.string().min(1).meta({ description: 'Which one: the name of its page in the documentation.' }),
});

/** What stands before an id, a position and a count: short, and the same for good. */
const SourceName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'at most 32 lower-case letters, digits and hyphens');

const OneOfSeveral = Connector.extend({
  name: SourceName.meta({
    description:
      'Part of the id of everybody in it, so it never changes. `legacy` is what a single `source` is called: whoever begins with one and adds others names it so.',
  }),
  mapping: MappingConfig.optional().meta({ description: 'Its own; absent: that of the whole migration.' }),
});

const LiveLegacy = Connector.extend({
  source: SourceName.optional().meta({
    description: 'Of which of several `sources` it is the live side; with one source it goes without saying.',
  }),
  mapping: MappingConfig.optional().meta({
    description: 'What the fields it answers with become, where they are others than those of the source.',
  }),
});

const MountedHook = Connector.extend({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and hyphens')
    .optional()
    .meta({
      description: 'It is served at `/hooks/<name>`; absent: the type. Two hooks of one type need names.',
    }),
});

const Wave = z.strictObject({
  name: z.string().min(1).meta({ description: 'How reports and progress call it.' }),
  where: z
    .strictObject({
      ...POPULATION,
      kind: z
        .array(z.enum(['person', 'service']))
        .optional()
        .meta({ description: 'Customers or service accounts.' }),
    })
    .optional()
    .meta({ description: 'Who belongs to it; all that is given must hold. Absent: everybody who is left.' }),
  limit: z.int().positive().optional().meta({ description: 'At most so many identities.' }),
});

/** What a TypeScript configuration may bring along: checked no further, it is the operator's own program. */
function isConnector(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'id' in value && 'config' in value && 'open' in value;
}

const OwnSource = z.custom<Source>(isConnector, 'what defineSource returns');
const OwnTarget = z.custom<Target>(isConnector, 'what defineTarget returns');
const OwnLegacy = z.custom<Legacy>(isConnector, 'what defineLegacy returns');
const OwnChannel = z.custom<Channel>(isConnector, 'what defineChannel returns');
const OwnHandover = z.custom<Handover>(isConnector, 'what defineHandover returns');
const OwnHook = z.custom<Hook>(isConnector, 'what defineHook returns');

export const MigrationConfig = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and hyphens')
    .meta({ description: 'Name of the migration, for reports and logs.' }),
  ledger: z.union([TextOrSecret, LedgerPlace]).optional().meta({
    description:
      'Address of a PostgreSQL 15 or newer (`postgres://…`), or `{url, schema, folder}`. Absent: `DATABASE_URL` if it is set, else an embedded database in `.footbridge` beside the configuration.',
  }),
  source: Connector.optional().meta({
    description:
      'What is read; the settings stand on the page of the source in docs/sources. May be absent where `legacy` is there: then nobody is known before they log in.',
  }),
  sources: z.array(OneOfSeveral).default([]).meta({
    description:
      'Several sources into one target, instead of `source`: each with a `name` beside its own settings. docs/linking.md is about people who stand in two of them.',
  }),
  correlation: CorrelationConfig.prefault({}).meta({
    description: 'Which records may be one person, and whose word counts in a merge: docs/linking.md.',
  }),
  target: Connector.optional().meta({
    description:
      'Where identities go; the settings stand on the page of the target in docs/targets. May be absent where `hooks` are there: then customers cross by logging in and by nothing else.',
  }),
  legacy: LiveLegacy.optional().meta({
    description:
      'The live old system that may be asked at a login; the settings stand on its page in docs/legacy.',
  }),
  hooks: z.array(MountedHook).default([]).meta({
    description:
      'How the target asks us at a login; the settings stand on the page of the hook in docs/hooks.',
  }),
  mapping: MappingConfig.optional().meta({
    description:
      'Which field becomes what: docs/mapping.md. Vendor sources need it only for what is special.',
  }),
  secrets: z.record(z.string().min(1), SecretReference).default({}).meta({
    description:
      'Secrets that password hashes need (signer keys, peppers), by the name the source or the mapping uses for them.',
  }),
  credentials: z
    .strictObject({
      unsupported: z.enum(['hold', 'vault', 'reset']).default('hold').meta({
        description:
          'A hash the target cannot verify: `hold` the customer with a problem, keep the hash sealed in our `vault`, or move without it and plan a `reset`.',
      }),
      absent: z.enum(['none', 'legacy', 'reset']).default('none').meta({
        description:
          'A person without a hash in the source and without links: they have no password (`none`), the live `legacy` judges it at their first login, or they need a `reset`.',
      }),
    })
    .prefault({})
    .meta({ description: 'What to do with password hashes.' }),
  accept: z.array(z.string().min(1)).default([]).meta({
    description:
      'Losses accepted by name, as problems call them: `factors.sms`, or `factors` for all that begin so. Whoever would lose anything else is held.',
  }),
  waves: z.array(Wave).default([]).meta({
    description:
      'Slices that cross one after the other. Absent: everybody in one. Once the ledger holds a plan, those of the plan count and these do not.',
  }),
  cohorts: CohortsConfig.default([]).meta({
    description: 'Populations of the plan, by rules: docs/cohorts.md. Absent: the planner proposes them.',
  }),
  plan: PlanConfig.prefault({}).meta({ description: 'What `footbridge plan make` goes by: docs/plan.md.' }),
  batchSize: z.int().min(1).max(10_000).default(200).meta({
    description: 'Records in a batch at first; the run adapts it so that a batch takes about a second.',
  }),
  connectors: z
    .strictObject({
      sources: z.array(OwnSource).default([]).meta({ description: 'Made with `defineSource`.' }),
      targets: z.array(OwnTarget).default([]).meta({ description: 'Made with `defineTarget`.' }),
      legacies: z.array(OwnLegacy).default([]).meta({ description: 'Made with `defineLegacy`.' }),
      channels: z.array(OwnChannel).default([]).meta({ description: 'Made with `defineChannel`.' }),
      handovers: z.array(OwnHandover).default([]).meta({ description: 'Made with `defineHandover`.' }),
      hooks: z.array(OwnHook).default([]).meta({ description: 'Made with `defineHook`.' }),
    })
    .prefault({})
    .meta({ description: 'Connectors of your own, for `type` to name.' }),
  login: LoginConfig.prefault({}).meta({
    description: 'The rules of a login: docs/login.md explains them.',
  }),
  serve: ServeConfig.prefault({}).meta({ description: '`footbridge serve`: docs/serve.md.' }),
  reset: ResetConfig.optional().meta({
    description: 'Customers who set a new credential, where none can travel: docs/reset.md.',
  }),
  prove: ProveConfig.prefault({}).meta({ description: '`footbridge prove`: docs/prove.md.' }),
  rehearsal: z
    .strictObject({
      target: Connector.optional().meta({
        description:
          'The copy that a rehearsal writes to; settings as in `target`. Never the one customers use.',
      }),
    })
    .prefault({})
    .meta({ description: '`footbridge prove --rehearse`: docs/prove.md.' }),
  assume: AssumeConfig.default({}).meta({
    description:
      'Numbers of your own for forecasts, by the names of docs/assumptions.md: `{"helpDeskCostPerTicket": 12}`, or with its ends `{"value": 12, "low": 9, "high": 20, "source": "last year"}`.',
  }),
  logs: z
    .strictObject({
      keepDays: z.int().min(1).default(90).meta({
        description:
          'Days after the end of a run for which its closed problems keep their details and records, and for which the login history is kept. The event chain is kept.',
      }),
    })
    .prefault({})
    .meta({ description: 'How long logs are kept.' }),
  pace: z
    .strictObject({
      concurrency: z
        .int()
        .min(1)
        .max(1000)
        .default(32)
        .meta({ description: 'Calls in flight at most; the pace finds its own level below it.' }),
      perSecond: z
        .number()
        .positive()
        .optional()
        .meta({ description: 'Calls a second at most. Absent: only the answers of the target decide.' }),
      patienceSeconds: z.int().min(0).max(86_400).default(300).meta({
        description:
          'How long a target that stops answering is waited for in the middle of a run. Then the run ends, stays open, and goes on when it is started again. Never less than 8 tries, about 25 seconds.',
      }),
    })
    .prefault({})
    .meta({ description: 'The budget of the target, shared by all workers.' }),
});

/** A complete configuration: every default filled in. */
export type MigrationConfig = z.output<typeof MigrationConfig>;

/** What a person writes. */
export type MigrationInput = z.input<typeof MigrationConfig>;

/** Types a configuration, so that an editor completes and checks it. Returns it unchanged. */
export function defineMigration(config: MigrationInput): MigrationInput {
  return config;
}

/**
 * The public entry point: what a `footbridge.config.ts` imports.
 *
 * @module
 */
export {
  type Channel,
  type ChannelContext,
  type ChannelSession,
  defineChannel,
  type Handed,
  type Message,
} from './channels/channel.ts';
export { defineMigration, type MigrationConfig, type MigrationInput } from './config/migration.ts';
export { type SecretReference, secret } from './config/secret.ts';
export {
  defineHandover,
  type Handover,
  type HandoverContext,
  type HandoverSession,
  type HandoverUser,
} from './handovers/handover.ts';
export {
  type Answer,
  type AskedBy,
  type Customer,
  defineHook,
  type Hook,
  type HookContext,
  type HookPlace,
  type HookReply,
  type HookRequest,
  type HookRoute,
  type HookSession,
  type Instruction,
  type Question,
} from './hooks/hook.ts';
export type {
  Consent,
  Factor,
  Identifier,
  Identity,
  Link,
  Membership,
  PasswordCredential,
  Profile,
} from './identity/identity.ts';
export {
  defineLegacy,
  type Legacy,
  type LegacyAnswer,
  type LegacyAttempt,
  type LegacyContext,
  type LegacyIdentifier,
  type LegacyProfile,
  type LegacySession,
} from './legacy/legacy.ts';
export type { ProblemCode } from './problems/catalogue.ts';
export { FootbridgeError, type RecordProblem } from './problems/problem.ts';
export {
  defineSource,
  type Operation,
  type Page,
  type Sample,
  type Source,
  type SourceContext,
  type SourceGives,
  type SourceReader,
  type SourceRecord,
} from './sources/source.ts';
export {
  type Check,
  defineTarget,
  type FindKey,
  type Fit,
  type Found,
  type Outcome,
  type Snapshot,
  type Target,
  type TargetAccepts,
  type TargetContext,
  type TargetSession,
  type Write,
} from './targets/target.ts';

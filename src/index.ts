/**
 * The public entry point: what a `footbridge.config.ts` imports.
 *
 * @module
 */
export { defineMigration, type MigrationConfig, type MigrationInput } from './config/migration.ts';
export { type SecretReference, secret } from './config/secret.ts';
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

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
export { defineSource, type Source, type SourceReader, type SourceRecord } from './sources/source.ts';
export { defineTarget, type Target, type TargetSession } from './targets/target.ts';

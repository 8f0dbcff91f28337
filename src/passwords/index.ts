/**
 * Password hashes: recognise, take apart, verify, judge. Public as `footbridge/passwords`.
 *
 * Stands alone: it needs nothing of the rest of Footbridge, and nobody has to migrate anything to use it.
 *
 * @module
 */
export { type AttackCost, attackCost } from './attack.ts';
export type { RateSource } from './attack-rates.ts';
export { type Cost, costOf, DEFAULT_LIMITS, type Limits, MAX_PASSWORD_BYTES } from './bounds.ts';
export { type Anomaly, type ColumnSurvey, type Population, surveyColumn } from './column.ts';
export { type KeycloakCredential, keycloak as keycloakEnvelope } from './envelopes/keycloak.ts';
export {
  MalformedHash,
  MissingInput,
  type PasswordHashCode,
  PasswordHashError,
  TooExpensiveHash,
  UnknownHash,
  VerifierBusy,
} from './errors.ts';
export type { Family, PasswordFormat } from './format.ts';
export { wrappedFormat } from './formats/wrapped.ts';
export { FORMATS, findFormat } from './formats.ts';
export { HASHABLE, type Hashable, hashAs } from './hash-as.ts';
export { CannotHash, type HashLikeOptions, hashLike } from './hash-like.ts';
export { type Candidate, type Certainty, type Hint, identify } from './identify.ts';
export { parametersOf } from './parameters.ts';
export type {
  Argon2Parts,
  BcryptParts,
  CryptParts,
  DigestName,
  DigestParts,
  FirebaseScryptParts,
  HashParts,
  Inputs,
  Pbkdf2Parts,
  PhpassParts,
  Prepare,
  ScryptParts,
} from './parts.ts';
export { PipelineError } from './pipeline/parse.ts';
export { closePool } from './pool.ts';
export { type Respelled, respell } from './respell.ts';
export { type Solution, type SolveOptions, solve } from './solve.ts';
export { SITE_SECRETS, standInsFor } from './stand-in.ts';
export type { StoredHash } from './stored.ts';
export { type Strength, type StrengthClass, strength, strengthOf } from './strength.ts';
export { type Advice, type AdviceAction, adviseOn } from './strength-advice.ts';
export { type NistVerdict, nistVerdict } from './strength-nist.ts';
export {
  type Accepted,
  ENVELOPES,
  type Envelope,
  type EnvelopeValue,
  type Portability,
  portability,
  type Transcoded,
  transcode,
} from './transcode.ts';
export { type ParsedHash, parse, type VerifyOptions, verify, verifyParsed } from './verify.ts';
export { hashPassword, type OuterCost, type WrapOptions, type Wrapped, wrap, wrapAll } from './wrap.ts';
export { countWrapped, type WrapCount } from './wrap-count.ts';
export { type LoginAnswer, type LoginOptions, reasonToReplace, verifyAtLogin } from './wrap-login.ts';

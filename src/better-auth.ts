/**
 * `footbridge/better-auth`: for the application that customers move into.
 *
 * @module
 */
export {
  type FootbridgeOptions,
  footbridgePasswords,
  type PasswordSecrets,
} from './better-auth/passwords.ts';
export { footbridge } from './better-auth/plugin.ts';

/**
 * `footbridge/testing`: the suites that every source, target, hook, channel and password format passes, for those who
 * write one of their own. They register Vitest tests, so Vitest has to be there.
 *
 * @module
 */
export { type ArrivedMessage, type ChannelScene, testChannel } from './channels/channel-contract.ts';
export { type HandoverScene, testHandover } from './handovers/handover-contract.ts';
export {
  type Attempt,
  type HookBench,
  type HookClient,
  type LoginService,
  type OpenLoginService,
  testHook,
  type Verdict,
} from './hooks/hook-contract.ts';
export { type LegacyScene, testLegacy } from './legacy/legacy-contract.ts';
export { testFormat } from './passwords/format-contract.ts';
export { testSource } from './sources/source-contract.ts';
export { testTarget } from './targets/target-contract.ts';

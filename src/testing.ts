/**
 * `footbridge/testing`: the suites that every source, target, hook and password format passes, for those who write
 * one of their own. They register Vitest tests, so Vitest has to be there.
 *
 * @module
 */
export { type HookBench, type HookClient, testHook } from './hooks/hook-contract.ts';
export { type LegacyScene, testLegacy } from './legacy/legacy-contract.ts';
export { testFormat } from './passwords/format-contract.ts';
export { testSource } from './sources/source-contract.ts';
export { testTarget } from './targets/target-contract.ts';

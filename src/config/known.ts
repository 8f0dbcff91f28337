/**
 * The connectors a configuration may name: those that come with Footbridge, and the operator's own.
 *
 * @module
 */
import type { Channel } from '../channels/channel.ts';
import { CHANNELS } from '../channels/index.ts';
import type { Handover } from '../handovers/handover.ts';
import { HANDOVERS } from '../handovers/index.ts';
import type { Hook } from '../hooks/hook.ts';
import { HOOKS } from '../hooks/index.ts';
import { legaciesWith } from '../legacy/index.ts';
import type { Legacy } from '../legacy/legacy.ts';
import { SOURCES } from '../sources/index.ts';
import type { Source } from '../sources/source.ts';
import { TARGETS } from '../targets/index.ts';
import type { Target } from '../targets/target.ts';
import type { MigrationConfig } from './migration.ts';

/** The operator's own first: one may stand in for ours of the same name. */
export function knownSources({ connectors }: MigrationConfig): readonly Source[] {
  return [...connectors.sources, ...SOURCES];
}

export function knownTargets({ connectors }: MigrationConfig): readonly Target[] {
  return [...connectors.targets, ...TARGETS];
}

export function knownLegacies({ connectors }: MigrationConfig): readonly Legacy[] {
  return legaciesWith(connectors.legacies);
}

export function knownHooks({ connectors }: MigrationConfig): readonly Hook[] {
  return [...connectors.hooks, ...HOOKS];
}

export function knownChannels({ connectors }: MigrationConfig): readonly Channel[] {
  return [...connectors.channels, ...CHANNELS];
}

export function knownHandovers({ connectors }: MigrationConfig): readonly Handover[] {
  return [...connectors.handovers, ...HANDOVERS];
}

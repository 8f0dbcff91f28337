/**
 * Linking: which records are one person, what a merge would make of them, and what people decided.
 *
 * `findMatches` fills the queue, `previewMatch` shows one of it field by field, and the rest decides. What an import
 * does with the decisions is `steps/unite-records.ts`.
 *
 * @module
 */
export { type MergedTier, mergeMatch, mergeTier, separateMatch, undoMerge } from './link/decide.ts';
export { type FindResult, findMatches } from './link/find-matches.ts';
export type { Judge } from './link/place-account.ts';
export { type MatchPreview, type PreviewedMember, previewMatch } from './link/preview-match.ts';

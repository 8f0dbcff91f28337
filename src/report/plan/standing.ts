/**
 * What became of a version of a plan: it stands in the ledger, not in the document.
 *
 * @module
 */
export interface PlanStanding {
  readonly state: 'draft' | 'approved' | 'superseded' | 'discarded';
  /** Of this version. */
  readonly approvals: readonly {
    readonly by: string;
    /** In UTC. */
    readonly at: string;
    readonly note?: string;
  }[];
}

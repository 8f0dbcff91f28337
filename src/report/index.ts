/** The reports: each takes a document as data and answers one self-contained page, or Markdown. */
export { renderAssessment } from './assessment.ts';
export { renderEvidence, renderEvidenceMarkdown } from './evidence.ts';
export { renderFunnel } from './funnel.ts';
export { type PreviewedMessage, renderMessages } from './messages.ts';
export { renderPlan } from './plan.ts';
export { renderPlanMarkdown } from './plan-markdown.ts';
export { renderPlaybook } from './playbook.ts';
export { renderPlaybookMarkdown } from './playbook-markdown.ts';
export { renderProofs } from './proofs.ts';

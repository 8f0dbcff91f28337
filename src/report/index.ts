/** The reports: each takes a document as data and answers one self-contained page. */
export { renderAssessment } from './assessment.ts';

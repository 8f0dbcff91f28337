-- Know before you move: which cohort somebody belongs to, and what their password costs to verify.
-- Old workers: may go on beside it; what they stage belongs to no cohort until it is staged again.

-- Which of several sources it came from: two of them may use one id for two people.
alter table identity add column source text not null default 'legacy';
-- Name of the plan's cohort; `''`: no plan, or under no rule.
alter table identity add column cohort text not null default '';
-- `cost 10`, `sha256, 260000 rounds`: with the format and the target, the population that a proof is about.
alter table identity add column password_parameters text;

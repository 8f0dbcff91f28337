-- The plan: which population takes which path, in which wave; its versions and who approved them.
-- Old workers: may finish the batches that are open. They must not begin an import: they would not ask for the plan.

create table plan (
  version int primary key,
  -- SHA-256 over the canonical JSON of the document, in hex. Who approves, approves this.
  hash text not null unique,
  state text not null check (state in ('draft', 'approved', 'superseded', 'discarded')),
  -- Counts, rules, reasons: no identifier of anybody. Shape: src/engine/plan/plan-document.ts.
  document jsonb not null,
  made_at timestamptz not null default now(),
  made_by text not null
);

create table approval (
  id int generated always as identity primary key,
  version int not null references plan,
  hash text not null,
  at timestamptz not null default now(),
  by_whom text not null,
  note text not null default ''
);

-- A wave keeps its number by its name, through all versions of the plan: identity.wave. Below 1001: a ledger without
-- a plan, where the number is the place in the configuration.
create table wave (
  number smallint generated always as identity (start with 1001) primary key,
  name text not null unique
);

-- Version of the plan that cohort, path and credential plan come from; null: of none.
alter table identity add column plan_version int;

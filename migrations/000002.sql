-- The login door: who judges a password now, crossings that began at a login, budgets, routes, history.
-- Old workers: may go on beside it; they neither read nor write what is new.

-- A crossing that begins at a login is one write of the one run `login`, without a batch.
alter table run drop constraint run_verb_check;
alter table run add constraint run_verb_check check (verb in ('import', 'rollback', 'login'));
create unique index run_login on run ((true)) where verb = 'login';
alter table write alter column batch_id drop not null;
alter table write drop constraint write_operation_check;
alter table write add constraint write_operation_check
  check (operation in ('create', 'update', 'delete', 'remove', 'restore', 'credential'));
-- When it was last answered with a match: what nobody stored by and by is given back.
alter table write add column called_at timestamptz;
create index write_unsettled on write (called_at) where batch_id is null and state <> 'settled';

-- Who judges the password of an identity, once that is decided otherwise than by its plan. Never changes back.
-- `target`: it crossed; the old password is dead. `legacy`: our copy is known to be stale. `deleted`: a tombstone.
create table credential (
  identity_id uuid primary key references identity on delete cascade,
  owner text not null check (owner in ('legacy', 'target', 'deleted')),
  since timestamptz not null default now()
);

-- Token buckets: how much of a budget is spent. Unlogged: a crash forgives everybody, which a restart does not.
create unlogged table throttle (
  key uuid primary key,
  spent real not null,
  at timestamptz not null
) with (fillfactor = 50);

-- Who is answered by us: a share of each cohort, and identifiers of their own. `''`: whoever falls under no rule.
create table route (
  cohort text primary key,
  -- Per cent of the cohort that Footbridge answers; the others stay with the legacy.
  share smallint not null check (share between 0 and 100),
  changed_at timestamptz not null default now(),
  changed_by text not null
);
create table route_exception (
  hash uuid primary key,
  place text not null check (place in ('footbridge', 'legacy')),
  changed_at timestamptz not null default now(),
  changed_by text not null
);

-- What was answered, added up by the minute. `op` is `shadow` for comparisons.
create table login (
  minute timestamptz not null,
  hook text not null,
  op text not null,
  cohort text not null,
  judge text not null,
  outcome text not null,
  count int not null,
  -- Answers by latency: up to 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000 ms, and longer.
  buckets int[] not null,
  primary key (minute, hook, op, cohort, judge, outcome)
);

-- Where vault and legacy judged one attempt differently. Nothing of the attempt itself is kept.
create table disagreement (
  id bigint generated always as identity primary key,
  identity_id uuid not null references identity on delete cascade,
  at timestamptz not null default now(),
  password_format text,
  vault text not null,
  legacy text not null
);

-- The ledger: what happened to whom. One migration, one schema; PostgreSQL 15 and PGlite run the same file.
-- Old workers: none can exist.
--
-- Personal data stands only in sealed columns (bytea) and as keyed hashes (uuid). Everything else here is harmless:
-- states, plans, formats, counts, dates. Narrow tables change often, wide ones never: a state that changes beside a
-- sealed body would rewrite the body (docs/performance.md).

create table ledger (
  only_one boolean primary key default true check (only_one),
  id uuid not null,
  -- Who the target was at the first write (TargetSession.fingerprint); null until then.
  target text,
  created_at timestamptz not null default now()
);

-- Data keys, each wrapped under the master key. `seal` is versioned; `index` and `chain` never change.
create table seal_key (
  purpose text not null check (purpose in ('seal', 'index', 'chain')),
  version int not null,
  wrapped bytea not null,
  created_at timestamptz not null default now(),
  retired_at timestamptz,
  primary key (purpose, version)
);

create table worker (
  id int generated always as identity primary key,
  host text not null,
  pid int not null,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  stopped_at timestamptz
);

create table run (
  id int generated always as identity primary key,
  verb text not null check (verb in ('import', 'rollback')),
  state text not null check (state in ('running', 'done', 'failed', 'cancelled')),
  -- What the operator may change while it runs: {"wanted": "run"|"pause"|"cancel", "concurrency", "perSecond", "batchSize", "quietUntil"}.
  control jsonb not null default '{"wanted":"run"}',
  -- Source fingerprint, wave, undone run …: what it needs to go on after a crash.
  scope jsonb not null default '{}',
  -- The step an import has reached, and the source cursor behind the last staged page.
  step text not null default 'stage',
  cursor text,
  error jsonb,
  by_whom text not null default '',
  started_at timestamptz not null default now(),
  ended_at timestamptz
);

-- One page of staging, or one batch of writes. The sum of `counts` over a run is what happened in it.
create table batch (
  id bigint generated always as identity primary key,
  run_id int not null references run,
  step text not null check (step in ('stage', 'write')),
  state text not null check (state in ('open', 'done')),
  size int not null default 0,
  counts jsonb not null default '{}',
  worker_id int,
  opened_at timestamptz not null default now(),
  done_at timestamptz
);
create index batch_run on batch (run_id, step, state);

create table identity (
  -- Keyed hash of source and source id: the same row read again is the same identity.
  id uuid primary key,
  -- Keyed digest of the canonical identity: has anything changed since the last export?
  digest uuid not null,
  state text not null check (state in ('staged', 'held', 'excluded', 'moving', 'moved', 'proven', 'returned', 'retired')),
  -- What the next write has to do.
  operation text not null check (operation in ('create', 'update', 'delete')),
  path text not null default 'bulk' check (path in ('bulk', 'jit', 'reset', 'exclude')),
  credential_plan text not null check (credential_plan in ('native', 'transcoded', 'wrapped', 'vault', 'legacy', 'reset', 'none')),
  password_format text,
  kind text not null check (kind in ('person', 'service')),
  status text not null check (status in ('active', 'disabled', 'locked', 'invited')),
  factors text[] not null default '{}',
  links smallint not null default 0,
  -- Dotted names of what the target cannot hold, accepted by the operator. Listed before the move.
  losses text[] not null default '{}',
  wave smallint not null default 0,
  target_id text,
  -- Row in the source when last read, and the runs that last read and last changed it. No foreign keys: checking them
  -- costs an eighth of staging (bench/ledger.ts), and a run is never deleted.
  row bigint not null,
  seen_run int not null,
  changed_run int not null
) with (fillfactor = 80);
create index identity_next on identity (wave, id) where state = 'staged';
create index identity_seen on identity (seen_run, state);
create index identity_target on identity (target_id) where target_id is not null;

-- The canonical identity, sealed. Destroying the row destroys the personal data and the hash.
create table seal (
  identity_id uuid primary key references identity on delete cascade,
  key_version int not null,
  body bytea not null
);

-- The blind index: a keyed hash of each normalised login identifier.
create table identifier (
  hash uuid not null,
  identity_id uuid not null references identity on delete cascade,
  type text not null check (type in ('email', 'phone', 'username')),
  verified boolean,
  primary key (hash, identity_id)
);
create index identifier_identity on identifier (identity_id);

create table problem (
  id bigint generated always as identity primary key,
  run_id int not null references run,
  identity_id uuid references identity on delete cascade,
  row bigint,
  position text,
  code text not null,
  field text,
  found text,
  expected text,
  state text not null default 'open' check (state in ('open', 'resolved', 'exempt', 'superseded')),
  -- The record as it was read, sealed under the problem's `seal_id`; only where no identity holds it.
  seal_id uuid,
  raw bytea,
  created_at timestamptz not null default now(),
  closed_at timestamptz,
  closed_by text,
  note text
);
create index problem_identity on problem (identity_id) where state = 'open';
create index problem_open on problem (code, id) where state = 'open';
create index problem_run on problem (run_id);

-- One intended change in the target. `intended`: committed, never sent. `called`: may have been sent: look before
-- sending again. `settled`: the answer is known.
create table write (
  id bigint generated always as identity primary key,
  run_id int not null references run,
  batch_id bigint not null references batch,
  identity_id uuid not null references identity on delete cascade,
  operation text not null check (operation in ('create', 'update', 'delete', 'remove', 'restore')),
  state text not null check (state in ('intended', 'called', 'settled')),
  outcome text check (outcome in ('done', 'refused', 'gave-up', 'kept', 'withdrawn')),
  code text,
  attempt smallint not null default 0,
  target_id text,
  -- Sealed snapshot of the user before an update or delete: what a rollback restores.
  before bytea,
  -- TargetSession's fingerprint when it was read back: has anybody touched the user since?
  after text,
  -- Set by the rollback that undid this write.
  undone_by bigint,
  -- Could be undone when it was made.
  undoable boolean not null default true,
  settled_at timestamptz
) with (fillfactor = 70);
create index write_batch on write (batch_id);
create index write_identity on write (identity_id);

create table event (
  seq bigint primary key,
  at timestamptz not null,
  run_id int,
  identity_id uuid,
  kind text not null,
  facts jsonb not null default '{}',
  -- HMAC over the previous link and this event.
  link bytea not null
);
create index event_identity on event (identity_id) where identity_id is not null;

create table event_head (
  only_one boolean primary key default true check (only_one),
  seq bigint not null,
  link bytea not null
);

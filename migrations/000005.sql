-- Proofs: what was observed when synthetic customers and volunteers logged in, and what an import asks for.
-- Old workers: may finish the batches that are open. They must not begin an import: they would not ask for a proof.

create table proof (
  id uuid primary key,
  format text not null,
  -- As `parametersOf` says them; `''` where the format has none.
  parameters text not null,
  credential_plan text not null,
  target text not null,
  -- Who the target was (TargetSession.fingerprint).
  target_fingerprint text not null,
  kind text not null check (kind in ('synthetic', 'volunteer')),
  verdict text not null check (verdict in ('proven', 'failed', 'not-provable')),
  -- Digest of our library and of the formats the target accepts: another one, and the proof is void.
  basis text not null,
  at timestamptz not null,
  valid_until timestamptz not null,
  by_whom text not null,
  -- Shape: src/engine/prove/proof.ts. Nothing of a customer.
  document jsonb not null
);
create index proof_population on proof (format, parameters, credential_plan, at);

-- The intent of a proof, committed before anything is written: whom to look for and remove, whatever happens.
create table proving (
  id uuid primary key,
  -- The reserved name that all identifiers of these synthetic customers begin with.
  name text not null,
  target_fingerprint text not null,
  -- [{externalId, identifiers}] of made-up customers: nothing to seal.
  expected jsonb not null,
  -- Folder of the scratch ledger, to be removed with them.
  scratch text not null,
  by_whom text not null,
  begun_at timestamptz not null default now(),
  cleaned_at timestamptz
);
create index proving_open on proving (begun_at) where cleaned_at is null;

-- Real people who agreed to log in once behind their move.
create table volunteer (
  identity_id uuid primary key references identity on delete cascade,
  asked_at timestamptz not null default now(),
  asked_by text not null,
  -- The proof that their login became.
  proof_id uuid references proof
);

-- What a rehearsal measured: for forecasts. Shape: src/engine/prove/rehearsal.ts.
create table rehearsal (
  id uuid primary key,
  at timestamptz not null,
  by_whom text not null,
  target text not null,
  target_fingerprint text not null,
  users_per_second double precision not null,
  document jsonb not null
);

-- Linking: records that may be one person, what people decided about them, and who was merged into whom.
-- Old workers: may finish open batches. They must not import or answer logins: they would let a merged record cross by
-- itself, or call its owner deleted.

-- One group of identities that may be one person, found by rules or decided by people. No identifier stands here.
create table match (
  id bigint generated always as identity primary key,
  -- `certain`, `probable`, `ambiguous`: the weakest of the links that hold the group together.
  tier text not null check (tier in ('certain', 'probable', 'ambiguous')),
  -- `gone`: the records no longer agree.
  state text not null default 'open' check (state in ('open', 'merged', 'separate', 'gone')),
  -- Which rule says so of which two members, by their places in `members`: [{"rule", "fields", "between": [0, 1]}].
  reasons jsonb not null,
  -- Why nobody may merge it as a whole; null: it can be merged.
  obstacle text,
  -- Sorted; the same members found again are the same match.
  members uuid[] not null unique,
  found_at timestamptz not null default now(),
  -- Of the last search that found it.
  seen_at timestamptz not null default now(),
  decided_at timestamptz,
  decided_by text,
  note text
);
create index match_open on match (tier, id) where state = 'open';

-- Two people, whatever their records have in common. `one` sorts before `other`.
create table separation (
  one uuid not null references identity on delete cascade,
  other uuid not null references identity on delete cascade,
  at timestamptz not null default now(),
  by_whom text not null,
  primary key (one, other)
);

-- Whose account this record is part of since a merge. It is `excluded` then and has no identifiers of its own.
alter table identity add column merged_into uuid references identity;
create index identity_merged on identity (merged_into) where merged_into is not null;

-- The survivor of a merge as its own source knows it: what an un-merge gives back. `seal` holds the merged identity.
create table unmerged (
  identity_id uuid primary key references identity on delete cascade,
  key_version int not null,
  body bytea not null,
  -- `identity.changed_run` when they were merged: another one there says that `seal` holds a newer record of its own.
  changed_run int not null
);

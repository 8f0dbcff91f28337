-- The third path: who is asked to set a new credential, with which message, how far they came, who called support.
-- Old workers: may go on beside it; they neither read nor write what is new.

-- What a journey writes to the target is a write of the one run `reset`, without a batch. A run `stage` writes to none.
alter table run drop constraint run_verb_check;
alter table run add constraint run_verb_check check (verb in ('import', 'stage', 'rollback', 'login', 'reset'));
create unique index run_reset on run ((true)) where verb = 'reset';
alter table write drop constraint write_operation_check;
alter table write add constraint write_operation_check
  check (operation in ('create', 'update', 'delete', 'remove', 'restore', 'credential', 'factor'));
-- The invitation that allowed it. No foreign key: checking it would cost every write of an import.
alter table write add column invitation_id uuid;
create index write_invitation on write (invitation_id) where invitation_id is not null;
-- One credential and one factor for each invitation, whoever is in a hurry.
create unique index write_once on write (invitation_id, (operation = 'factor'))
  where invitation_id is not null and (outcome = 'done' or state <> 'settled');

create table campaign (
  id int generated always as identity primary key,
  name text not null unique,
  -- `preparing`: not everybody is selected yet; a killed `start` goes on from `prepared`.
  state text not null check (state in ('preparing', 'running', 'paused', 'stopped', 'done')),
  -- Whom it means, which steps when, limits, languages: CampaignSettings in engine/reset/campaign.ts.
  settings jsonb not null,
  -- The approved plan it was started under.
  plan_version int,
  -- Where the selection stands, and what became of everybody it looked at: Prepared in engine/reset/prepare.ts.
  prepared jsonb not null default '{}',
  by_whom text not null,
  started_at timestamptz not null default now(),
  ended_at timestamptz
);

-- One customer in one campaign, and how far they came. No personal data.
create table journey (
  campaign_id int not null references campaign,
  identity_id uuid not null references identity on delete cascade,
  wave smallint not null default 1,
  cohort text not null default '',
  language text not null,
  channel text not null,
  sent_at timestamptz,
  delivered_at timestamptz,
  opened_at timestamptz,
  started_at timestamptz,
  -- The step of the page they are at; `abandoned at` is this one, of those who came no further.
  at_step text,
  done_at timestamptz,
  -- They complained or unsubscribed: no reminder goes out any more. Their link still opens.
  muted_at timestamptz,
  -- How it ended: by itself (`done`), another way (`crossed`), or not: no channel reaches them (`unreachable`), the
  -- message came back (`undeliverable`), they are not to cross any more (`excluded`), `stopped`, `expired`.
  ended text check (ended in ('done', 'crossed', 'unreachable', 'undeliverable', 'excluded', 'stopped', 'expired')),
  primary key (campaign_id, identity_id)
) with (fillfactor = 80);
create index journey_identity on journey (identity_id);

-- What a link or a spoken code opens. The token itself is nowhere: only its keyed hash.
create table invitation (
  id uuid primary key,
  hash bytea not null unique,
  identity_id uuid not null references identity on delete cascade,
  campaign_id int references campaign,
  purpose text not null check (purpose in ('reset', 'enrol', 'recovery')),
  state text not null check (state in ('open', 'used', 'revoked')),
  issued_by text not null,
  issued_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  -- Answers by which somebody with it failed to show that they are the customer, since the last right one.
  wrong smallint not null default 0
);
create index invitation_identity on invitation (identity_id);
-- A new one kills the old.
create unique index invitation_open on invitation (identity_id, purpose) where state = 'open';

-- One message to one customer; each step of a campaign once. `taken`: a worker prepares it, nothing has gone out.
-- `called`: it may have gone out. Both are the worker's as long as it lives (`worker`).
create table message (
  id bigint generated always as identity primary key,
  -- Null: asked for on the page. Such a message goes before those of campaigns.
  campaign_id int references campaign,
  identity_id uuid not null references identity on delete cascade,
  -- 1 the invitation, 2 … reminders.
  step smallint not null default 1,
  -- MESSAGE_KINDS in messages/writer.ts.
  kind text not null,
  -- Empty until it is sent, where the page asked for it.
  channel text not null default '',
  state text not null
    check (state in ('due', 'taken', 'called', 'handed', 'refused', 'bounced', 'complained', 'withdrawn')),
  due_at timestamptz not null,
  -- Sealed under the identity until the message is handed over: the token of its link, or what the page wants said. So
  -- the same words go out after a crash.
  sealed bytea,
  worker_id int,
  attempt smallint not null default 0,
  called_at timestamptz,
  handed_at timestamptz,
  -- Sent again because nobody could say whether the first one went out.
  perhaps_twice boolean not null default false,
  -- Times it came back as "not now".
  soft_bounces smallint not null default 0,
  -- What the channel calls it, and why it was refused; never an address.
  reference text,
  found text,
  unique (campaign_id, identity_id, step)
) with (fillfactor = 70);
create index message_due on message (campaign_id, due_at, id) where state = 'due';
create index message_open on message (worker_id) where state in ('taken', 'called');
create index message_identity on message (identity_id);
-- A provider's webhook names the message as the provider does.
create index message_reference on message using hash (reference) where reference is not null;

-- How many went out in which minute, of each campaign (0: the page's own), so that limits hold for all workers.
create table sending (
  minute timestamptz not null,
  campaign_id int not null,
  count int not null,
  primary key (minute, campaign_id)
) with (fillfactor = 50);

-- A call or mail to support, as the help desk counts it.
create table ticket (
  source text not null,
  id text not null,
  at timestamptz not null,
  identity_id uuid references identity on delete cascade,
  campaign_id int references campaign,
  cohort text not null default '',
  tags text[] not null default '{}',
  primary key (source, id)
);
create index ticket_at on ticket (at);
create index ticket_campaign on ticket (campaign_id, at) where campaign_id is not null;
create index ticket_identity on ticket (identity_id) where identity_id is not null;

-- Recovery by support: asked by one operator, approved by another, ended by a code said on the telephone.
create table assistance (
  id uuid primary key,
  identity_id uuid not null references identity on delete cascade,
  -- In the words of SP 800-63A-4: IAL1, IAL2; and what was checked: engine/assistance/level.ts.
  level text not null check (level in ('IAL1', 'IAL2')),
  checks jsonb not null default '[]',
  state text not null check (state in ('requested', 'approved', 'refused', 'used', 'expired')),
  requested_by text not null,
  requested_at timestamptz not null default now(),
  decided_by text,
  decided_at timestamptz,
  -- Keyed hash of the spoken code, once it was shown: never shown twice. Gone when it is used or void.
  code_hash bytea,
  code_shown_at timestamptz,
  code_until timestamptz,
  -- Codes that were tried at it, counted before they are compared.
  tries smallint not null default 0,
  -- What a right code became.
  invitation_id uuid references invitation,
  -- The rule of two people, where no code can forget it.
  check (decided_by is null or lower(btrim(decided_by)) <> lower(btrim(requested_by))),
  check (state = 'requested' or state = 'expired' or decided_by is not null)
);
create index assistance_identity on assistance (identity_id);
create index assistance_requested on assistance (requested_at);
-- One at a time for each customer.
create unique index assistance_open on assistance (identity_id) where state in ('requested', 'approved');

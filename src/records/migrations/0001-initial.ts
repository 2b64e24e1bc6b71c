import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

const STATEMENTS = [
  `create table effects (
     effect_key text primary key,
     connection_key text not null,
     kind text not null,
     order_number bigint not null,
     state text not null check (state in ('first', 'again', 'done', 'free')),
     first_tried_at timestamptz not null,
     last_tried_at timestamptz not null,
     tries integer not null,
     outcome jsonb,
     outcome_at timestamptz,
     check ((state = 'done') = (outcome is not null)),
     check ((state = 'done') = (outcome_at is not null))
   )`,
  `create index effects_of_order on effects (connection_key, order_number)`,
  `create table effects_superseded (
     effect_key text not null references effects,
     outcome jsonb not null,
     outcome_at timestamptz not null,
     reason text not null,
     superseded_at timestamptz not null
   )`,
  `create index effects_superseded_of_effect on effects_superseded (effect_key)`,
  `create table orders (
     connection_id text not null,
     order_number bigint not null,
     stage text not null,
     currency text,
     progress jsonb not null,
     view jsonb not null,
     problems text[] not null,
     erp_documents text[] not null,
     centra_updated_at timestamptz,
     completed_at timestamptz,
     observed_at timestamptz not null,
     version bigint not null,
     primary key (connection_id, order_number)
   )`,
  `create index orders_newest_first on orders (observed_at desc, connection_id desc, order_number desc)`,
  `create index orders_by_stage on orders (stage)`,
  `create index orders_by_problem on orders using gin (problems)`,
  `create index orders_by_erp_document on orders using gin (erp_documents)`,
  `create table decisions (
     id text primary key,
     connection_id text not null,
     order_number bigint not null,
     at timestamptz not null,
     action text not null,
     by text not null,
     reason text not null,
     payload text not null,
     outcome text not null check (outcome in ('accepted', 'refused')),
     note text not null
   )`,
  `create index decisions_of_order on decisions (connection_id, order_number, at)`,
  `create table unresolved (
     connection_id text not null,
     object_type text not null check (object_type in ('shipment', 'return')),
     object_id bigint not null,
     first_seen_at timestamptz not null,
     last_seen_at timestamptz not null,
     times_seen integer not null,
     primary key (connection_id, object_type, object_id)
   )`,
];

export const initial: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

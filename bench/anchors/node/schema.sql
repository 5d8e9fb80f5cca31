-- What the anchor keeps in PostgreSQL: who is served, what was handled, what was booked.
CREATE TABLE tenants (
    id serial PRIMARY KEY,
    phone_number_id text UNIQUE NOT NULL,
    name text NOT NULL
);
CREATE TABLE handled (
    message_id text PRIMARY KEY,
    handled_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE bookings (
    id bigserial PRIMARY KEY,
    tenant_id int NOT NULL REFERENCES tenants (id),
    customer text NOT NULL,
    message_id text NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    UNIQUE (tenant_id, starts_at)
);
CREATE INDEX bookings_by_time ON bookings (tenant_id, starts_at, ends_at);
INSERT INTO tenants (phone_number_id, name)
    SELECT (106540000000000 + number)::text, 'Salon ' || number FROM generate_series(0, 999) AS number;
ANALYZE tenants;

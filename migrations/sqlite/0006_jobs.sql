-- Scheduled jobs, of the installation and not of an organisation.

-- Several replicas run; one holds the lease of a job.
create table job_leases (
    name text not null primary key,
    node text not null,
    lease_until integer not null
) strict, without rowid;

create table job_runs (
    id blob not null primary key,
    name text not null,
    node text not null,
    started_at integer not null,
    finished_at integer,
    status text not null check (status in ('running', 'done', 'failed', 'timed_out', 'cancelled')),
    message text
) strict, without rowid;

create index job_runs_by_name on job_runs (name, started_at, id);
create index job_runs_by_time on job_runs (started_at, id);

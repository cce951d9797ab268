-- Scheduled jobs, of the installation and not of an organisation.

-- Several replicas run; one holds the lease of a job.
create table job_leases (
    name text not null primary key,
    node text not null,
    lease_until timestamptz not null
);

create table job_runs (
    id uuid not null primary key,
    name text not null,
    node text not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    status text not null check (status in ('running', 'done', 'failed', 'timed_out', 'cancelled')),
    message text
);

create index job_runs_by_name on job_runs (name, started_at, id);
create index job_runs_by_time on job_runs (started_at, id);

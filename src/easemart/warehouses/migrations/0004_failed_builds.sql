-- Why a build failed, for whoever reads neither logs nor the orchestrator's page.
alter table audit.builds add column if not exists reason text;

-- How often a job was begun since it last came to an end. A process that is killed says nothing about the job that it had
-- in hand, so that this counts apart from the tries that failed (`attempts`).

ALTER TABLE jobs ADD COLUMN starts INTEGER NOT NULL DEFAULT 0;

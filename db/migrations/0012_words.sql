-- The field's words in place of our own: tables and columns, and the keys of records kept as JSON.

ALTER TABLE documents RENAME COLUMN looked_at TO checked_at;
ALTER TABLE documents RENAME COLUMN next_look_at TO next_check_at;
ALTER TABLE documents RENAME COLUMN wanted_at TO requested_at;
ALTER TABLE repositories RENAME COLUMN heard_at TO last_event_at;
ALTER TABLE deliveries RENAME COLUMN folded_at TO processed_at;
ALTER TABLE jobs RENAME COLUMN wanted_at TO requested_at;
ALTER TABLE jobs RENAME COLUMN wishes TO requests;
ALTER TABLE homes RENAME TO repository_states;
ALTER TABLE inbox RENAME TO received_deliveries;
ALTER TABLE marks RENAME TO task_runs;
DROP INDEX documents_by_next_look;
CREATE INDEX documents_by_next_check ON documents (owner_id, next_check_at);

UPDATE rows SET data = json_remove(json_set(data, '$.decision', json_extract(data, '$.settled')), '$.settled')
  WHERE json_type(data, '$.settled') IS NOT NULL;
UPDATE projects SET data = json_remove(json_set(data, '$.decision', json_extract(data, '$.settled')), '$.settled')
  WHERE json_type(data, '$.settled') IS NOT NULL;
UPDATE repositories SET activity = json_remove(
    json_set(activity, '$.lastEventAppliedAt', json_extract(activity, '$.toldAt')), '$.toldAt')
  WHERE json_type(activity, '$.toldAt') IS NOT NULL;
UPDATE jobs SET data = json_remove(json_set(data, '$.requestedAt', json_extract(data, '$.wantedAt')), '$.wantedAt')
  WHERE json_type(data, '$.wantedAt') IS NOT NULL;
UPDATE dead_jobs SET data = json_remove(json_set(data, '$.requestedAt', json_extract(data, '$.wantedAt')), '$.wantedAt')
  WHERE json_type(data, '$.wantedAt') IS NOT NULL;
UPDATE repository_states SET data = json_remove(
    json_set(data, '$.statusIssue', json_extract(data, '$.inbox'), '$.branches', json((
      SELECT json_group_object(key, json_object('protectionRejection', json_extract(value, '$.refusal'),
        'pullRequest', json_extract(value, '$.proposal'), 'pendingChanges', json_extract(value, '$.proposed')))
      FROM json_each(data, '$.branches')))), '$.inbox')
  WHERE json_type(data, '$.branches') IS NOT NULL;
UPDATE repository_states SET data = json_remove(
    json_set(data, '$.areIssuesDisabled', json(CASE json_type(data, '$.isInboxDisabled') WHEN 'true' THEN 'true' ELSE 'false' END)), '$.isInboxDisabled')
  WHERE json_type(data, '$.isInboxDisabled') IS NOT NULL;

\set d random(1, :dossiers)
\set s random(2, 5)
BEGIN;
UPDATE bare_dossier SET status = :s, assignee_id = :d % 3320 WHERE id = :d;
INSERT INTO bare_step (dossier_id, seq, unit_id, assignee_id, started_at, due_at) VALUES (:d, 2, 1, :d % 3320, now(), now() + interval '1 day');
INSERT INTO bare_event (dossier_id, kind, actor_id, at, data) VALUES (:d, 3, :d % 3320, now(), '{"hanh_dong": "chuyen_buoc"}');
INSERT INTO bare_outbox (topic, payload, created_at) VALUES ('dossier.moved', json_build_object('id', :d::bigint), now());
COMMIT;

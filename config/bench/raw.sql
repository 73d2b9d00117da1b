\set u random(1, 166)
\set p random(1, 2000)
BEGIN;
INSERT INTO bare_dossier (code, procedure_id, unit_id, status, assignee_id, received_at, due_at, applicant_name, applicant_doc, form) VALUES ('P.' || gen_random_uuid(), :p, :u, 1, :u * 20, now(), now() + interval '7 days', 'Nguyễn Thị Hồng Nhung', '', '{"sdt": "", "dia_chi": "Thôn 4, xã Mai Phụ", "ban_sao": 2, "ly_do": "Cấp bản sao trích lục", "nop": "truc_tuyen"}') RETURNING id AS did \gset
INSERT INTO bare_step (dossier_id, seq, unit_id, assignee_id, started_at, due_at) VALUES (:did, 1, :u, :u * 20, now(), now() + interval '1 day');
INSERT INTO bare_event (dossier_id, kind, actor_id, at, data) VALUES (:did, 1, :u * 20, now(), '{"hanh_dong": "tiep_nhan"}');
INSERT INTO bare_event (dossier_id, kind, actor_id, at, data) VALUES (:did, 2, :u * 20, now(), '{"hanh_dong": "phan_cong"}');
INSERT INTO bare_outbox (topic, payload, created_at) VALUES ('dossier.received', json_build_object('id', :did::bigint, 'unit', :u::int), now());
COMMIT;

// Gộp: what waits on this PC is sent when the line is back. One tab at a time; stopped anywhere, it goes on where it was:
// an item stays "waiting" here until the server's answer about that very item has been written down.
(function (app) {
  "use strict";
  const BATCH = 10;
  const API = "/api/v1/offline/";
  const { kho, ket, duong } = app;

  const bound = (uid) => `ho-so:${uid}`;
  const iso = (at) => new Date(at).toISOString();

  // Files go up first; each remembers its number, so that a second try does not send it twice.
  async function upload(item, key) {
    const ids = {};
    for (const file of await kho.filesOf(item.uid)) {
      if (!file.id) {
        const bytes = await ket.unsealBytes(key, file.sealed, file.key);
        const { name, type } = await ket.unseal(key, file.label, `ten:${file.key}`);
        const body = new FormData();
        body.append("file", new Blob([bytes], { type }), name);
        const { status, data } = await duong.ask("POST", "/api/v1/files", body, `tep-${file.key}`.slice(0, 64));
        if (status !== 201) throw Object.assign(new Error("file"), { problem: (data && data.detail) || String(status) });
        file.id = data.id;
        await kho.putFile(file);
      }
      (ids[file.component] = ids[file.component] || []).push(file.id);
    }
    return ids;
  }

  async function envelope(item, key) {
    const plain = {
      uid: item.uid,
      number: item.n,
      provisional: item.code,
      taken_at: iso(item.takenAt),
      offset_ms: item.offset,
      synced_at: iso(item.syncedAt),
      printed_due_at: item.dueAt ? iso(item.dueAt) : null,
    };
    if (item.state === "void") return { ...plain, void_reason: item.why, dossier: {} };
    const ids = await upload(item, key);
    const dossier = await ket.unseal(key, item.sealed, bound(item.uid));
    dossier.components = dossier.components.map((one) => (ids[one.code] ? { ...one, file_ids: ids[one.code] } : one));
    const waited = item.ticketAt ? { ticket_at: iso(item.ticketAt) } : {};
    return { ...plain, dossier: { ...dossier, ticket: app.soThuTu(item), ...waited } };
  }

  async function noteDown(answer) {
    const states = { merged: "merged", joined: "joined", void: "voided", waiting: "held" };
    const after = await kho.change(answer.uid, (item) => ({
      ...item,
      state: states[answer.state],
      final: answer.code,
      finalDue: answer.due_at && Date.parse(answer.due_at),
      differs: answer.due_differs,
      problem: answer.state === "waiting" ? answer.problem_text : "",
      ...(answer.state === "waiting" ? {} : { sealed: null, slip: null, qr: null }), // gone from here once it is there
      mergedAt: duong.now(),
    }));
    if (answer.state !== "waiting") await kho.dropFiles(answer.uid);
    return after;
  }

  async function send(device, items, left) {
    const body = { device, device_now: iso(Date.now()), waiting: left, items };
    return duong.ask("POST", `${API}dossiers`, body);
  }

  // A server that stumbles over one item must not keep the others: then each goes alone.
  async function sendOneByOne(device, items, left, count) {
    for (const one of items) {
      const { status, data } = await send(device, [one], left);
      if (status === 200) await noteDown(data.items[0]);
      else await kho.change(one.uid, (item) => ({ ...item, problem: (data && data.detail) || `HTTP ${status}` }));
      count(status === 200);
    }
  }

  async function run(vault, device, say) {
    const mine = (await kho.items()).filter((item) => item.owner === vault.owner);
    const due = mine.filter((item) => ["waiting", "held", "void"].includes(item.state)).sort((a, b) => a.takenAt - b.takenAt);
    const result = { sent: 0, stopped: "" };
    for (let from = 0; from < due.length; from += BATCH) {
      const ready = [];
      for (const item of due.slice(from, from + BATCH)) {
        try {
          ready.push(await envelope(item, vault.key));
        } catch (wrong) {
          if (!wrong.problem) throw wrong;
          await kho.change(item.uid, (kept) => ({ ...kept, problem: wrong.problem }));
        }
      }
      const left = due.length - from - ready.length;
      const { status, data } = await send(device, ready, left);
      if (status === 200) {
        for (const answer of data.items) await noteDown(answer);
        result.sent += data.items.length;
      } else if (status === 401 || status === 403) {
        result.stopped = "sign_in";
        return result;
      } else if (status === 404) {
        result.stopped = data.detail;
        return result;
      } else {
        await sendOneByOne(device, ready, left, (ok) => (result.sent += ok ? 1 : 0));
      }
      say(Math.min(from + BATCH, due.length), due.length);
    }
    return result;
  }

  // → {sent, stopped}; "elsewhere" while another tab is at it, "no_line" when it dropped again: nothing is lost either way.
  async function merge(vault, device, say = () => {}) {
    return navigator.locks.request("quay-ngoai-tuyen-gop", { ifAvailable: true }, async (lock) => {
      if (!lock) return { sent: 0, stopped: "elsewhere" };
      try {
        return await run(vault, device, say);
      } catch (wrong) {
        if (wrong instanceof duong.NoLine) return { sent: 0, stopped: "no_line" };
        throw wrong;
      }
    });
  }

  app.gop = { merge, bound };
})((globalThis.ngoaiTuyen = globalThis.ngoaiTuyen || {}));

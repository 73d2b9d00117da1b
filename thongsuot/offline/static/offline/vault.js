// Két: what the PC keeps of people is sealed (AES-256-GCM) with a data key that only the clerk's passphrase opens.
//   docs/decisions/a-counter-without-the-line-keeps-its-dossiers-in-a-vault.md says what a thief gets and why no try destroys.
(function (app) {
  "use strict";
  const ROUNDS = 600000; // PBKDF2-SHA-256
  const SHORTEST = 8;
  const text = new TextEncoder();
  const subtle = () => crypto.subtle;
  const random = (length) => crypto.getRandomValues(new Uint8Array(length));

  const toBase64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const fromBase64 = (given) => Uint8Array.from(atob(given), (char) => char.charCodeAt(0));

  async function lockOf(passphrase, salt, rounds) {
    const base = await subtle().importKey("raw", text.encode(passphrase.normalize("NFC")), "PBKDF2", false, ["deriveKey"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
    return subtle().deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  }

  const imported = (raw) => subtle().importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);

  // {salt, rounds, iv, wrapped}: the data key under the passphrase. Kept on the PC; useless without the passphrase.
  async function wrap(raw, passphrase) {
    const salt = random(16);
    const iv = random(12);
    const lock = await lockOf(passphrase, salt, ROUNDS);
    const wrapped = await subtle().encrypt({ name: "AES-GCM", iv }, lock, raw);
    return { salt, rounds: ROUNDS, iv, wrapped: new Uint8Array(wrapped) };
  }

  // The data key, or null when the passphrase is wrong; nothing else happens on a wrong one.
  async function open({ salt, rounds, iv, wrapped }, passphrase) {
    try {
      const lock = await lockOf(passphrase, salt, rounds);
      return imported(await subtle().decrypt({ name: "AES-GCM", iv }, lock, wrapped));
    } catch {
      return null;
    }
  }

  async function seal(key, what, bound) {
    const iv = random(12);
    const bytes = what instanceof ArrayBuffer ? what : text.encode(JSON.stringify(what));
    const data = await subtle().encrypt({ name: "AES-GCM", iv, additionalData: text.encode(bound) }, key, bytes);
    return { iv, data: new Uint8Array(data) };
  }

  async function unsealBytes(key, { iv, data }, bound) {
    return subtle().decrypt({ name: "AES-GCM", iv, additionalData: text.encode(bound) }, key, data);
  }

  async function unseal(key, sealed, bound) {
    return JSON.parse(new TextDecoder().decode(await unsealBytes(key, sealed, bound)));
  }

  // Letters and at least eight of them: six digits are tried out in an hour by who has the disk.
  const strong = (passphrase) => passphrase.length >= SHORTEST && !/^\d{1,11}$/.test(passphrase);

  // Wrong tries in a row make the next one wait, for who stands at the PC: none, none, none, 5 s, 15 s … 5 minutes.
  const waitAfter = (tries) => (tries < 3 ? 0 : Math.min(300, 5 * 3 ** (tries - 3)) * 1000);

  app.ket = { wrap, open, seal, unseal, unsealBytes, imported, strong, waitAfter, newKey: () => random(32), toBase64, fromBase64 };
})((globalThis.ngoaiTuyen = globalThis.ngoaiTuyen || {}));

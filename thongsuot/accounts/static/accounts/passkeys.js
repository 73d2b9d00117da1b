// Khoá truy cập: asks the device to make a key (data-passkey-new) or to answer with one (data-passkey-sign-in).
// Without script, or where the browser knows no keys, these forms stay hidden and the other ways remain.
(() => {
  const known = Boolean(window.PublicKeyCredential && navigator.credentials)
  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), sign => sign.charCodeAt(0))
  const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')

  const withBytes = list => (list || []).map(one => ({ ...one, id: bytes(one.id) }))

  function answerOf (credential) {
    const said = credential.response
    const response = { clientDataJSON: text(said.clientDataJSON) }
    for (const name of ['attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
      if (said[name]) response[name] = text(said[name])
    }
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      clientExtensionResults: credential.getClientExtensionResults(),
      response
    })
  }

  async function make (form) {
    const { publicKey } = JSON.parse(form.dataset.passkeyNew)
    return navigator.credentials.create({
      publicKey: {
        ...publicKey,
        challenge: bytes(publicKey.challenge),
        user: { ...publicKey.user, id: bytes(publicKey.user.id) },
        excludeCredentials: withBytes(publicKey.excludeCredentials)
      }
    })
  }

  async function answer (form) {
    const asked = await fetch(form.dataset.passkeySignIn, { method: 'POST', body: new FormData(form), credentials: 'same-origin' })
    if (!asked.ok) throw new Error(String(asked.status))
    const { publicKey } = await asked.json()
    return navigator.credentials.get({
      publicKey: { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: withBytes(publicKey.allowCredentials) }
    })
  }

  function prepare (form, act) {
    if (!known) return
    form.hidden = false
    const problem = form.querySelector('[data-passkey-problem]')
    form.addEventListener('submit', async event => {
      const field = form.elements.namedItem('credential')
      if (field.value) return
      event.preventDefault()
      event.stopImmediatePropagation()
      problem.hidden = true
      try {
        field.value = answerOf(await act(form))
        form.submit()
      } catch (error) {
        problem.hidden = false
        problem.focus()
      }
    }, true)
  }

  document.querySelectorAll('[data-passkey-new]').forEach(form => prepare(form, make))
  document.querySelectorAll('[data-passkey-sign-in]').forEach(form => prepare(form, answer))
})()

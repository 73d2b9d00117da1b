// Stand-in for a national identity provider, on this machine only: OpenID Connect by the certified npm package
// oidc-provider (authorization code, PKCE required, logout). Whoever opens its page chooses one of the test people.
//
// PORT, CLIENT_ID, CLIENT_SECRET, SITES (addresses that may sign in, by commas), CALLBACK (path), PEOPLE (file)
import crypto from 'node:crypto'
import fs from 'node:fs'
import { Provider } from 'oidc-provider'

const { PORT, CLIENT_ID, CLIENT_SECRET, CALLBACK, AFTER_LOGOUT } = process.env
const issuer = `http://localhost:${PORT}`
const sites = process.env.SITES.split(',')
const peopleFile = process.env.PEOPLE || new URL('./people.json', import.meta.url)
const people = () => JSON.parse(fs.readFileSync(peopleFile, 'utf8')) // read anew: a test may change a person
const subjectOf = login => crypto.createHash('sha256').update('pairwise ' + login).digest('hex').slice(0, 24)
const text = words => String(words).replace(/[&<>"]/g, sign => `&#${sign.charCodeAt(0)};`)
const page = (title, body) => `<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><main><h1>${title}</h1><p>Hệ thống định danh dùng thử: chỉ có người giả, chỉ chạy trên máy này.</p>${body}</main></html>`

const { privateKey } = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 })
const provider = new Provider(issuer, {
  clients: [{
    client_id: CLIENT_ID,
    client_secret: CLIENT_SECRET,
    redirect_uris: sites.map(site => site + CALLBACK),
    post_logout_redirect_uris: sites.map(site => site + AFTER_LOGOUT),
    grant_types: ['authorization_code'],
    id_token_signed_response_alg: 'RS256'
  }],
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'k1' }] },
  cookies: { keys: [crypto.randomBytes(16).toString('hex')] },
  scopes: ['openid'],
  claims: { openid: ['sub'], profile: ['name', 'birthdate'], citizen: ['citizen_id', 'assurance'] },
  pkce: { required: () => true },
  ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Session: 3600, Interaction: 600, Grant: 3600 },
  features: {
    devInteractions: { enabled: false },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => {
        ctx.body = page('Đăng xuất khỏi hệ thống định danh', `${form}<p><button autofocus type="submit" form="op.logoutForm"
          name="logout" value="yes">Đăng xuất</button> <button type="submit" form="op.logoutForm">Ở lại</button></p>`)
      }
    }
  },
  interactions: { url: (ctx, interaction) => `/chon-nguoi/${interaction.uid}` },
  findAccount: (ctx, login) => {
    const person = people()[login]
    return person && { accountId: login, claims: () => ({ ...person, sub: subjectOf(login) }) }
  }
})
provider.on('server_error', (ctx, error) => console.error(error))
provider.on('grant.error', (ctx, error) => console.error('grant', error.message, error.error_detail || ''))

provider.use(async (ctx, next) => {
  if (!/^\/chon-nguoi\/[\w-]+$/.test(ctx.path)) return next()
  const { prompt, params, session, grantId } = await provider.interactionDetails(ctx.req, ctx.res)
  let result
  if (prompt.name !== 'login') {
    result = { consent: { grantId: await granted(prompt.details, params, session, grantId) } }
  } else if (ctx.method === 'GET') {
    ctx.type = 'html'
    ctx.body = choice()
    return
  } else {
    const login = (await body(ctx.req)).get('login')
    result = people()[login] ? { login: { accountId: login } } : { error: 'access_denied', error_description: 'thôi' }
  }
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result, { mergeWithLastSubmission: true }))
})
provider.listen(+PORT, '127.0.0.1', () => console.log(`sẵn sàng: ${issuer}`))
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0))

function choice () {
  const buttons = Object.entries(people()).map(([login, person]) =>
    `<p><button name="login" value="${text(login)}">${text(person.name)} · ${text(person.citizen_id)} · ${text(person.assurance)}</button></p>`)
  return page('Chọn người dùng thử', `<form method="post">${buttons.join('')}<p><button name="login" value="">Thôi, quay lại</button></p></form>`)
}

async function granted ({ missingOIDCScope, missingOIDCClaims }, params, session, grantId) {
  const grant = (grantId && await provider.Grant.find(grantId)) ||
    new provider.Grant({ accountId: session.accountId, clientId: params.client_id })
  if (missingOIDCScope) grant.addOIDCScope(missingOIDCScope.join(' '))
  if (missingOIDCClaims) grant.addOIDCClaims(missingOIDCClaims)
  return grant.save()
}

function body (request) {
  return new Promise(resolve => {
    let received = ''
    request.on('data', part => { received += part })
    request.on('end', () => resolve(new URLSearchParams(received)))
  })
}

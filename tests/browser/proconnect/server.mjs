// A stand-in for ProConnect on the library that ProConnect runs on; loopback only, tests only.
// Its one argument is JSON: { modules, port, client, people }. It writes "ready" when it listens.
import http from 'node:http';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import path from 'node:path';

// The first releases of Node 20 lack this function.
URL.parse ??= (text, base) => {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
};

const given = JSON.parse(process.argv[2]);
const required = createRequire(path.join(given.modules, 'index.js'));
const { default: Provider } = await import(pathToFileURL(required.resolve('oidc-provider')));

const PREFIX = '/api/v2';
const issuer = `http://127.0.0.1:${given.port}${PREFIX}`;
const people = new Map(given.people.map((one) => [one.sub, one]));

function key(alg) {
  const made = alg === 'ES256'
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
    : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...made.privateKey.export({ format: 'jwk' }), use: 'sig', alg };
}

function shown(title, body) {
  return `<!doctype html><html lang="fr"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title></head>
<body><main><h1>${title}</h1>${body}</main></body></html>`;
}

const provider = new Provider(issuer, {
  clients: [{
    ...given.client,
    token_endpoint_auth_method: 'client_secret_post',
    id_token_signed_response_alg: given.alg,
    userinfo_signed_response_alg: given.alg,
    backchannel_logout_session_required: true,
  }],
  jwks: { keys: [key('RS256'), key('ES256')] },
  cookies: { keys: [randomBytes(32).toString('hex')] },
  claims: {
    openid: ['sub'],
    given_name: ['given_name'],
    usual_name: ['usual_name'],
    email: ['email'],
    uid: ['uid'],
    siret: ['siret'],
    idp_id: ['idp_id'],
    roles: ['roles'],
    organization_label: ['organization_label'],
    acr: null,
    amr: null,
    auth_time: null,
    iss: null,
    sid: null,
  },
  acrValues: ['eidas1', 'eidas1-mfa', 'eidas2', 'eidas3'],
  extraParams: ['siret_hint', 'idp_hint'],
  pkce: { required: () => true },
  ttl: { AuthorizationCode: 60, AccessToken: 3600, Session: 12 * 3600, Interaction: 3600, Grant: 12 * 3600 },
  routes: { authorization: '/authorize', token: '/token', userinfo: '/userinfo', jwks: '/jwks', end_session: '/session/end' },
  features: {
    devInteractions: { enabled: false },
    claimsParameter: { enabled: true },
    jwtUserinfo: { enabled: true },
    backchannelLogout: { enabled: true },
    introspection: { enabled: true },
    revocation: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => {
        ctx.body = shown('Se déconnecter de ProConnect ?', `${form}
<button type="submit" form="op.logoutForm" name="logout" value="yes">Oui, me déconnecter</button>`);
      },
      postLogoutSuccessSource: (ctx) => {
        ctx.body = shown('Vous êtes déconnecté de ProConnect', '');
      },
    },
  },
  interactions: { url: (ctx, interaction) => `${PREFIX}/interaction/${interaction.uid}` },
  findAccount: (ctx, sub) => people.has(sub) && { accountId: sub, claims: () => people.get(sub) },
  // ProConnect asks nobody for a consent.
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope([...ctx.oidc.requestParamScopes].join(' '));
    grant.addOIDCClaims([...ctx.oidc.requestParamClaims]);
    await grant.save();
    return grant;
  },
  renderError: (ctx, out) => {
    ctx.body = shown('ProConnect a refusé', `<p>${out.error}</p>`);
  },
  // The library refuses to call loopback addresses back; here every client is on one.
  fetch: (url, { dispatcher, ...options }) => globalThis.fetch(url, options),
});
for (const event of ['server_error', 'backchannel.error']) {
  provider.on(event, (...of) => console.error(event, ...of.filter((one) => one instanceof Error)));
}

async function interact(request, answer) {
  const { params, prompt } = await provider.interactionDetails(request, answer);
  if (request.method !== 'POST') {
    const again = prompt.reasons.includes('login_prompt');
    answer.setHeader('content-type', 'text/html; charset=utf-8');
    answer.end(shown(again ? 'Confirmez votre identité' : 'S’identifier avec ProConnect', `
<p>Pour continuer vers ${params.client_id}.</p>
<form method="post"><p><label for="email">Adresse électronique professionnelle</label><br>
<input id="email" name="email" type="email" autocomplete="email" required></p>
<button type="submit">Continuer</button></form>`));
    return;
  }
  let body = '';
  for await (const part of request) body += part;
  const email = new URLSearchParams(body).get('email');
  const found = given.people.find((one) => one.email === email);
  const result = found
    ? { login: { accountId: found.sub, acr: 'eidas2', amr: ['pwd', 'mfa'], remember: true } }
    : { error: 'access_denied', error_description: 'unknown' };
  await provider.interactionFinished(request, answer, result, { mergeWithLastSubmission: false });
}

const callback = provider.callback();
http.createServer((request, answer) => {
  if (!request.url.startsWith(PREFIX)) {
    answer.writeHead(request.url === '/favicon.ico' ? 204 : 404).end();
    return;
  }
  request.originalUrl = request.url;
  request.url = request.url.slice(PREFIX.length) || '/';
  if (request.url.startsWith('/interaction/')) {
    interact(request, answer).catch((error) => {
      console.error('interaction', error);
      answer.writeHead(400).end();
    });
    return;
  }
  callback(request, answer);
}).listen(given.port, '127.0.0.1', () => console.log('ready'));

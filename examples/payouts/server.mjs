import { createServer } from 'node:http'
import { createPayouts } from './payouts.mjs'

// node examples/payouts/server.mjs, beside a development server of examples/react or examples/custom-flow, which pass /api on to it.
const port = 4953
const { COUNTERSIGN_URL: url = 'http://localhost:4100/i/acme' } = process.env
const { COUNTERSIGN_PUBLISHABLE_KEY: publishableKey, COUNTERSIGN_SECRET_KEY: secretKey } = process.env
const payouts = createPayouts({ url, publishableKey, secretKey })

createServer(async (request, response) => {
  const body = await new Response(request).text()
  const { authorization = '' } = request.headers
  const init = { method: request.method, headers: { authorization }, ...(body ? { body } : {}) }
  const answer = await payouts
    .answer(new Request(`http://localhost:${port}${request.url}`, init))
    .catch(() => Response.json({ message: 'This did not work. Try again.' }, { status: 500 }))
  response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
}).listen(port, '127.0.0.1', () => console.log(`paying out on http://localhost:${port}`))

import { clerkMiddleware, getAuth } from '@clerk/express'
import { reverificationError } from '@clerk/shared/authorization-errors'
import express from 'express'

const app = express()
app.use(clerkMiddleware())

app.use('/api', (request, response, next) => {
  if (getAuth(request).userId) next()
  else response.status(401).json({ error: 'Sign in first.' })
})

app.get('/api/me', (request, response) => {
  response.json({ userId: getAuth(request).userId })
})

// Ten minutes after the second step was proven, it is asked for again.
app.post('/api/transfers', (request, response) => {
  if (getAuth(request).has({ reverification: 'strict' })) response.json({ transferred: true })
  else response.status(403).json(reverificationError('strict'))
})

const port = Number(process.env.API_PORT || 4961)
app.listen(port, '127.0.0.1', () => console.log(`The API listens on http://localhost:${port}`))

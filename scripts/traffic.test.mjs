import { expect, test } from 'vitest'
import { problemsOf } from './traffic.mjs'

test('an operation that no test has seen succeed is named, and so is each way in which answers differed, once', () => {
  expect(problemsOf(['a', 'b'], ['b', 'a', 'a'], [])).toEqual([])
  expect(problemsOf(['a', 'b'], ['b'], ['GET /x: no', 'GET /x: no'])).toEqual([
    'a was never answered with success: give it a scenario.',
    'not as described: GET /x: no',
  ])
})

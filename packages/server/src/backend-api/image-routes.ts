import { removeImage, setImage } from '../flows/administration/profile-image.ts'
import { fileInput } from '../http/file-body.ts'
import { type Route, route } from '../http/route.ts'
import { readUser } from './user-view.ts'

const path = '/users/:id/profile_image'

export const imageRoutes: Route[] = [
  route({
    method: 'POST',
    path,
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    body: 'file',
    input: fileInput,
    summary: 'Set the picture of a user: PNG, JPEG, WebP or GIF, at most 1 MiB',
    returns: 'BackendUser',
    handle: async ({ scope, params, input }) => {
      await setImage(scope, params['id'], input.file)
      return readUser(scope, params['id'])
    },
  }),
  route({
    method: 'DELETE',
    path,
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    summary: 'Remove the picture of a user',
    returns: 'BackendUser',
    handle: async ({ scope, params }) => {
      await removeImage(scope, params['id'])
      return readUser(scope, params['id'])
    },
  }),
]

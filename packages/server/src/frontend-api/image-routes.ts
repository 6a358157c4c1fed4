import { removeOwnImage, setOwnImage } from '../flows/account/profile-image.ts'
import { fileInput } from '../http/file-body.ts'
import { type Route, route } from '../http/route.ts'
import { deletedView } from '../http/small-views.ts'
import type { SignedIn } from '../sessions/guard.ts'
import { imageAnswer, imageUrl } from '../users/profile-image.ts'

const own = '/me/profile_image'

export const imageRoutes: Route[] = [
  route({
    method: 'POST',
    path: own,
    who: 'session',
    limit: 'account_change',
    body: 'file',
    input: fileInput,
    summary: 'Set the picture of the user: PNG, JPEG, WebP or GIF, at most 1 MiB',
    returns: 'Image',
    handle: async ({ scope, input }) => {
      const name = await setOwnImage(scope as SignedIn, input.file)
      return { object: 'image' as const, id: name, name: null, public_url: imageUrl(scope, name) }
    },
  }),
  route({
    method: 'DELETE',
    path: own,
    who: 'session',
    limit: 'account_change',
    summary: 'Remove the picture of the user',
    returns: 'Deleted',
    handle: async ({ scope }) => {
      await removeOwnImage(scope as SignedIn)
      return deletedView('image', scope.user.id)
    },
  }),
  route({
    method: 'GET',
    path: '/images/:name',
    who: 'anyone',
    answer: 'raw',
    summary: 'A picture, for whoever knows its unguessable name',
    returns: 'Picture',
    handle: ({ scope, params }) => imageAnswer(scope, params['name'] ?? ''),
  }),
]

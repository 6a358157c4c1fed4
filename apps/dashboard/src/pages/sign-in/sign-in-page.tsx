import { Loaded } from '../../api/loaded.tsx'
import { useInstance } from '../../api/queries.ts'
import { Page } from '../../shell/page.tsx'
import { useInstanceId } from '../../shell/use-instance-id.ts'
import { SignInForm } from './sign-in-form.tsx'

export function SignInPage() {
  const query = useInstance(useInstanceId())
  return (
    <Page
      title="Sign-in"
      description="Choose how users sign in and who can sign up. Second factors are configured under Multi-factor."
    >
      <Loaded query={query}>{(instance) => <SignInForm key={instance.id} instance={instance} />}</Loaded>
    </Page>
  )
}

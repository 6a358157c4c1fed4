import { configure } from '@testing-library/react'

// Screens are loaded when they are needed. How fast a busy machine does that, no test decides; the usual second is too short there.
configure({ asyncUtilTimeout: 30_000 })

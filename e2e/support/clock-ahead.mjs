/** Loaded before the server, which then lives as many milliseconds ahead: how journeys come to the end of a wait. */
const ahead = Number(process.env['E2E_CLOCK_AHEAD'] ?? 0)
const now = Date.now.bind(Date)
Date.now = () => now() + ahead

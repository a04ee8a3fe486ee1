// Warns before the session ends, and keeps it with one press; what is typed on the page stays as it is.
const WARN_SECONDS = 300

export function watchSession (page) {
  const banner = page.querySelector('[data-session-ends-in]')
  if (!banner) return
  const form = banner.querySelector('form')
  let timer
  const wait = (seconds) => {
    clearTimeout(timer)
    banner.hidden = true
    timer = setTimeout(() => { banner.hidden = false }, Math.max(0, seconds - WARN_SECONDS) * 1000)
  }
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const answer = await fetch(form.action, { method: 'POST', body: new FormData(form), redirect: 'error' }).catch(() => null)
    if (answer && answer.ok) wait((await answer.json()).ends_in)
  })
  wait(Number(banner.dataset.sessionEndsIn))
}

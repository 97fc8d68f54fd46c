// @ts-check
/** The design's colours as a chart needs them: resolved for the theme that is shown. */

/** @type {HTMLElement | null} */
let probe = null

/** The colour of a token, as `rgb(…)`. @param {string} name without the two dashes */
export function token(name) {
  if (!probe?.isConnected) {
    probe = document.createElement('span')
    probe.hidden = true
    document.body.append(probe)
  }
  probe.style.color = `var(--${name})`
  return getComputedStyle(probe).color
}

/** The colour of a token with an opacity. @param {string} name @param {number} alpha */
export function tinted(name, alpha) {
  return token(name).replace(/^rgba?\(([\d.]+)[, ]+([\d.]+)[, ]+([\d.]+).*$/, `rgba($1, $2, $3, ${alpha})`)
}

/** Calls back whenever the theme changes. @param {() => void} changed @returns {() => void} ends it */
export function onTheme(changed) {
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  const system = matchMedia('(prefers-color-scheme: dark)')
  system.addEventListener('change', changed)
  return () => {
    observer.disconnect()
    system.removeEventListener('change', changed)
  }
}

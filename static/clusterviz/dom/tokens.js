// @ts-check
/** The design's tokens as colours that a canvas understands, read anew when the theme changes. */

/** @type {Map<string, string>} */
const read = new Map()
/** @type {HTMLElement | null} */
let probe = null

/** The colour of a token in the theme that is shown: `token('--accent')`. @param {string} name @returns {string} */
export function token(name) {
  const known = read.get(name)
  if (known) return known
  if (!probe) document.body.append((probe = document.createElement('span')))
  probe.hidden = true
  probe.style.color = `var(${name})`
  const colour = getComputedStyle(probe).color
  read.set(name, colour)
  return colour
}

/** Forgets what was read; called when the theme changes. */
export function forgetTokens() {
  read.clear()
}

/** The same colour, thinner. @param {string} name @param {number} alpha */
export function thin(name, alpha) {
  const key = `${name}/${alpha}`
  const known = read.get(key)
  if (known) return known
  const parts = token(name).match(/[\d.]+/g) ?? ['0', '0', '0']
  const colour = `rgba(${parts[0]}, ${parts[1]}, ${parts[2]}, ${alpha})`
  read.set(key, colour)
  return colour
}

/** Sizes a canvas for the screen's pixels and gives its context, scaled to CSS pixels.
 * @param {HTMLCanvasElement} canvas @param {number} width @param {number} height @returns {CanvasRenderingContext2D}
 */
export function sizedContext(canvas, width, height) {
  const ratio = devicePixelRatio || 1
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)]
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w
    canvas.height = h
    canvas.style.width = `${width}px`
    canvas.style.height = `${height}px`
  }
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'))
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  return context
}

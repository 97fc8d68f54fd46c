// @ts-check
/** Kubernetes quantities read back into numbers, as far as a panel needs them. */

/** @type {Record<string, number>} */
const FACTORS = {
  '': 1, n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18,
  Ki: 1024, Mi: 1024 ** 2, Gi: 1024 ** 3, Ti: 1024 ** 4, Pi: 1024 ** 5, Ei: 1024 ** 6,
}

/** The amount in its own unit (cores, bytes); NaN when the text is none. @param {unknown} text */
export function amount(text) {
  const match = /^([-+]?[\d.]+(?:e[-+]?\d+)?)([a-zA-Z]*)$/.exec(String(text ?? '').trim())
  if (!match || !(match[2] in FACTORS)) return NaN
  return Number(match[1]) * FACTORS[match[2]]
}

/** @param {unknown} text @returns {number} millicores, 0 when there is none */
export function milli(text) {
  return Math.round((amount(text) || 0) * 1000)
}

/** @param {unknown} text @returns {number} bytes, 0 when there is none */
export function bytes(text) {
  return Math.round(amount(text) || 0)
}

/**
 * What a pod asks of its node: the containers together, or the greatest init container where that is more.
 * @param {any} spec
 * @param {"cpu" | "memory"} resource
 * @returns {number} millicores or bytes
 */
export function requested(spec, resource) {
  const read = resource === 'cpu' ? milli : bytes
  const of = (/** @type {any} */ container) => read(container?.resources?.requests?.[resource])
  const inits = spec?.initContainers ?? []
  const sidecars = inits.filter((/** @type {any} */ one) => one.restartPolicy === 'Always')
  const steady = [...(spec?.containers ?? []), ...sidecars].reduce((sum, one) => sum + of(one), 0)
  return Math.max(steady, ...inits.map(of), 0) + read(spec?.overhead?.[resource])
}

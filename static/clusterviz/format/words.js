// @ts-check
/** The page's language: Django's JavaScript catalog, or the English of the source when there is none. */

/** @typedef {{gettext(s: string): string, ngettext(s: string, p: string, n: number): string, pgettext(c: string, s: string): string}} Catalog */

const catalog = /** @type {Catalog | undefined} */ (/** @type {any} */ (globalThis).django)

/** @param {string} text @returns {string} */
export function gettext(text) {
  return catalog?.gettext ? catalog.gettext(text) : text
}

/** @param {string} one @param {string} many @param {number} count @returns {string} */
export function ngettext(one, many, count) {
  return catalog?.ngettext ? catalog.ngettext(one, many, count) : count === 1 ? one : many
}

/**
 * Fills `%(name)s` in a translated sentence.
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
export function fill(text, values) {
  return text.replace(/%\((\w+)\)[sd]/g, (whole, name) => (name in values ? String(values[name]) : whole))
}

/** The BCP 47 tag of the page's language. */
export function language() {
  return globalThis.document?.documentElement.lang || 'en'
}
